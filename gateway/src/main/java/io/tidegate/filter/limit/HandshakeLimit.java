package io.tidegate.filter.limit;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Handshake;
import io.tidegate.time.RateLimit;
import java.util.concurrent.CompletionStage;

/** Counts one client, from its handshake to the end of its session. Confined. */
final class HandshakeLimit implements HandshakeFilter {
    private final HandshakeRule rule;
    private final FilterContext session;

    HandshakeLimit(HandshakeRule rule, FilterContext session) {
        this.rule = rule;
        this.session = session;
        rule.prepare(session);
    }

    /** Who is over a limit of this node alone is over that of all nodes, so Redis is not asked about it. */
    @Override
    public Admission onHandshake(Handshake handshake) {
        SharedHandshakes shared = rule.shared();
        Admission withoutAsking = shared == null ? null : shared.withoutAsking();
        if (withoutAsking != null) {
            return withoutAsking;
        }
        String key = rule.key(handshake, session);
        RateLimit handshakes = rule.handshakes(key);
        Admission admission = rule.enter(key, handshakes);
        if (admission != Admission.Pass.ADMIT) {
            return admission;
        }
        session.stay().onEnd(_ -> rule.leave(key));
        return shared == null ? admission : new Admission.Defer(ask(shared, key, handshakes));
    }

    private CompletionStage<Admission> ask(SharedHandshakes shared, String key, RateLimit handshakes) {
        String sessionId = session.sessionId();
        CompletionStage<Admission> verdict = shared.admit(key, sessionId).thenApply(admission -> {
            if (admission != Admission.Pass.ADMIT) {
                rule.giveBack(handshakes);
            }
            return admission;
        });
        session.stay()
                .onEnd(_ -> verdict.thenAccept(admission -> {
                    if (admission == Admission.Pass.ADMIT) {
                        shared.leave(key, sessionId);
                    }
                }));
        return verdict;
    }
}
