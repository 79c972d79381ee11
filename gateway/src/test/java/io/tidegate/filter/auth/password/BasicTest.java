package io.tidegate.filter.auth.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BasicTest {
    private static final Outcome WRONG = new Outcome.Invalid("wrong user or password");
    /** Of {@code right}, at the least cost. */
    private static final String RIGHT = "$2b$05$uLERpRHu8ABpJvVaaNcBg.7kR81oJ.LNM7yIDBHhd9micK4.Y9h36";

    @TempDir
    private Path folder;

    @Test
    void aUserOfTheFileIsKnownByThePassword() throws Exception {
        write("users: { ann: { password: \"" + RIGHT + "\", roles: [ admin ], claims: { team: a } } }");

        assertThat(judge(basic(), "ann", "right")).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo("ann");
            assertThat(known.principal().roles()).containsExactly("admin");
            assertThat(known.principal().claims()).containsEntry("team", "a");
            assertThat(known.principal().method()).isEqualTo("basic");
        });
        assertThat(judge(basic(), "ann", "wrong")).isEqualTo(WRONG);
        assertThat(judge(basic(), "Ann", "right")).isEqualTo(WRONG);
        assertThat(judge(basic(), "bob", "right")).isEqualTo(WRONG);
        assertThat(judge(basic(), "ann", "")).isEqualTo(WRONG);
    }

    @Test
    void aUserWhoIsDisabledOrExpiredIsInvalidWithTheRightPasswordToo() throws Exception {
        write(
                "users: { off: { password: \"%1$s\", enabled: false }, old: { password: \"%1$s\", expires: 2020-01-01T00:00:00Z } }"
                        .formatted(RIGHT));

        assertThat(judge(basic(), "off", "right")).isEqualTo(new Outcome.Invalid("user off is disabled"));
        assertThat(judge(basic(), "off", "wrong")).isEqualTo(WRONG);
        assertThat(judge(basic(), "old", "right")).isEqualTo(new Outcome.Invalid("user old has expired"));
    }

    @Test
    void aPasswordThatWasRightIsKnownAtOnceForAWhile() throws Exception {
        write("users: { ann: { password: \"" + RIGHT + "\" } }");
        Basic basic = basic();
        judge(basic, "ann", "right");

        assertThat(begin(basic, "ann", "right")).isCompleted();
        assertThat(begin(basic, "ann", "wrong"))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(WRONG);
    }

    @Test
    void aPasswordThatIsChangedInTheFileIsNoLongerKnownAndARecheckSaysSo() throws Exception {
        write("users: { ann: { password: \"" + RIGHT + "\" } }");
        Basic basic = basic();
        basic.start();
        var known = (Outcome.Known) judge(basic, "ann", "right");
        assertThat(known.recheck().now().toCompletableFuture())
                .isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Known);

        write("users: { ann: { password: \"" + PasswordHash.of("other").text() + "\" } }");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> known.recheck().now().toCompletableFuture().resultNow() instanceof Outcome.Invalid);
        assertThat(judge(basic, "ann", "right")).isEqualTo(WRONG);
    }

    @Test
    void whatIsNotANameAndAPasswordIsInvalid() throws Exception {
        write("users: {}");
        var malformed = new Outcome.Invalid("not a user and a password in Base64");

        assertThat(basic().judge(Handshakes.to("/")
                        .header("Authorization", "Basic %%")
                        .build()))
                .isCompletedWithValue(malformed);
        assertThat(basic().judge(Handshakes.to("/")
                        .header("Authorization", "Basic YW5u")
                        .build()))
                .isCompletedWithValue(malformed);
        assertThat(basic().judge(Handshakes.to("/")
                        .header("Authorization", "Bearer YW5u")
                        .build()))
                .isCompletedWithValue(new Outcome.Absent());
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        var go = new CountDownLatch(1);
        var checks = new PasswordChecks(1, 1);

        var first = checks.submit(() -> await(go));
        var second = checks.submit(() -> await(go));

        assertThat(checks.submit(() -> true)).isNull();
        go.countDown();
        assertThat(first.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itLooksInAuthorizationAndTellsBrowsersItsRealm() throws Exception {
        write("users: {}");

        assertThat(basic().sources()).containsExactly(CredentialSource.parse("authorization"));
        assertThat(basic().challenge()).isEqualTo("Basic realm=\"Tidegate\", charset=\"UTF-8\"");
    }

    @Test
    void aFileWithFaultsIsRefusedWithTheirPlaces() throws Exception {
        write("""
                users:
                  ann: { password: hunter2 }
                  bob: hunter2
                """);

        assertThatThrownBy(this::basic)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(":2:20 users.ann.password must be a hash by argon2id")
                .hasMessageContaining(":3:8 users.bob must be a mapping")
                .hasMessageNotContaining("hunter2");
    }

    private Basic basic() {
        return new Basic(
                new BasicConfig(folder.resolve("users.yaml"), "Tidegate", 2, 10, Duration.ofMinutes(1)),
                () -> Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static CompletableFuture<Outcome> begin(Basic basic, String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
        return basic.judge(Handshakes.to("/")
                        .header("Authorization", "basic " + pair)
                        .build())
                .toCompletableFuture();
    }

    private static Outcome judge(Basic basic, String name, String password) throws Exception {
        return begin(basic, name, password).get(20, TimeUnit.SECONDS);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("users.yaml"), text);
    }
}
