package io.tidegate.filter.content;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.FilterConfig;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Filters as the configuration file makes them. */
public final class ContentFilters {
    public static final MessageVerdict FORWARD = MessageVerdict.Pass.FORWARD;

    private ContentFilters() {}

    /** Of settings in YAML, on one line: {@code json: { max-depth: 3 } } */
    public static MessageFilter of(String settings, Path folder) {
        return ofBlock("- { " + settings + " }\n", folder);
    }

    /** The first one of a list of filters, as it stands below its key. */
    public static MessageFilter ofBlock(String filters, Path folder) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters.indent(6);
        FilterTypes types = FilterTypes.load();
        FilterConfig config = ConfigReader.read(new ConfigSource("test.yaml", yaml, folder, Map.of(), List.of()), types)
                .routes()
                .get("chat")
                .filters()
                .getFirst();
        return (MessageFilter) types.configure(config).newFilter(FilterContexts.on("chat", new BurstClock()));
    }

    public static MessageFilter of(String settings) {
        return of(settings, Path.of(""));
    }

    /** What a filter that replies with rule and pointer says of a text of the client's: both, or nothing. */
    public static String fault(MessageFilter filter, String text) {
        return switch (filter.onMessage(Side.CLIENT, Message.text(text))) {
            case MessageVerdict.Reply reply -> reply.message().text();
            case MessageVerdict.Pass pass -> pass == FORWARD ? "" : pass.toString();
            case MessageVerdict.Replace replaced -> replaced.message().text();
            case MessageVerdict.Split _, MessageVerdict.Hold _, MessageVerdict.Close _, MessageVerdict.Defer _ ->
                "another verdict";
        };
    }
}
