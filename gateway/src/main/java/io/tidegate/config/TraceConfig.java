package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/**
 * How the handshakes of a route are traced, where not as {@code tracing} says.
 *
 * @param sample how many are recorded; as in {@code tracing} where absent
 * @param trustClient whether a client's trace goes on; as in {@code tracing} where absent
 */
public record TraceConfig(
        @Nullable Percentage sample, @Nullable Boolean trustClient) {
    public TraceConfig {
        Check.that(sample != null || trustClient != null, "sample or trust-client must be given");
    }
}
