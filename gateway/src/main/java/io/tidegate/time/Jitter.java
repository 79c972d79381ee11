package io.tidegate.time;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Draws times, so that who is sent away together does not come back together. Shared. */
public final class Jitter {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration SOON_SPREAD = Duration.ofSeconds(4);

    private Jitter() {}

    /** 0 to {@code most}, every time as likely as the others. */
    public static Duration upTo(Duration most) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(most.toNanos() + 1));
    }

    /** 1 to 5 s: for who is turned away by something that may be over at any time. */
    public static Duration soon() {
        return after(SOON);
    }

    /** {@code least} and up to 4 s more. */
    public static Duration after(Duration least) {
        return least.plus(upTo(SOON_SPREAD));
    }
}
