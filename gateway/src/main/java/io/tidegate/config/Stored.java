package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/** Settings of a filter that may keep what it counts where all nodes see it. */
public interface Stored {
    Store store();

    /** Where it is kept. */
    enum Store {
        LOCAL,
        REDIS
    }

    /**
     * The rules on these settings, for the record that has them.
     *
     * @param name that other nodes know the limit by
     */
    static void check(Store store, @Nullable OnFailure onStoreFailure, @Nullable String name) {
        Check.that(store == Store.LOCAL || name != null, "name must be given if store is redis");
        Check.that(
                store == Store.REDIS || onStoreFailure == null,
                "on-store-failure must not be given unless store is redis");
    }

    /** What becomes of what is to be judged while Redis does not answer. */
    enum OnFailure {
        LOCAL,
        ALLOW,
        REFUSE
    }
}
