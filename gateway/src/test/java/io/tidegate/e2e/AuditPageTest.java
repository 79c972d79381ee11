package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.Gateway;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.JournalLines;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** docs/audit.md is true: what it says of its example comes of it. */
@ExtendWith(NothingLeftBehind.class)
class AuditPageTest {
    @TempDir
    private Path folder;

    @Test
    void theMessagesOfTheExampleLeaveTheLinesThatTheTablesSay() throws Exception {
        DocumentationPage page = DocumentationPage.of("audit.md");
        List<List<String>> audited = page.table("message | in `audit.jsonl`");
        List<List<String>> dead = page.table("message | in `dead-letters.jsonl`");
        assertThat(audited).hasSize(3);
        assertThat(dead).hasSize(1);
        Files.createDirectory(folder.resolve("logs"));
        try (EchoEndpoint endpoint = new EchoEndpoint();
                Gateway gateway =
                        Gateway.start(config(page.blocks("yaml tidegate.yaml").getFirst(), endpoint.url()));
                RawPeer client = RawPeer.open(gateway.address("public"), Upgrade.to("/"))) {
            List<String> delivered = new ArrayList<>();
            for (List<String> row : audited) {
                String message = code(row.get(0));
                client.send(WireFrame.text(message));
                if (dead.stream().noneMatch(other -> code(other.get(0)).equals(message))) {
                    assertThat(client.next().text()).isEqualTo(message);
                    delivered.add(message);
                }
            }
            assertThat(delivered).hasSize(2);
        }

        assertThat(ofClient("logs/audit.jsonl"))
                .isEqualTo(audited.stream().map(row -> code(row.get(1))).toList());
        assertThat(ofClient("logs/dead-letters.jsonl"))
                .isEqualTo(dead.stream().map(row -> code(row.get(1))).toList());
    }

    @Test
    void theFiltersOfThePageAreRight() throws Exception {
        DocumentationPage page = DocumentationPage.of("audit.md");
        String whole = page.blocks("yaml tidegate.yaml").getFirst();
        for (String block : page.blocks("yaml filters")) {
            String filters = whole.substring(0, whole.indexOf("    filters:")) + "    filters:\n" + block.indent(6);

            assertThat(config(filters, "ws://127.0.0.1:1").routes().get("chat").filters())
                    .hasSize(3);
        }
    }

    /** The lines about what the client sent, as the page shows them. */
    private List<String> ofClient(String file) {
        return new JournalLines(folder.resolve(file))
                .now().stream()
                        .filter(line -> line.get("from").asString().equals("client"))
                        .map(AuditPageTest::shown)
                        .toList();
    }

    private static String shown(ObjectNode line) {
        line.remove("time");
        return line.put("session", "s-1").toString();
    }

    private GatewayConfig config(String yaml, String endpoint) {
        String here = yaml.replace("127.0.0.1:8080", "127.0.0.1:0")
                .replace("ws://10.0.0.5:9001", endpoint)
                .replace("logs/", folder + "/logs/");
        return ConfigReader.read(ConfigSource.of("audit.md", here), FilterTypes.load());
    }

    private static String code(String cell) {
        return cell.substring(1, cell.length() - 1);
    }
}
