package io.tidegate.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** Counted places that threads share. */
final class Places {
    private Places() {}

    /** Takes one, never more than {@code most}; false if all are taken. */
    static boolean tryTake(AtomicInteger taken, int most) {
        return taken.getAndUpdate(now -> now < most ? now + 1 : now) < most;
    }
}
