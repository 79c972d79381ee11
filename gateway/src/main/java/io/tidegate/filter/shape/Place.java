package io.tidegate.filter.shape;

import io.tidegate.filter.Turn;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One frame in the line of its class: its session waits for it, and the pacer lets it go. Shared by these two. */
final class Place implements Turn {
    private final ServiceClass of;
    private final long size;
    private final AtomicReference<@Nullable Runnable> step = new AtomicReference<>();
    private long sinceNanos;

    Place(ServiceClass of, long size) {
        this.of = of;
        this.size = size;
    }

    @Override
    public void await(Executor loop, Runnable come) {
        sinceNanos = System.nanoTime();
        step.set(() -> loop.execute(come));
        of.join(this);
    }

    /** Its place is given up when it has come to the head of the line; until then it holds nothing of the session. */
    @Override
    public void leave() {
        step.set(null);
    }

    boolean hasLeft() {
        return step.get() == null;
    }

    /** Lets its session go on; false if that does not wait any longer. */
    boolean letGo() {
        Runnable awaited = step.getAndSet(null);
        if (awaited == null) {
            return false;
        }
        try {
            awaited.run();
        } catch (RejectedExecutionException e) {
            return false; // its loop has ended, and with it the session
        }
        return true;
    }

    long size() {
        return size;
    }

    long sinceNanos() {
        return sinceNanos;
    }
}
