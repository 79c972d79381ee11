package io.tidegate.upstream;

/** Who goes before whom in a waiting room: the constants in their order. */
enum Rank {
    /** An open session that has lost its endpoint, and whose client waits for nothing else. */
    PARKED,
    /** Who comes back with a sticky cookie of ours. */
    RETURNING,
    NEW
}
