package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.Percentage;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageSpans;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.time.BurstClocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/tracing.md is true: what it says of its examples comes of them. */
class TracingPageTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final List<MessageSpans.Passed> told = new ArrayList<>();

    @Test
    void theMessagesGoOnAsTheTableSays() throws IOException {
        MessageFilter filter = filter();
        List<List<String>> rows = DocumentationPage.of("tracing.md").table("message, if it is drawn");

        assertThat(rows).hasSize(6);
        for (List<String> row : rows) {
            String after = filter.onMessage(Side.CLIENT, Message.text(code(row.get(0))))
                            instanceof MessageVerdict.Replace replaced
                    ? replaced.message().text()
                    : "";

            assertThat(asOnThePage(after)).as(row.get(0)).isEqualTo(row.get(1).replace("`", ""));
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void theFiltersAreReadWithoutFaults() throws IOException {
        for (String filters : DocumentationPage.of("tracing.md").blocks("yaml filters")) {
            String yaml = """
                    listeners: { public: { address: "127.0.0.1:8080" } }
                    upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                    tracing: { otlp: { url: "http://collector:4318/v1/traces" } }
                    routes:
                      chat:
                        upstream: chat
                        filters:
                    """ + filters.indent(6);

            assertThat(ConfigReader.read(ConfigSource.of("block", yaml), FilterTypes.load())
                            .routes()
                            .get("chat")
                            .filters())
                    .isNotEmpty();
        }
    }

    private MessageFilter filter() {
        Trace type = new Trace();
        type.tell(told::add);
        var config = new Trace.Config(From.CLIENT, "/traceparent", Percentage.parse("100%"), Trace.Missing.BEGIN);
        return (MessageFilter) type.configure(config)
                .newFilter(FilterContexts.on("chat", BurstClocks.startingAt(0).clock()));
    }

    private static String asOnThePage(String text) {
        return text.replace(TRACE, "<trace>")
                .replaceAll("00-[0-9a-f]{32}", "00-<new>")
                .replaceAll("-[0-9a-f]{16}-", "-<ours>-");
    }

    private static String code(String cell) {
        return cell.replace("`", "").replace("<trace>", TRACE).replace("<span>", SPAN);
    }
}
