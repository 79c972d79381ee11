package io.tidegate.filter.adapt;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.content.Fault;
import io.tidegate.filter.content.Objection;
import io.tidegate.filter.content.Reaction;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives JSON-RPC requests ids of ours on their way, and answers the ids of their requests on the way back. */
public final class JsonRpc implements FilterType<JsonRpc.Config> {
    private static final String NAME = "json-rpc";

    /**
     * Settings of {@code json-rpc}.
     *
     * @param from whose requests get ids of ours; {@code client}, {@code upstream} or {@code both}
     * @param ids what ours are: numbers from 1 on, of each session and side; or strings that no other session has, the session's id
     *     and such a number
     * @param maxPending requests of a side that wait for their answers; 1 to 100,000
     * @param timeout how long a request waits before it is forgotten; 100 ms to 1 day
     * @param unknown what becomes of an answer to no request that waits: {@code drop} or {@code pass}
     * @param references by the method of a notification or request, its parameter that is the id of another request of the same side
     * @param maxBatch calls in one message; 1 to 10,000
     * @param onFault what becomes of a message that is not JSON-RPC, or one request too many: the session ends with 1007, it is left out, or
     *     its sender gets {@code reply} instead
     * @param reply what the sender gets with {@code on-fault: reply}, 1 to 4,096 characters; <code>{rule}</code> stands for what is wrong
     */
    public record Config(
            @Default("both") From from,
            @Default("numbers") Ids ids,
            @Default("1000") int maxPending,
            @Default("5m") Duration timeout,
            @Default("drop") Unknown unknown,
            Map<String, String> references,
            @Default("100") int maxBatch,
            @Default("close") Reaction onFault,
            @Nullable String reply) {
        public Config {
            references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
            Check.between("max-pending", maxPending, 1, 100_000);
            Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofDays(1));
            references.forEach((method, parameter) -> Check.notBlank("references." + method, parameter));
            Check.between("max-batch", maxBatch, 1, 10_000);
            Objection.check("on-fault", onFault, reply);
        }
    }

    /** What ids of ours are. */
    public enum Ids {
        NUMBERS,
        STRINGS
    }

    /** What becomes of an answer that nobody waits for. */
    public enum Unknown {
        DROP,
        PASS
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "message is not valid");
        var objection = new Objection(NAME, config.onFault(), config.reply(), close);
        return FilterFactory.ofMessages(context -> new PerSession(config, objection, context));
    }

    /** Judges handshakes too, since requests that wait are lost when a reload brings another of these. */
    private static final class PerSession implements HandshakeFilter, MessageFilter {
        private final Config config;
        private final Objection objection;
        private final FilterContext session;
        private final @Nullable PendingCalls ofClient;
        private final @Nullable PendingCalls ofEndpoint;

        PerSession(Config config, Objection objection, FilterContext session) {
            this.config = config;
            this.objection = objection;
            this.session = session;
            this.ofClient = pending(Side.CLIENT);
            this.ofEndpoint = pending(Side.UPSTREAM);
        }

        private @Nullable PendingCalls pending(Side side) {
            String prefix = config.ids() == Ids.STRINGS ? session.sessionId() + "-" : null;
            return config.from().covers(side)
                    ? new PendingCalls(config.maxPending(), config.timeout().toNanos(), prefix)
                    : null;
        }

        @Override
        public Admission onHandshake(Handshake handshake) {
            return Admission.Pass.ADMIT;
        }

        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            CallReader read = new CallReader(config.maxBatch(), config.references()).read(message);
            PendingCalls asked = from == Side.CLIENT ? ofClient : ofEndpoint;
            PendingCalls answered = from == Side.CLIENT ? ofEndpoint : ofClient;
            var renaming = new Renaming(
                    asked,
                    answered,
                    config.unknown() == Unknown.PASS,
                    session.clock().nanos());
            String fault = read.fault() == null ? renaming.fault(read.calls()) : read.fault();
            return fault == null
                    ? renaming.apply(read, message)
                    : objection.to(Fault.of(fault), from, message, session);
        }
    }
}
