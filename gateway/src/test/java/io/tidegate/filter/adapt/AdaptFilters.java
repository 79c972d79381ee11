package io.tidegate.filter.adapt;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.FilterConfig;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.MessageJudge;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A filter as the configuration file makes it, and what comes of messages that go through it. */
final class AdaptFilters {
    private final MessageJudge fromClient;
    private final MessageJudge fromEndpoint;

    private AdaptFilters(MessageFilter filter) {
        var filters = new MessageFilters(FilterChain.of(filter));
        this.fromClient = new MessageJudge(Side.CLIENT, filters);
        this.fromEndpoint = new MessageJudge(Side.UPSTREAM, filters);
    }

    static AdaptFilters of(String settings) {
        return of(settings, FilterContexts.on("chat", new BurstClock()));
    }

    /** @param settings in YAML, on one line: {@code framing: { client: { kind: lines } } } */
    static AdaptFilters of(String settings, FilterContext context) {
        return ofBlock("- { " + settings + " }\n", context);
    }

    /** @param filters the list of filters, as it stands below its key; the first one is made */
    static AdaptFilters ofBlock(String filters, FilterContext context) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters.indent(6);
        FilterTypes types = FilterTypes.load();
        FilterConfig config = ConfigReader.read(ConfigSource.of("test.yaml", yaml), types)
                .routes()
                .get("chat")
                .filters()
                .getFirst();
        return new AdaptFilters((MessageFilter) types.configure(config).newFilter(context));
    }

    /** What goes on of a text; a reply stands behind {@code <}, a Close behind {@code !}; each binary message as hexadecimal in brackets. */
    List<String> text(Side from, String text) {
        return pass(from, Message.text(text));
    }

    List<String> binary(Side from, int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return pass(from, Message.binary(content));
    }

    List<String> pass(Side from, Message message) {
        MessageJudge judge = from == Side.CLIENT ? fromClient : fromEndpoint;
        List<String> passed = new ArrayList<>();
        for (MessageVerdict verdict = judge.judge(message); verdict != null; verdict = judge.next()) {
            switch (verdict) {
                case MessageVerdict.Pass.FORWARD -> passed.add(shown(judge.message()));
                case MessageVerdict.Reply reply -> passed.add("<" + shown(reply.message()));
                case MessageVerdict.Close close -> passed.add("!" + close.code() + " " + close.reason());
                case MessageVerdict.Pass.DROP -> {}
                case MessageVerdict.Split _ -> {}
                case MessageVerdict.Replace _, MessageVerdict.Hold _, MessageVerdict.Defer _ ->
                    throw new AssertionError("another verdict: " + verdict);
            }
        }
        judge.done();
        return passed;
    }

    private static String shown(Message message) {
        return message.isText() ? message.text() : "[" + HexFormat.of().formatHex(message.bytes()) + "]";
    }
}
