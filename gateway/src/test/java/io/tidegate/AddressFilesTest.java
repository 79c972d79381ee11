package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of addresses that change while the gateway runs. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class AddressFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aListThatChangesIsReadAnewAndAFaultyOneIsNotTaken() throws IOException {
        Path list = Files.writeString(folder.resolve("blocked.txt"), "192.0.2.1\n");
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), yaml(endpoint.url()));
                RawPeer open = RawPeer.open(gateway.address(), Upgrade.to("/"))) {
            Files.writeString(list, "127.0.0.1 # ourselves\n");
            Awaitility.await().until(() -> gateway.status("/") == 403);
            Files.writeString(list, "127.0.0.256\n");
            Awaitility.await()
                    .until(() -> gateway.admin()
                            .text("/metrics")
                            .lines()
                            .anyMatch(line -> line.startsWith("tidegate_reloads_total")
                                    && line.contains("refused")
                                    && line.contains("file")));
            assertThat(gateway.status("/")).isEqualTo(403);
            Files.writeString(list, "");
            Awaitility.await().until(() -> gateway.status("/") == 101);

            open.send(WireFrame.text("still here"));
            assertThat(open.next().text()).isEqualTo("still here");
        }
    }

    private static String yaml(String url) {
        return FileGateway.COMMON + """
                listeners: { public: { address: "127.0.0.1:0" } }
                upstreams: { chat: { endpoints: [ "%s" ] } }
                routes:
                  chat: { upstream: chat, filters: [ { addresses: { deny-files: [ blocked.txt ] } } ] }
                """.formatted(url);
    }
}
