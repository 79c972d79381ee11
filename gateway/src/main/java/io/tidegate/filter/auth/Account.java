package io.tidegate.filter.auth;

import io.tidegate.protocol.Principal;
import java.time.Instant;

/**
 * Whom a file knows. Immutable.
 *
 * @param name for the log, {@code key billing}
 * @param enabled whether it is taken at all
 */
public record Account(String name, Principal principal, boolean enabled) {
    /** What presenting it is worth at a time. */
    public Outcome at(Instant now, Outcome.Recheck recheck) {
        if (!enabled) {
            return new Outcome.Invalid(name + " is disabled");
        }
        Instant expires = principal.expires();
        return expires != null && !now.isBefore(expires)
                ? new Outcome.Invalid(name + " has expired")
                : new Outcome.Known(principal, recheck);
    }
}
