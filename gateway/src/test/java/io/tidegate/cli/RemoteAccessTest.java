package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.FileGateway;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the commands reach an admin API that speaks TLS and wants to know who asks. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class RemoteAccessTest {
    private static final String TOKEN = "a-token-of-an-operator";

    private final TestSite site = new TestSite();

    @TempDir
    private Path folder;

    private FileGateway gateway;

    @BeforeEach
    void start() {
        gateway = FileGateway.start(folder.resolve("running.yaml"), yaml(0));
    }

    @AfterEach
    void stop() {
        gateway.close();
        site.close();
    }

    private String yaml(int port) {
        return """
            listeners: { public: { address: "127.0.0.1:0" } }
            upstreams: { chat: { endpoints: [ "ws://127.0.0.1:1" ] } }
            routes: { rest: { upstream: chat } }
            admin:
              address: "127.0.0.1:%d"
              token: "%s"
              tls: { certificate: "%s", key: "%s", client-ca: "%s" }
              clients: [ { name: carl, subject: "cn=LOCALHOST", role: viewer } ]
            event-loops: 1
            reload: { watch: false }
            """.formatted(port, TOKEN, site.certificate(), site.key(), site.authority());
    }

    private int port() {
        return Objects.requireNonNull(gateway.gateway().adminAddress()).getPort();
    }

    private CommandOutcome routes(String... options) {
        List<String> arguments = new ArrayList<>(List.of("routes", "--admin", "https://127.0.0.1:" + port()));
        arguments.addAll(List.of(options));
        return CommandOutcome.of(arguments.toArray(String[]::new));
    }

    private String tokenFile(String token) throws IOException {
        return Files.writeString(folder.resolve("token"), token + "\n").toString();
    }

    @Test
    void aTokenFromAFileIsSentToAServerThatIsTrusted() throws IOException {
        CommandOutcome outcome = routes("--ca", site.authority().toString(), "--token-file", tokenFile(TOKEN));

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("rest");
    }

    @Test
    void aCertificateIsEnoughToLookAndNotToChange() {
        String[] own = {
            "--ca", site.authority().toString(),
            "--certificate", site.certificate().toString(),
            "--key", site.key().toString()
        };

        CommandOutcome looked = routes(own);
        CommandOutcome changed = CommandOutcome.of(
                "reload", "--admin", "https://127.0.0.1:" + port(), own[0], own[1], own[2], own[3], own[4], own[5]);

        assertThat(looked.exitCode()).as(looked.err()).isZero();
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).contains("This needs the role operator.");
    }

    @Test
    void theConfigurationSaysWhereAndAsWhom() throws IOException {
        Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml(port()));

        CommandOutcome outcome = CommandOutcome.of(
                "routes", "-c", file.toString(), "--ca", site.authority().toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("rest");
    }

    @Test
    void whatIsMissingIsTold() throws IOException {
        String ca = site.authority().toString();

        assertThat(routes("--token-file", tokenFile(TOKEN)))
                .extracting(CommandOutcome::exitCode, outcome -> outcome.err().contains("--ca"))
                .containsExactly(1, true);
        assertThat(routes("--ca", ca).err()).contains("401").contains("--token-file", "TIDEGATE_ADMIN_TOKEN");
        assertThat(routes("--ca", ca, "--token-file", tokenFile("not-the-right-token"))
                        .err())
                .contains("401")
                .doesNotContain("not-the-right-token");
        assertThat(routes("--ca", ca, "--certificate", site.certificate().toString())
                        .err())
                .contains("--key");
        assertThat(routes("--ca", folder.resolve("absent.pem").toString()).err())
                .contains("--ca", "absent.pem");
    }
}
