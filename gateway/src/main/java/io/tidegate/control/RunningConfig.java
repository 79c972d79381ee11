package io.tidegate.control;

import io.tidegate.config.GatewayConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that runs. Immutable.
 *
 * @param config what is in effect: where the file says otherwise, {@code needsRestart} has the key
 * @param file where it was read from; null if it was not a file
 * @param hash how the SHA-256 of its text begins, in hex; null if it was not read from a text
 * @param needsRestart keys whose new values take effect when the process is started anew
 */
public record RunningConfig(
        GatewayConfig config,
        ConfigOrigin.From from,
        @Nullable String file,
        Instant loadedAt,
        @Nullable String hash,
        List<String> needsRestart) {
    public RunningConfig {
        needsRestart = List.copyOf(needsRestart);
    }
}
