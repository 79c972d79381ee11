package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The handshake filters of one session, asked one after the other. Confined to the session's event loop. */
public final class HandshakeFilters {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeFilters.class);
    private static final Admission.Refuse BROKEN =
            new Admission.Refuse(500, Cause.INTERNAL, "An internal error occurred.", null);

    private final Iterator<HandshakeFilter> remaining;
    private final Handshake handshake;
    private final Executor loop;
    private final Consumer<Admission> done;
    private boolean cancelled;

    private HandshakeFilters(List<Filter> filters, Handshake handshake, Executor loop, Consumer<Admission> done) {
        this.remaining = filters.stream()
                .filter(HandshakeFilter.class::isInstance)
                .map(HandshakeFilter.class::cast)
                .iterator();
        this.handshake = handshake;
        this.loop = loop;
        this.done = done;
    }

    /**
     * Asks {@code filters} in turn. Called on {@code loop}.
     *
     * @param filters of the session, in the order of the configuration; those that judge no handshake are passed over
     * @param done called once, on {@code loop}, with {@link Admission.Pass#ADMIT} or a {@link Admission.Refuse}; within
     *     this call unless a filter defers; not at all after {@link #cancel}
     */
    public static HandshakeFilters judge(
            List<Filter> filters, Handshake handshake, Executor loop, Consumer<Admission> done) {
        var judging = new HandshakeFilters(filters, handshake, loop, done);
        judging.askNext();
        return judging;
    }

    /** The client has left: no further filter is asked, and nothing is told. Called on the loop. */
    public void cancel() {
        cancelled = true;
    }

    private void askNext() {
        while (remaining.hasNext()) {
            HandshakeFilter filter = remaining.next();
            switch (ask(filter)) {
                case Admission.Pass.ADMIT -> {}
                case Admission.Refuse refusal -> {
                    done.accept(refusal);
                    return;
                }
                case Admission.Defer deferred -> {
                    await(filter, deferred);
                    return;
                }
            }
        }
        done.accept(Admission.Pass.ADMIT);
    }

    private Admission ask(HandshakeFilter filter) {
        try {
            Admission admission = filter.onHandshake(handshake);
            return admission == null ? broken(filter, "answered null", null) : admission;
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            return broken(filter, "failed", e);
        }
    }

    private void await(HandshakeFilter filter, Admission.Defer deferred) {
        deferred.verdict()
                .whenComplete((admission, failure) -> loop.execute(() -> onVerdict(filter, admission, failure)));
    }

    private void onVerdict(HandshakeFilter filter, @Nullable Admission admission, @Nullable Throwable failure) {
        if (cancelled) {
            return;
        }
        switch (admission) {
            case Admission.Pass.ADMIT -> askNext();
            case Admission.Refuse refusal -> done.accept(refusal);
            case Admission.Defer _ -> done.accept(broken(filter, "deferred what it had deferred", failure));
            case null -> done.accept(broken(filter, "did not come to a verdict", failure));
        }
    }

    private Admission.Refuse broken(HandshakeFilter filter, String what, @Nullable Throwable failure) {
        LOG.error("Filter {} {} for session {}", filter.getClass().getName(), what, handshake.sessionId(), failure);
        return BROKEN;
    }
}
