package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;
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

    private final FilterChain chain;
    private final Handshake handshake;
    private final Executor loop;
    private final Consumer<Admission> done;
    private int place;
    private boolean cancelled;

    private HandshakeFilters(FilterChain chain, Handshake handshake, Executor loop, Consumer<Admission> done) {
        this.chain = chain;
        this.handshake = handshake;
        this.loop = loop;
        this.done = done;
    }

    /**
     * Asks the filters of {@code chain} in turn. Called on {@code loop}.
     *
     * @param chain of the session; filters that judge no handshake are passed over
     * @param done called once, on {@code loop}, with {@link Admission.Pass#ADMIT} or a {@link Admission.Refuse}; within
     *     this call unless a filter defers; not at all after {@link #cancel}
     */
    public static HandshakeFilters judge(
            FilterChain chain, Handshake handshake, Executor loop, Consumer<Admission> done) {
        var judging = new HandshakeFilters(chain, handshake, loop, done);
        judging.askNext();
        return judging;
    }

    /** The client has left: no further filter is asked, and nothing is told. Called on the loop. */
    public void cancel() {
        cancelled = true;
    }

    private void askNext() {
        while (place < chain.filters().size()) {
            if (!(chain.filters().get(place++) instanceof HandshakeFilter filter)) {
                continue;
            }
            switch (ask(filter)) {
                case Admission.Pass.ADMIT -> {}
                case Admission.Refuse refusal -> {
                    refuse(refusal);
                    return;
                }
                case Admission.Defer deferred -> {
                    count(Verdicts.Action.DEFER);
                    await(deferred);
                    return;
                }
            }
        }
        done.accept(Admission.Pass.ADMIT);
    }

    private Admission ask(HandshakeFilter filter) {
        try {
            Admission admission = filter.onHandshake(handshake);
            return admission == null ? broken("answered null", null) : admission;
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            return broken("failed", e);
        }
    }

    private void await(Admission.Defer deferred) {
        deferred.verdict().whenComplete((admission, failure) -> loop.execute(() -> onVerdict(admission, failure)));
    }

    private void onVerdict(@Nullable Admission admission, @Nullable Throwable failure) {
        if (cancelled) {
            return;
        }
        switch (admission) {
            case Admission.Pass.ADMIT -> askNext();
            case Admission.Refuse refusal -> refuse(refusal);
            case Admission.Defer _ -> refuse(broken("deferred what it had deferred", failure));
            case null -> refuse(broken("did not come to a verdict", failure));
        }
    }

    private void refuse(Admission.Refuse refusal) {
        count(refusal.cause() == Cause.INTERNAL ? Verdicts.Action.FAIL : Verdicts.Action.REFUSE);
        done.accept(refusal);
    }

    private void count(Verdicts.Action action) {
        chain.verdicts().count(name(), Side.CLIENT, action);
    }

    private Admission.Refuse broken(String what, @Nullable Throwable failure) {
        LOG.error("Filter {} {} for session {}", name(), what, handshake.sessionId(), failure);
        return BROKEN;
    }

    /** Of the filter that was asked last. */
    private String name() {
        return chain.names().get(place - 1);
    }
}
