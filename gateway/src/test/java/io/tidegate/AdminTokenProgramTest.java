package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdminTokenProgramTest {
    private static final String YAML = """
            listeners: { public: { address: "127.0.0.1:0" } }
            upstreams: { chat: { endpoints: [ "ws://127.0.0.1:1" ] } }
            routes: { rest: { upstream: chat } }
            admin: { address: "127.0.0.1:0", token: "a-token-of-an-operator" }
            event-loops: 1
            """;

    @TempDir
    Path folder;

    @Test
    void theTokenIsTakenFromTheEnvironment() throws Exception {
        try (FileGateway gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML)) {
            String url = "http://127.0.0.1:"
                    + Objects.requireNonNull(gateway.gateway().adminAddress()).getPort();

            try (ProgramProcess right = program("a-token-of-an-operator", url);
                    ProgramProcess wrong = program("a-token-of-somebody", url)) {
                assertThat(right.outputUntil("rest")).contains("rest");
                assertThat(right.exitCode()).isZero();
                assertThat(wrong.exitCode()).isEqualTo(1);
                assertThat(wrong.errors()).contains("401").doesNotContain("a-token-of-somebody");
            }
        }
    }

    private ProgramProcess program(String token, String url) throws Exception {
        return ProgramProcess.startWith("TIDEGATE_ADMIN_TOKEN", token, folder, "routes", "--admin", url);
    }
}
