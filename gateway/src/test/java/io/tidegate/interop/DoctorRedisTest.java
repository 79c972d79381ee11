package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.CommandOutcome;
import io.tidegate.testing.EchoEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What doctor finds of a real Redis: one that is well, one that wants another password, one that takes no writes. */
@Tag("interop")
@Timeout(60)
class DoctorRedisTest {
    @TempDir
    Path folder;

    private CommandOutcome doctor(String redis) throws IOException {
        try (var endpoint = new EchoEndpoint()) {
            Path file = Files.writeString(folder.resolve("tidegate.yaml"), """
                    listeners: { public: { address: "127.0.0.1:0" } }
                    upstreams: { chat: { endpoints: [ "%s" ] } }
                    routes: { rest: { upstream: chat } }
                    redis: %s
                    """.formatted(endpoint.url(), redis));
            return CommandOutcome.of("doctor", "-c", file.toString(), "--timeout", "2s");
        }
    }

    @Test
    void oneThatTakesWritesIsFine() throws IOException {
        try (RedisServer redis = new RedisServer(folder)) {
            CommandOutcome outcome = doctor(redis.settings());

            assertThat(outcome.out())
                    .contains("ok    service      redis redis://127.0.0.1:" + redis.port() + ": takes what is written");
        }
    }

    @Test
    void oneThatWantsAnotherPasswordFails() throws IOException {
        try (RedisServer redis = new RedisServer(folder, "--requirepass", "the-right-word")) {
            String url = "redis://127.0.0.1:" + redis.port();

            CommandOutcome wrong = doctor("{ url: \"" + url + "\", password: a-wrong-secret-word }");
            CommandOutcome right = doctor("{ url: \"" + url + "\", password: the-right-word }");

            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.out()).contains("fail  service      redis " + url, "does it know username and password");
            assertThat(wrong.out() + wrong.err()).doesNotContain("a-wrong-secret-word", "the-right-word");
            assertThat(right.out()).contains("ok    service      redis " + url);
        }
    }

    @Test
    void aReplicaThatTakesNoWritesFails() throws IOException {
        try (RedisServer redis = new RedisServer(folder, "--replicaof", "127.0.0.1 1")) {
            CommandOutcome outcome = doctor(redis.settings());

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).contains("fail  service      redis ", "does it take writes");
        }
    }
}
