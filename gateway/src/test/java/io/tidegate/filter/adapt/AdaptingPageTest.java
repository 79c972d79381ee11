package io.tidegate.filter.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.time.BurstClock;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/adapting.md is true: what it says of its examples comes of them. */
class AdaptingPageTest {
    private final DocumentationPage page;

    AdaptingPageTest() throws IOException {
        page = DocumentationPage.of("adapting.md");
    }

    @Test
    void subprotocolsAreCalledAsTheTableSays() {
        FilterTypes types = FilterTypes.load();
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes: { chat: { upstream: chat, filters: [ { subprotocol: { map: {
                    v1.chat.example.com: chat, v2.chat.example.com: chat-ng }, others: pass } } ] } }
                """;
        var config = ConfigReader.read(ConfigSource.of("test.yaml", yaml), types)
                .routes()
                .get("chat")
                .filters()
                .getFirst();
        var filter = (HandshakeFilter) types.configure(config).newFilter(FilterContexts.on("chat", new BurstClock()));
        List<List<String>> rows = page.table("client offers | endpoint is offered | endpoint chooses | client gets");

        assertThat(rows).hasSize(4);
        for (List<String> row : rows) {
            Handshake handshake =
                    Handshakes.to("/").offering(code(row.get(0)).split(", ")).build();
            filter.onHandshake(handshake);
            String chosen = code(row.get(2));

            assertThat(String.join(", ", handshake.subprotocolsToEndpoint())).isEqualTo(code(row.get(1)));
            assertThat(chosen.isEmpty() ? "" : handshake.clientsNameOf(chosen)).isEqualTo(code(row.get(3)));
        }
    }

    @Test
    void recordsGoOnAsTheTableSays() {
        AdaptFilters filter = filter("yaml filters framing");
        List<List<String>> rows = page.tables("from | message | goes on as").getFirst();

        assertThat(rows).hasSize(4);
        for (List<String> row : rows) {
            boolean client = row.get(0).equals("client");
            List<String> passed = client
                    ? filter.text(Side.CLIENT, code(row.get(1)).replace("\\n", "\n"))
                    : filter.binary(Side.UPSTREAM, bytes(code(row.get(1))));

            assertThat(passed.stream().map(AdaptingPageTest::shown).collect(Collectors.joining(", ")))
                    .as(row.get(1))
                    .isEqualTo(row.get(2));
        }
    }

    @Test
    void callsGoOnAsTheTableSays() {
        AdaptFilters filter = filter("yaml filters json-rpc");
        List<List<String>> rows = page.tables("from | message | goes on as").getLast();

        assertThat(rows).hasSize(7);
        for (List<String> row : rows) {
            Side from = row.get(0).equals("client") ? Side.CLIENT : Side.UPSTREAM;

            assertThat(String.join(", ", filter.text(from, code(row.get(1)))))
                    .as(row.get(1))
                    .isEqualTo(code(row.get(2)));
        }
    }

    @Test
    void theExampleOfSubprotocolsIsTheOneOfItsTable() {
        assertThat(page.blocks("yaml filters subprotocol").getFirst())
                .contains("v1.chat.example.com: chat\n", "v2.chat.example.com: chat-ng\n", "others: pass");
    }

    private AdaptFilters filter(String block) {
        return AdaptFilters.ofBlock(page.blocks(block).getFirst(), FilterContexts.on("chat", new BurstClock()));
    }

    private static String shown(String passed) {
        boolean binary = passed.startsWith("[");
        String text = binary
                ? HexFormat.ofDelimiter(" ")
                        .formatHex(HexFormat.of().parseHex(passed.substring(1, passed.length() - 1)))
                : passed.replace("\n", "\\n");
        return "`" + text + "`";
    }

    private static int[] bytes(String hex) {
        return Stream.of(hex.split(" "))
                .mapToInt(each -> Integer.parseInt(each, 16))
                .toArray();
    }

    private static String code(String cell) {
        return cell.replace("`", "");
    }
}
