package io.tidegate.session;

import io.netty.channel.EventLoop;
import io.tidegate.transport.Loop;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The clients of one event loop, each in a place that stays its own. Confined, but for the call of {@link #visit}. */
final class SessionShard {
    private static final int SLICE = 1000;
    private static final int PLACES = 64;

    private final EventLoop eventLoop;
    private @Nullable Registered[] places = new Registered[PLACES];
    private int[] free = new int[PLACES];
    private int freeCount;
    private int used;

    SessionShard(Loop loop) {
        eventLoop = loop.eventLoop();
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    int add(Registered session) {
        int place = freeCount > 0 ? free[--freeCount] : used++;
        if (place == places.length) {
            places = Arrays.copyOf(places, place * 2);
            free = Arrays.copyOf(free, place * 2);
        }
        places[place] = session;
        return place;
    }

    /** Returns who was there. */
    Registered remove(int place) {
        Registered gone = Objects.requireNonNull(places[place], "removed twice");
        places[place] = null;
        free[freeCount++] = place;
        if (freeCount == used && places.length > PLACES) { // empty: a flood's memory is given back
            places = new Registered[PLACES];
            free = new int[PLACES];
            freeCount = 0;
            used = 0;
        }
        return gone;
    }

    /**
     * Shows all to {@code visitor} in slices on the loop, then asks there for the result. A loop that has ended serves
     * nobody.
     */
    <T> CompletableFuture<T> visit(Consumer<Registered> visitor, Supplier<T> result) {
        CompletableFuture<T> done = new CompletableFuture<>();
        submit(() -> visitFrom(0, visitor, result, done), result, done);
        return done;
    }

    private <T> void visitFrom(int from, Consumer<Registered> visitor, Supplier<T> result, CompletableFuture<T> done) {
        try {
            int to = Math.min(from + SLICE, used);
            for (int place = from; place < to; place++) {
                show(places[place], visitor);
            }
            if (to < used) {
                submit(() -> visitFrom(to, visitor, result, done), result, done);
            } else {
                done.complete(result.get());
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private static void show(@Nullable Registered session, Consumer<Registered> visitor) {
        if (session != null) {
            visitor.accept(session);
        }
    }

    private <T> void submit(Runnable slice, Supplier<T> result, CompletableFuture<T> done) {
        try {
            eventLoop.execute(slice);
        } catch (RejectedExecutionException e) {
            done.complete(result.get());
        }
    }
}
