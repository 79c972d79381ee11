package io.tidegate.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import io.tidegate.time.BurstClock;
import io.tidegate.time.TimerWheel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop with its clock and its timers. All but {@link #index}, {@link #eventLoop} is confined to it. */
public final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final int index;
    private final EventLoop eventLoop;
    private final BurstClock clock = new BurstClock();
    private final TimerWheel wheel = new TimerWheel(System.nanoTime(), fault -> LOG.error("a timer failed", fault));
    private final Slices slices;
    private @Nullable ScheduledFuture<?> wakeUp;
    private long wakeUpNanos;

    Loop(int index, EventLoop eventLoop) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.slices = new Slices(eventLoop);
    }

    /** 0 to the number of loops - 1: what per-loop state elsewhere is found by. */
    public int index() {
        return index;
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    @HotPath
    public BurstClock clock() {
        return clock;
    }

    /** Arms {@code timer} on this loop's wheel, or moves it; disarmed by {@link #disarm}. */
    @HotPath
    public void arm(TimerWheel.Timer timer, long deadlineNanos) {
        wheel.arm(timer, deadlineNanos);
        if (wakeUp == null || deadlineNanos - wakeUpNanos < 0) {
            scheduleWakeUp();
        }
    }

    public void disarm(TimerWheel.Timer timer) {
        wheel.disarm(timer);
    }

    /**
     * Takes a step that nobody waits for: now, or, where there are many, a few each millisecond, in their order.
     */
    public void inSlices(Runnable step) {
        slices.run(step);
    }

    private void onWakeUp() {
        wakeUp = null;
        clock.burstEnded();
        wheel.advance(clock.nanos());
        clock.burstEnded();
        if (wakeUp == null) {
            scheduleWakeUp();
        }
    }

    @ColdPath
    private void scheduleWakeUp() {
        long nowNanos = System.nanoTime();
        long delayNanos = wheel.nanosToNext(nowNanos);
        if (wakeUp != null) {
            wakeUp.cancel(false);
            wakeUp = null;
        }
        if (delayNanos >= 0) {
            wakeUpNanos = nowNanos + delayNanos;
            wakeUp = eventLoop.schedule(this::onWakeUp, delayNanos, TimeUnit.NANOSECONDS);
        }
    }
}
