package io.tidegate.filter.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Handshakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void aKeyOfTheFileIsItsOwner() throws IOException {
        write("""
                keys:
                  billing:
                    sha256: %s
                    owner: billing-service
                    roles: [ publisher, reader ]
                    claims: { tenant: acme }
                    expires: 2030-01-01T00:00:00Z
                """.formatted(Sha256.of("k1")));

        assertThat(judge(keys(), "k1")).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo("billing-service");
            assertThat(known.principal().roles()).containsExactly("publisher", "reader");
            assertThat(known.principal().claims())
                    .containsEntry("tenant", "acme")
                    .containsEntry("key", "billing");
            assertThat(known.principal().method()).isEqualTo("api-key");
            assertThat(known.principal().expires()).isEqualTo(END);
        });
    }

    @Test
    void aKeyWithoutOwnerBelongsToItsName() throws IOException {
        write("keys: { k: { sha256: " + Sha256.of("k1") + " } }");

        assertThat(judge(keys(), "k1"))
                .isInstanceOfSatisfying(
                        Outcome.Known.class,
                        known -> assertThat(known.principal().subject()).isEqualTo("k"));
    }

    @Test
    void aKeyThatIsUnknownDisabledOrExpiredIsInvalidAndTheReasonSaysOnlyItsName() throws IOException {
        write("keys: { off: { sha256: %s, enabled: false }, old: { sha256: %s, expires: 2029-12-31T00:00:00Z } }"
                .formatted(Sha256.of("k1"), Sha256.of("k2")));

        assertThat(judge(keys(), "k1")).isEqualTo(new Outcome.Invalid("key off is disabled"));
        assertThat(judge(keys(), "k2")).isEqualTo(new Outcome.Invalid("key old has expired"));
        assertThat(judge(keys(), "k3")).isEqualTo(new Outcome.Invalid("the key is unknown"));
    }

    @Test
    void whoPresentsNoKeyIsAbsentAndTwoThatDifferAreAmbiguous() throws IOException {
        write("keys: { k: { sha256: " + Sha256.of("k1") + " } }");
        var keys = new ApiKeys(new ApiKeyConfig(
                folder.resolve("keys.yaml"),
                List.of(CredentialSource.parse("header:X-Api-Key"), CredentialSource.parse("query:key"))));

        assertThat(keys.judge(Handshakes.to("/").build())).isCompletedWithValue(new Outcome.Absent());
        assertThat(keys.judge(Handshakes.to("/?key=k1").build()))
                .isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Known);
        assertThat(keys.judge(
                        Handshakes.to("/?key=k2").header("X-Api-Key", "k1").build()))
                .isCompletedWithValue(new Outcome.Ambiguous());
    }

    @Test
    void aKeyThatIsTakenOutOfTheFileIsNoLongerKnownAndARecheckSaysSo() throws IOException {
        write("keys: { k: { sha256: " + Sha256.of("k1") + " } }");
        ApiKeys keys = keys();
        keys.start();
        var known = (Outcome.Known) judge(keys, "k1");
        assertThat(recheck(known)).isInstanceOf(Outcome.Known.class);

        keys.close(); // sessions that are open go by it still
        write("keys: {}");

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> judge(keys, "k1") instanceof Outcome.Invalid);
        assertThat(recheck(known)).isEqualTo(new Outcome.Invalid("the key is unknown"));
    }

    @Test
    void aFileWithFaultsIsRefusedWithTheirPlaces() throws IOException {
        write("""
                keys:
                  a: { sha256: plain-s3cret }
                  b: { sha256: %s, claims: { key: x } }
                """.formatted(Sha256.of("k1")));

        assertThatThrownBy(this::keys)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "file has faults: " + folder.resolve("keys.yaml") + ":2:16 keys.a.sha256 must be a SHA-256")
                .hasMessageContaining("keys.b.claims must not have key")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void twoNamesForOneKeyAreRefused() throws IOException {
        write("keys: { a: { sha256: %1$s }, b: { sha256: %1$s } }".formatted(Sha256.of("k1")));

        assertThatThrownBy(this::keys).hasMessageContaining("keys.b.sha256 must be of another key than that of a");
    }

    private ApiKeys keys() {
        return new ApiKeys(
                new ApiKeyConfig(folder.resolve("keys.yaml"), List.of(CredentialSource.parse("header:X-Api-Key"))),
                () -> END.minusSeconds(60));
    }

    private static Outcome judge(ApiKeys keys, String key) {
        return keys.judge(Handshakes.to("/").header("X-Api-Key", key).build())
                .toCompletableFuture()
                .resultNow();
    }

    private static Outcome recheck(Outcome.Known known) {
        return known.recheck().now().toCompletableFuture().resultNow();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("keys.yaml"), text);
    }
}
