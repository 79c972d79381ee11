package io.tidegate.time;

import io.tidegate.protocol.HotPath;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one event loop: a hashed wheel (Varghese and Lauck, scheme 6) of intrusive lists, so that an armed timer
 * costs no object and re-arming is constant time. Confined. Fires up to one tick late, never early.
 */
public final class TimerWheel {
    /** Length of a slot. */
    public static final long TICK_NANOS = 8_000_000;

    private static final int SLOTS = 4096; // 33 s a turn: most timers fire in their first

    /** What is to be done at a time. Embedded in its owner; in at most one wheel. */
    public abstract static class Timer {
        private @Nullable Timer previous;
        private @Nullable Timer next;
        private long deadlineNanos;
        private int slot = -1;

        /** Called on the loop. The timer is no longer armed and may be armed again. */
        protected abstract void onTimeout(long nowNanos);

        @HotPath
        public final boolean isArmed() {
            return slot >= 0;
        }

        /** Meaningful while armed. */
        @HotPath
        public final long deadlineNanos() {
            return deadlineNanos;
        }
    }

    private final @Nullable Timer[] slots = new Timer[SLOTS];
    private final long startNanos;
    private long tick;
    private final Consumer<RuntimeException> onFault;
    private int armed;

    /** @param onFault told of what a timer throws */
    public TimerWheel(long nowNanos, Consumer<RuntimeException> onFault) {
        this.startNanos = nowNanos;
        this.onFault = onFault;
    }

    /** Arms {@code timer}, or moves it if it is armed. */
    @HotPath
    public void arm(Timer timer, long deadlineNanos) {
        disarm(timer);
        timer.deadlineNanos = deadlineNanos;
        long due = Math.max(tick + 1, tickOf(deadlineNanos));
        int slot = (int) (due & (SLOTS - 1));
        Timer head = slots[slot];
        timer.slot = slot;
        timer.next = head;
        if (head != null) {
            head.previous = timer;
        }
        slots[slot] = timer;
        armed++;
    }

    /** Does nothing if {@code timer} is not armed. */
    @HotPath
    public void disarm(Timer timer) {
        if (timer.slot < 0) {
            return;
        }
        if (timer.previous == null) {
            slots[timer.slot] = timer.next;
        } else {
            timer.previous.next = timer.next;
        }
        if (timer.next != null) {
            timer.next.previous = timer.previous;
        }
        timer.previous = null;
        timer.next = null;
        timer.slot = -1;
        armed--;
    }

    /** Fires all timers that are due. A timer that fires may arm or disarm any. */
    public void advance(long nowNanos) {
        long target = (nowNanos - startNanos) / TICK_NANOS;
        long turns = Math.min(target - tick, SLOTS); // after a long pause each slot is looked at once
        tick = target - turns;
        for (long i = 0; i < turns; i++) {
            tick++;
            fire((int) (tick & (SLOTS - 1)), nowNanos);
        }
    }

    /** Nanoseconds until the next slot that holds a timer, of this turn or a later one; -1 if no timer is armed. */
    public long nanosToNext(long nowNanos) {
        if (armed == 0) {
            return -1;
        }
        for (int ahead = 1; ahead <= SLOTS; ahead++) {
            if (slots[(int) ((tick + ahead) & (SLOTS - 1))] != null) {
                return Math.max(0, startNanos + (tick + ahead) * TICK_NANOS - nowNanos);
            }
        }
        return SLOTS * TICK_NANOS;
    }

    /** Timers armed. */
    public int armed() {
        return armed;
    }

    private void fire(int slot, long nowNanos) {
        Timer timer = slots[slot];
        while (timer != null) {
            if (timer.deadlineNanos - nowNanos > 0) { // of a later turn
                timer = timer.next;
                continue;
            }
            disarm(timer);
            try {
                timer.onTimeout(nowNanos);
            } catch (RuntimeException e) { // a fault of one owner; the other timers are not to wait a turn for it
                onFault.accept(e);
            }
            timer = slots[slot]; // anew, since the list may have changed
        }
    }

    /** Rounded up, so that no timer fires early. */
    @HotPath
    private long tickOf(long deadlineNanos) {
        return (deadlineNanos - startNanos + TICK_NANOS - 1) / TICK_NANOS;
    }
}
