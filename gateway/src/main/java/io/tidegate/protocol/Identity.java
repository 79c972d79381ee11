package io.tidegate.protocol;

import org.jspecify.annotations.Nullable;

/** Who a session's client is, as far as filters have found out. Confined. */
public final class Identity {
    private @Nullable Principal principal;

    /** Null as long as no filter knows. */
    public @Nullable Principal principal() {
        return principal;
    }

    /** In place of what was known before. */
    public void is(Principal known) {
        principal = known;
    }
}
