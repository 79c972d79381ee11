package io.tidegate.filter;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Side;
import java.util.concurrent.Executor;
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
    private final Listener done;
    private int place;
    private long deferredNanos; // since when a filter has to wait
    private boolean waits;
    private @Nullable SlowFilter slow; // while it has to wait and is recorded
    private boolean cancelled;

    /** Who is told. Called on the loop. */
    public interface Listener {
        /** All that is to be said, {@link Admission.Pass#ADMIT} or a {@link Admission.Refuse}. */
        void onAdmission(Admission admission);

        /**
         * A filter that had to wait has done so.
         *
         * @param verdict in a word: {@code admit}, {@code refuse}, {@code fail}, or {@code none} if it is asked no more
         */
        default void onDeferred(String filter, String verdict, long nanos) {}
    }

    private HandshakeFilters(FilterChain chain, Handshake handshake, Executor loop, Listener done) {
        this.chain = chain;
        this.handshake = handshake;
        this.loop = loop;
        this.done = done;
    }

    /**
     * Asks the filters of {@code chain} in turn. Called on {@code loop}.
     *
     * @param chain of the session; filters that judge no handshake are passed over
     * @param done told once; within this call unless a filter defers; not at all after {@link #cancel}
     */
    public static HandshakeFilters judge(FilterChain chain, Handshake handshake, Executor loop, Listener done) {
        var judging = new HandshakeFilters(chain, handshake, loop, done);
        judging.askNext();
        return judging;
    }

    /** The client has left: no further filter is asked, and nothing is told. Called on the loop. */
    public void cancel() {
        cancelled = true;
        tellDeferred("none");
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
        done.onAdmission(Admission.Pass.ADMIT);
    }

    private Admission ask(HandshakeFilter filter) {
        SlowFilter begun = SlowFilter.begun();
        Admission admission = answer(filter);
        if (admission instanceof Admission.Defer) {
            slow = begun;
        } else {
            SlowFilter.handshakeJudged(begun, name(), handshake.sessionId(), false);
        }
        return admission;
    }

    private Admission answer(HandshakeFilter filter) {
        try {
            Admission admission = filter.onHandshake(handshake);
            return admission == null ? broken("answered null", null) : admission;
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            return broken("failed", e);
        }
    }

    private void await(Admission.Defer deferred) {
        waits = true;
        deferredNanos = System.nanoTime();
        deferred.verdict().whenComplete((admission, failure) -> loop.execute(() -> onVerdict(admission, failure)));
    }

    private void onVerdict(@Nullable Admission admission, @Nullable Throwable failure) {
        if (cancelled) {
            return;
        }
        switch (admission) {
            case Admission.Pass.ADMIT -> {
                tellDeferred("admit");
                askNext();
            }
            case Admission.Refuse refusal -> refuse(refusal);
            case Admission.Defer _ -> refuse(broken("deferred what it had deferred", failure));
            case null -> refuse(broken("did not come to a verdict", failure));
        }
    }

    private void refuse(Admission.Refuse refusal) {
        boolean failed = refusal.cause() == Cause.INTERNAL;
        count(failed ? Verdicts.Action.FAIL : Verdicts.Action.REFUSE);
        tellDeferred(failed ? "fail" : "refuse");
        done.onAdmission(refusal);
    }

    private void tellDeferred(String verdict) {
        if (waits) {
            waits = false;
            SlowFilter.handshakeJudged(slow, name(), handshake.sessionId(), true);
            slow = null;
            done.onDeferred(name(), verdict, System.nanoTime() - deferredNanos);
        }
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
