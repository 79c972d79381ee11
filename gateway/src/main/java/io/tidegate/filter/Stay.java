package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's stay, as filters may wait for its turns: what they leave here lasts as long as it does, whatever reloads make of the
 * route. They do so when they judge the handshake. Confined to the client's event loop.
 */
public final class Stay {
    private static final Logger LOG = LoggerFactory.getLogger(Stay.class);

    private @Nullable List<Consumer<Ending>> told;
    private @Nullable List<Consumer<OpenSession>> awaitsOpening;
    private @Nullable List<Runnable> awaitsIdentity;
    private @Nullable List<Runnable> awaitsLeaving;
    private @Nullable Function<String, CompletionStage<Renewal>> renewing;
    private @Nullable OpenSession session;
    private boolean over;

    /** {@code listener} is called once, when the client's session is open; never if it does not come to one. */
    public void onOpen(Consumer<OpenSession> listener) {
        if (awaitsOpening == null) {
            awaitsOpening = new ArrayList<>(2);
        }
        awaitsOpening.add(listener);
    }

    /** {@code listener} is called when a filter knows the client anew ({@link FilterContext#identity}) and its session is open. */
    public void onIdentity(Runnable listener) {
        if (awaitsIdentity == null) {
            awaitsIdentity = new ArrayList<>(2);
        }
        awaitsIdentity.add(listener);
    }

    /** {@code listener} is called each time the session has left its endpoint for another one: what that had begun goes no further. */
    public void onEndpointLeft(Runnable listener) {
        if (awaitsLeaving == null) {
            awaitsLeaving = new ArrayList<>(2);
        }
        awaitsLeaving.add(listener);
    }

    /** The session has left its endpoint, and goes on. */
    public void endpointLeft() {
        if (awaitsLeaving == null) {
            return;
        }
        for (Runnable listener : awaitsLeaving) {
            try {
                listener.run();
            } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
                LOG.error("a filter failed when its session left an endpoint", e);
            }
        }
    }

    /**
     * {@code judge} is asked about a credential that is presented for the client in place of the one that it came in by; of several,
     * the last. Its stage is completed on the loop.
     */
    public void renewedBy(Function<String, CompletionStage<Renewal>> judge) {
        renewing = judge;
    }

    /**
     * The client is known anew, and its session is open.
     *
     * @return whether it goes on
     */
    public boolean identityChanged() {
        OpenSession open = session;
        if (open == null || open.isOver()) {
            return false;
        }
        each(awaitsIdentity, Runnable::run, open);
        return !open.isOver();
    }

    /** Another credential has taken the place of the one that the client came in by. */
    public void renewed() {
        if (session != null) {
            session.renewed();
        }
    }

    /** Judges another credential of the client; null if no filter of its session takes one. */
    public @Nullable CompletionStage<Renewal> renew(String credential) {
        return renewing == null || session == null || session.isOver() ? null : renewing.apply(credential);
    }

    /** Whether anybody wants to know that the session is open, and it still is. */
    public boolean isAwaited() {
        return awaitsOpening != null && !over;
    }

    /** The session is open. Called once. */
    public void opened(OpenSession open) {
        session = open;
        each(awaitsOpening, listener -> listener.accept(open), open);
        awaitsOpening = null;
    }

    /** A filter that fails ends the session, which nobody would judge any more. */
    private static <T> void each(@Nullable List<T> listeners, Consumer<T> step, OpenSession open) {
        if (listeners == null) {
            return;
        }
        try {
            listeners.forEach(step);
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            LOG.error("a filter failed while its session was open", e);
            open.end(Cause.INTERNAL, CloseCode.INTERNAL_ERROR, "internal error");
        }
    }

    /**
     * {@code listener} is told once how the stay ended, in whatever phase: refused (the code is an HTTP status then), gone before 101,
     * or as a session; on the event loop.
     */
    public void onEnd(Consumer<Ending> listener) {
        if (told == null) {
            told = new ArrayList<>(2);
        }
        told.add(listener);
    }

    /** The stay has ended. Called once. */
    public void ended(Ending ending) {
        over = true;
        if (told == null) {
            return;
        }
        for (Consumer<Ending> listener : told) {
            try {
                listener.accept(ending);
            } catch (RuntimeException
                    | LinkageError e) { // a fault of one filter; the others are not to lose what they count
                LOG.error("a filter failed when it was told of an ending", e);
            }
        }
        told = null;
    }
}
