package io.tidegate.session;

import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;

/** What a session waits for, as one timer of the loop's wheel: the earliest of its deadlines is armed. Confined. */
final class Deadlines extends TimerWheel.Timer {
    /** What is due at a time. */
    enum Concern {
        IDLE(0),
        MAX_AGE(1),
        PING_CLIENT(2),
        PING_UPSTREAM(3),
        STALL_CLIENT(4),
        STALL_UPSTREAM(5),
        HOLD_CLIENT(6),
        HOLD_UPSTREAM(7),
        CLOSE(8),
        FULL_CLIENT(9),
        FULL_UPSTREAM(10);

        private final int place;

        Concern(int place) {
            this.place = place;
        }

        static Concern holdOf(Side side) {
            return side == Side.CLIENT ? HOLD_CLIENT : HOLD_UPSTREAM;
        }
    }

    /** Who acts. */
    interface Owner {
        /** {@code concern} is due and no longer set. */
        void onDue(Concern concern, long nowNanos);
    }

    private static final Concern[] CONCERNS = Concern.values();

    private final Loop loop;
    private final Owner owner;
    private final long[] at = new long[CONCERNS.length];
    private int set;

    Deadlines(Loop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
    }

    /** Sets or moves a deadline. */
    @HotPath
    void set(Concern concern, long nanos) {
        at[concern.place] = nanos;
        set |= 1 << concern.place;
        if (!isArmed() || nanos - deadlineNanos() < 0) {
            loop.arm(this, nanos);
        }
    }

    @HotPath
    boolean isSet(Concern concern) {
        return (set & 1 << concern.place) != 0;
    }

    /** Whether {@code concern} is set to just that time. */
    boolean isSet(Concern concern, long nanos) {
        return isSet(concern) && at[concern.place] == nanos;
    }

    void clear(Concern concern) {
        set &= ~(1 << concern.place);
    }

    void clearAll() {
        set = 0;
        loop.disarm(this);
    }

    @Override
    protected void onTimeout(long nowNanos) {
        for (Concern concern : CONCERNS) {
            if (isSet(concern) && at[concern.place] - nowNanos <= 0) {
                clear(concern);
                owner.onDue(concern, nowNanos);
            }
        }
        armEarliest();
    }

    private void armEarliest() {
        boolean any = false;
        long earliest = 0;
        for (Concern concern : CONCERNS) {
            if (isSet(concern) && (!any || at[concern.place] - earliest < 0)) {
                any = true;
                earliest = at[concern.place];
            }
        }
        if (any) {
            loop.arm(this, earliest);
        }
    }
}
