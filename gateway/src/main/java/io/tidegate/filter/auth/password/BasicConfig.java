package io.tidegate.filter.auth.password;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Secret;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Clients that present a name and a password in {@code Authorization: Basic}.
 *
 * @param file users with their hashed passwords; at most 1 MiB of YAML, read again when it has changed
 * @param realm what browsers show when they ask; 1 to 100 printable ASCII characters without quotes
 * @param maxChecks passwords that are hashed at once, each on a core of its own; 1 to 64
 * @param maxWaiting clients that wait for that; others get 503; 0 to 10,000
 * @param cache how long a password that was right is known without hashing it again; 0 for not at all, at most 1 hour
 */
public record BasicConfig(
        @Secret Path file,
        @Default("Tidegate") String realm,
        @Default("2") int maxChecks,
        @Default("100") int maxWaiting,
        @Default("30s") Duration cache) {
    public BasicConfig {
        Check.that(
                realm.matches("[\\x20-\\x7e&&[^\"\\\\]]{1,100}"),
                "realm must have 1 to 100 printable ASCII characters, without \" and \\, got " + realm);
        Check.between("max-checks", maxChecks, 1, 64);
        Check.between("max-waiting", maxWaiting, 0, 10_000);
        Check.between("cache", cache, Duration.ZERO, Duration.ofHours(1));
    }
}
