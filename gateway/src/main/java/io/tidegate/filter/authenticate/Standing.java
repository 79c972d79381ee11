package io.tidegate.filter.authenticate;

import io.tidegate.filter.auth.Outcome;

/**
 * What a client was let in by, or a part of it.
 *
 * @param method that knows the client
 */
record Standing(Door.Named method, Outcome.Known known) {
    Standing now(Outcome.Known knownNow) {
        return new Standing(method, knownNow);
    }
}
