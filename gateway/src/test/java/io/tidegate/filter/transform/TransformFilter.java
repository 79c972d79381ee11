package io.tidegate.filter.transform;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** The filter as the configuration file makes it, for one session of a client {@code ann}. */
final class TransformFilter {
    private static final FilterTypes TYPES = FilterTypes.load();

    private final MessageFilter filter;

    private TransformFilter(MessageFilter filter) {
        this.filter = filter;
    }

    /** @param settings of the filter, in YAML on one line */
    static TransformFilter with(String settings) {
        return of("- transform: " + settings + "\n");
    }

    /** @param filters the list of filters, as it stands below its key; the first one is made */
    static TransformFilter of(String filters) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    match: { path: "/rooms/{room}" }
                    upstream: chat
                    filters:
                """ + filters.indent(6);
        var config = ConfigReader.read(ConfigSource.of("test.yaml", yaml), TYPES)
                .routes()
                .get("chat")
                .filters()
                .getFirst();
        Handshake handshake =
                Handshakes.to("/rooms/7?q=a").header("X-Tenant", "acme").build();
        handshake.identity().is(new Principal("ann", Set.of("member"), Map.of("plan", "gold"), "jwt", null));
        SessionKeys keys = SessionKeys.of(handshake, Map.of("room", "7"));
        var session = new FilterContext("7f3a", "chat", new BurstClock(), Verdicts.UNCOUNTED, keys);
        MessageFilter filter = (MessageFilter) TYPES.configure(config).newFilter(session);
        keys.forgetHandshake();
        return new TransformFilter(filter);
    }

    /** What becomes of a text message. */
    String text(Side from, String text) {
        return told(filter.onMessage(from, Message.text(text)), text);
    }

    /** What becomes of a text message of the client. */
    String text(String text) {
        return text(Side.CLIENT, text);
    }

    /** What becomes of a binary message. */
    String binary(Side from, String text) {
        return told(filter.onMessage(from, Message.binary(text.getBytes(StandardCharsets.UTF_8))), "binary " + text);
    }

    /** The verdict itself. */
    MessageVerdict verdict(Message message) {
        return filter.onMessage(Side.CLIENT, message);
    }

    private static String told(MessageVerdict verdict, String unchanged) {
        return switch (verdict) {
            case MessageVerdict.Replace replaced ->
                (replaced.message().isText() ? "" : "binary ")
                        + replaced.message().text();
            case MessageVerdict.Reply reply -> "reply " + reply.message().text();
            case MessageVerdict.Pass pass -> pass == MessageVerdict.Pass.FORWARD ? unchanged : "dropped";
            case MessageVerdict.Close close -> "closed " + close.code();
            default -> "another verdict";
        };
    }
}
