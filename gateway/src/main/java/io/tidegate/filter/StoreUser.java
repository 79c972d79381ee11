package io.tidegate.filter;

import io.tidegate.store.SharedStore;

/** A filter type that can share what it counts with other nodes. */
public interface StoreUser {
    /** Called once, before the first session, if there is a store. */
    void use(SharedStore store);
}
