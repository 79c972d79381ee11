package io.tidegate.upstream;

import io.tidegate.config.EjectionConfig;
import java.util.concurrent.atomic.AtomicReference;

/** How often an endpoint was ejected, which makes the next one last longer. Shared, without locks. */
final class Ejections {
    private final AtomicReference<History> history = new AtomicReference<>(new History(0, 0, 0));

    /**
     * @param total ever
     * @param inRow without a quiet time between them
     * @param overNanos when the last one is over
     */
    private record History(long total, int inRow, long overNanos) {
        History next(EjectionConfig config, long nowNanos) {
            boolean quiet =
                    inRow == 0 || nowNanos - overNanos > config.maxTime().toNanos();
            int times = quiet ? 1 : inRow + 1;
            return new History(total + 1, times, nowNanos + nanos(config, times));
        }

        private static long nanos(EjectionConfig config, int times) {
            int doublings = Math.min(times - 1, 20); // of 100 ms that is a day
            return Math.min(
                    config.time().toNanos() << doublings, config.maxTime().toNanos());
        }
    }

    /**
     * One begins.
     *
     * @return nanoseconds that it lasts
     */
    long begin(EjectionConfig config, long nowNanos) {
        return history.updateAndGet(before -> before.next(config, nowNanos)).overNanos() - nowNanos;
    }

    long total() {
        return history.get().total();
    }
}
