package io.tidegate.filter.authenticate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is configured about sessions that are open. Immutable, shared.
 *
 * @param recheck how often methods are asked again; null for never
 * @param guards of open sessions whose methods can be asked again
 */
record Tenure(ExpiryConfig expiry, @Nullable Duration recheck, Guards guards) {
    static Tenure of(Authenticate.Config config) {
        return new Tenure(config.expiry(), config.recheck(), new Guards());
    }
}
