package io.tidegate.filter.auth.key;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Secret;
import io.tidegate.filter.auth.CredentialSource;
import java.nio.file.Path;
import java.util.List;

/**
 * Clients that present a key of a file.
 *
 * @param file keys, hashed, with their owners; at most 1 MiB of YAML, read again when it has changed
 * @param from where keys are looked for, at least one place; those that are found must be the same
 */
public record ApiKeyConfig(
        @Secret Path file,
        @Default("[\"header:X-Api-Key\"]") List<CredentialSource> from) {
    public ApiKeyConfig {
        from = List.copyOf(from);
        Check.that(!from.isEmpty(), "from must list at least one place");
    }
}
