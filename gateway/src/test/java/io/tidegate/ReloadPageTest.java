package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin.Answer;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worked example of docs/reload.md is what a gateway answers. */
@Timeout(30)
class ReloadPageTest {
    @TempDir
    private Path folder;

    @Test
    void theDryRunAnswersWhatThePageSays() throws Exception {
        DocumentationPage page = DocumentationPage.of("reload.md");
        String before = page.blocks("yaml tidegate.yaml").getFirst();
        String after = page.blocks("yaml").stream()
                .filter(block -> block.startsWith("# tidegate.yaml"))
                .findFirst()
                .orElseThrow();
        JsonNode expected = json(page.blocks("json").getFirst());
        List<RawPeer> clients = new ArrayList<>();
        try (var one = new EchoEndpoint();
                var two = new EchoEndpoint();
                var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), here(before, one, two))) {
            for (int i = 0; i < 4; i++) {
                clients.add(RawPeer.open(gateway.address(), Upgrade.to("/chat/room")));
            }
            gateway.write(here(after, one, two));

            Answer answer = gateway.admin().post("/api/v1/reload?dry-run=true", null, null);

            assertThat(json(answer.body().replace(address(two), "10.0.0.6:9001")))
                    .isEqualTo(expected);
            clients.forEach(RawPeer::close);
        }
    }

    /** On ports that are free, with endpoints that are there; not watched, so that nothing but the example happens. */
    private static String here(String yaml, EchoEndpoint one, EchoEndpoint two) {
        return yaml.replace("0.0.0.0:8080", "127.0.0.1:0")
                        .replace("127.0.0.1:9090", "127.0.0.1:0")
                        .replace("10.0.0.5:9001", address(one))
                        .replace("10.0.0.6:9001", address(two))
                + "reload: { watch: false }\n";
    }

    private static String address(EchoEndpoint endpoint) {
        return endpoint.url().replace("ws://", "");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
