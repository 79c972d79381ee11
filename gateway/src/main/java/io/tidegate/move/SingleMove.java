package io.tidegate.move;

import io.tidegate.session.MoveOrder;
import io.tidegate.session.MoveResult;
import io.tidegate.upstream.Endpoint;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An order for one session, whose turn is at once. Shared. */
final class SingleMove implements MoveOrder {
    private final long deadlineNanos;
    private final CompletableFuture<@Nullable MoveResult> result = new CompletableFuture<>();

    SingleMove(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    CompletableFuture<@Nullable MoveResult> result() {
        return result;
    }

    @Override
    public Set<Endpoint> avoided() {
        return Set.of();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public boolean isCalledOff() {
        return false;
    }

    @Override
    public long turnNanos(long nowNanos) {
        return 0;
    }

    @Override
    public void onDone(MoveResult what) {
        result.complete(what);
    }
}
