package io.tidegate.filter.limit;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Handshake;

/** Counts one client, from its handshake to the end of its session. Confined. */
final class HandshakeLimit implements HandshakeFilter {
    private final HandshakeRule rule;
    private final FilterContext session;

    HandshakeLimit(HandshakeRule rule, FilterContext session) {
        this.rule = rule;
        this.session = session;
        rule.prepare(session);
    }

    @Override
    public Admission onHandshake(Handshake handshake) {
        String key = rule.key(handshake, session);
        Admission admission = rule.enter(key);
        if (admission == Admission.Pass.ADMIT) {
            session.stay().onEnd(_ -> rule.leave(key));
        }
        return admission;
    }
}
