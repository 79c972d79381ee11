package io.tidegate.session;

import io.netty.channel.EventLoop;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.upstream.Endpoint;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** An open session as it was found, for who moves it from another thread. Shared. */
public final class Occupant {
    private final Registered session;
    private final Resident resident;
    private final EventLoop eventLoop;
    private final long heardNanos;
    private final boolean resumable;
    private final @Nullable Endpoint endpoint;

    /** Called on the session's loop. */
    Occupant(Registered session, Resident resident, EventLoop eventLoop) {
        this.session = session;
        this.resident = resident;
        this.eventLoop = eventLoop;
        this.heardNanos = session.heardNanos();
        this.resumable = resident.isResumable();
        this.endpoint = resident.endpoint();
    }

    /** Where it was; null if nowhere. */
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    /** When its peers had sent something last, as {@link System#nanoTime}. */
    public long heardNanos() {
        return heardNanos;
    }

    /** Whether another endpoint may take it over. */
    public boolean isResumable() {
        return resumable;
    }

    /** Has the session moved; {@code order} is told what came of it. */
    public void move(MoveOrder order) {
        try {
            eventLoop.execute(() -> resident.move(order));
        } catch (RejectedExecutionException e) {
            order.onDone(MoveResult.ENDED); // the loop has ended, and with it its sessions
        }
    }

    /** Ends the session; a client that is asked to come back is told when. */
    public void end(Farewell words) {
        try {
            eventLoop.execute(() -> words.to(session, RetryAfter.LEAST));
        } catch (RejectedExecutionException e) {
            return; // it has ended
        }
    }
}
