package io.tidegate.filter.adapt;

import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FaultLog;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.Verdicts;
import io.tidegate.filter.content.Fault;
import io.tidegate.filter.content.Objection;
import io.tidegate.filter.content.Reaction;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** Passes records on in other messages than they came in: where one side sends them one by one, the other as a stream. */
public final class Framing implements FilterType<Framing.Config> {
    private static final String NAME = "framing";

    /**
     * Settings of {@code framing}; {@code client} or {@code endpoint} must be given.
     *
     * @param client how the client frames its records, and gets those of the endpoint
     * @param endpoint how the endpoint frames its records, and gets those of the client
     * @param maxRecord bytes of a record's content; 1 B to 16 MiB. So much of one that has begun a session keeps of each side
     * @param onFault what becomes of a message with a record at fault, and of what it goes on with: the session ends with 1007, it is left
     *     out, or its sender gets {@code reply} instead; the next message is taken to begin with a record
     * @param reply what the sender gets with {@code on-fault: reply}, 1 to 4,096 characters; <code>{rule}</code> stands for what is wrong
     */
    public record Config(
            @Default("{ kind: message }") Records client,
            @Default("{ kind: message }") Records endpoint,
            @Default("64KiB") ByteSize maxRecord,
            @Default("close") Reaction onFault,
            @Nullable String reply) {
        public Config {
            Check.that(
                    client.kind() != Kind.MESSAGE || endpoint.kind() != Kind.MESSAGE,
                    "client or endpoint must have records of another kind than message");
            Check.between("max-record", maxRecord, new ByteSize(1), ByteSize.ofMiB(16));
            Objection.check("on-fault", onFault, reply);
        }
    }

    /**
     * How one side frames its records.
     *
     * @param kind what a record is: a message; a line, which ends with a line feed, or is sent with carriage return and line feed; or as
     *     many bytes as a prefix says
     * @param prefix of {@code length-prefixed}: unsigned, of 1, 2 or 4 bytes, the highest first or ({@code -le}) the lowest, or as
     *     Protobuf writes it; {@code u32} where absent
     * @param as what the side gets: {@code text} or {@code binary} messages; where absent lines are text, {@code length-prefixed} is
     *     binary, and {@code message} is what the record came in
     * @param spans not of {@code message}: whether a record may go on in the next message; else the message ends a line, and must not end
     *     within another record; {@code true} where absent
     * @param join not of {@code message}: records that came in one message go to the side in messages of so many bytes at most; each in its own
     *     where absent; 1 B to 16 MiB
     */
    public record Records(
            Kind kind,
            @Nullable Prefix prefix,
            @Nullable As as,
            @Nullable Boolean spans,
            @Nullable ByteSize join) {
        public Records {
            boolean streams = kind != Kind.MESSAGE;
            boolean prefixed = kind == Kind.LENGTH_PREFIXED;
            Check.that(prefixed || prefix == null, "prefix must only be given for length-prefixed");
            Check.that(!prefixed || as != As.TEXT, "as must be binary for length-prefixed, whose prefixes are no text");
            Check.that(streams || spans == null, "spans must not be given for message");
            Check.that(streams || join == null, "join must not be given for message");
            if (join != null) {
                Check.between("join", join, new ByteSize(1), ByteSize.ofMiB(16));
            }
        }

        /** Null if each message is a record. */
        @Nullable
        Layout layout() {
            return switch (kind) {
                case MESSAGE -> null;
                case LINES -> Lines.LF;
                case CRLF_LINES -> Lines.CRLF;
                case LENGTH_PREFIXED -> new Prefixed(prefix == null ? Prefix.U32 : prefix);
            };
        }

        /** Whether the side gets text, for a record that came as {@code text}. */
        boolean isText(boolean text) {
            if (as != null) {
                return as == As.TEXT;
            }
            return kind == Kind.MESSAGE ? text : kind != Kind.LENGTH_PREFIXED;
        }
    }

    /** What a record is. */
    public enum Kind {
        MESSAGE,
        LINES,
        CRLF_LINES,
        LENGTH_PREFIXED
    }

    /** Which messages a side gets. */
    public enum As {
        TEXT,
        BINARY
    }

    /** How the size of a record is written. */
    public enum Prefix {
        U8(1, true),
        U16(2, true),
        U16_LE(2, false),
        U32(4, true),
        U32_LE(4, false),
        /** Seven bits a byte, the lowest first; all bytes but the last have the highest bit. */
        VARINT(0, false);

        private final int bytes;
        private final boolean bigEndian;

        Prefix(int bytes, boolean bigEndian) {
            this.bytes = bytes;
            this.bigEndian = bigEndian;
        }

        /** 0 for as many as it takes. */
        int bytes() {
            return bytes;
        }

        boolean isBigEndian() {
            return bigEndian;
        }
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
        var close = new MessageVerdict.Close(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "a record is not valid");
        var objection = new Objection(NAME, config.onFault(), config.reply(), close);
        var log = new FaultLog(NAME);
        return FilterFactory.ofMessages(context -> new PerSession(config, objection, log, context));
    }

    /** Judges handshakes too, since what has begun cannot go on under another framing that a reload brings. */
    private static final class PerSession implements HandshakeFilter, MessageFilter {
        private final Objection objection;
        private final FaultLog log;
        private final FilterContext session;
        private final Reframing fromClient;
        private final Reframing fromEndpoint;

        PerSession(Config config, Objection objection, FaultLog log, FilterContext session) {
            this.objection = objection;
            this.log = log;
            this.session = session;
            int most = (int) config.maxRecord().bytes();
            this.fromClient = new Reframing(config.client(), config.endpoint(), most);
            this.fromEndpoint = new Reframing(config.endpoint(), config.client(), most);
            session.stay().onEndpointLeft(() -> {
                tellUnfinished(Side.UPSTREAM, fromEndpoint);
                fromEndpoint.restart();
            });
            session.stay().onEnd(ending -> {
                tellUnfinished(Side.CLIENT, fromClient);
                tellUnfinished(Side.UPSTREAM, fromEndpoint);
            });
        }

        @Override
        public Admission onHandshake(Handshake handshake) {
            return Admission.Pass.ADMIT;
        }

        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            Reframing reframing = from == Side.CLIENT ? fromClient : fromEndpoint;
            MessageVerdict verdict = reframing.take(message);
            String fault = reframing.fault();
            return fault == null ? verdict : objection.to(Fault.of(fault), from, message, session);
        }

        private void tellUnfinished(Side from, Reframing reframing) {
            if (reframing.isUnfinished()) {
                session.verdicts().count(NAME, from, Verdicts.Action.DROP);
                log.tell(session, from, null, "", "unfinished");
            }
        }
    }
}
