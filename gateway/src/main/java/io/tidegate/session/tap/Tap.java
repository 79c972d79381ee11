package io.tidegate.session.tap;

import io.tidegate.config.FilterConfig;
import io.tidegate.config.Percentage;
import io.tidegate.filter.From;
import io.tidegate.filter.content.Sample;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one session for a while, and never makes it wait: what the session's loop sees waits here, up to a bound, for one reader
 * on another thread; what finds no room is counted. Over when the time is, when enough was seen, when the session has ended, or when
 * the reader leaves. The reader has {@link #next}, {@link #end()}, {@link #lost} and {@link #leave}; all else is for the loop.
 */
public final class Tap {
    private static final int MOST_WAITING = 256;
    private static final int MOST_WAITING_BYTES = 1 << 20;

    /**
     * What is wanted.
     *
     * @param seconds how long it lasts
     * @param messages how many frames or messages are seen
     * @param bytes of each that are wanted of what is not text
     * @param sample how many messages are seen, drawn one by one; control frames all are
     * @param from whose
     */
    public record Wish(int seconds, int messages, int bytes, Percentage sample, From from) {}

    /**
     * What it listens to.
     *
     * @param reads whether it sees messages; else frames
     * @param filters of the route
     */
    public record Start(String route, boolean reads, List<FilterConfig> filters) {}

    /** Why it is over. */
    public enum Why {
        TIME,
        MESSAGES,
        ENDED,
        LEFT
    }

    /**
     * How it ended.
     *
     * @param seen frames or messages that were handed over
     * @param leftOut those that the sample left out
     * @param lost those for which there was no room
     * @param ending of the session, where that is why
     */
    public record End(
            Why why,
            long seen,
            long leftOut,
            long lost,
            @Nullable Ending ending) {}

    private final Wish wish;
    private final Sample sample;
    private final Queue<TapEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean left;
    private volatile @Nullable End end;
    private volatile @Nullable Executor loop;
    private volatile @Nullable Start start;
    private @Nullable Runnable onEnd; // as all that follows confined to the loop
    private long seen;
    private long leftOut;

    public Tap(Wish wish) {
        this.wish = wish;
        this.sample = new Sample(wish.sample());
    }

    public Wish wish() {
        return wish;
    }

    /** It begins on {@code ofSession}; {@code whenOver} is run there once, when it is over. */
    public void begin(Executor ofSession, Start what, Runnable whenOver) {
        loop = ofSession;
        start = what;
        onEnd = whenOver;
        if (left) {
            end(Why.LEFT, null);
        }
    }

    /** What it listens to. Not before it has begun. */
    public Start start() {
        return Objects.requireNonNull(start);
    }

    /** Whether it is over. */
    public boolean isOver() {
        return end != null;
    }

    /** Whether it is to see what {@code side} sends. */
    boolean wants(Side side) {
        return !isOver() && wish.from().covers(side);
    }

    /** Draws whether it is to see the next message. */
    boolean draws() {
        boolean drawn = sample.takes();
        leftOut += drawn ? 0 : 1;
        return drawn;
    }

    /** Hands over what was seen. */
    void offer(TapEvent event) {
        if (end != null) {
            return;
        }
        boolean room = waitingCount.get() < MOST_WAITING && waitingBytes.get() < MOST_WAITING_BYTES;
        if (!room) {
            lost.incrementAndGet();
            return;
        }
        waitingCount.incrementAndGet();
        waitingBytes.addAndGet(event.heldBytes());
        waiting.add(event);
        seen++;
        signals.release();
        if (seen == wish.messages()) {
            end(Why.MESSAGES, null);
        }
    }

    /**
     * It is over. Does nothing if it is already.
     *
     * @param ending of the session, where that is why
     */
    public void end(Why why, @Nullable Ending ending) {
        if (end != null) {
            return;
        }
        end = new End(why, seen, leftOut, lost.get(), ending);
        if (why == Why.LEFT) {
            waiting.clear();
        }
        signals.release();
        if (onEnd != null) {
            onEnd.run();
        }
    }

    /** How it ended; null while it goes on, or {@link #next} has more. */
    public @Nullable End end() {
        return waiting.isEmpty() ? end : null;
    }

    /** For how many there was no room so far. */
    public long lost() {
        return lost.get();
    }

    /**
     * Waits for what was seen next.
     *
     * @param millis at most
     * @return null if nothing was, or it is over
     */
    public @Nullable TapEvent next(long millis) throws InterruptedException {
        TapEvent event = waiting.poll();
        if (event == null && end == null && signals.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            signals.drainPermits();
            event = waiting.poll();
        }
        if (event != null) {
            waitingCount.decrementAndGet();
            waitingBytes.addAndGet(-event.heldBytes());
        }
        return event;
    }

    /** Nobody wants to know any more. */
    public void leave() {
        left = true;
        Executor known = loop;
        if (known != null) {
            try {
                known.execute(() -> end(Why.LEFT, null));
            } catch (RejectedExecutionException e) {
                return; // the loop has ended, and with it its sessions
            }
        }
    }
}
