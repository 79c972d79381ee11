package io.tidegate.filter.authorize;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.OpenSession;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Facts;
import io.tidegate.filter.expression.Outcome;
import io.tidegate.filter.expression.PrincipalFacts;
import io.tidegate.filter.expression.RequestFacts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges one client when it comes, and again when it is known anew. Confined. */
final class Judge implements HandshakeFilter {
    private static final Logger LOG = LoggerFactory.getLogger(Judge.class);
    private static final Admission.Refuse NOT_ALLOWED = Admission.Refuse.with(403, "This is not allowed.");

    private final Requirements requirements;
    private final @Nullable Expression rule;
    private final FilterContext context;
    private Map<String, String> segments;
    private Map<String, Object> kept = Map.of();
    private @Nullable OpenSession session;

    Judge(Requirements requirements, @Nullable Expression rule, FilterContext context) {
        this.requirements = requirements;
        this.rule = rule;
        this.context = context;
        this.segments = rule == null ? Map.of() : context.keys().segments();
    }

    @Override
    public Admission onHandshake(Handshake handshake) {
        var request = new RequestFacts(handshake, segments);
        String objection = objection(rule, request);
        segments = Map.of();
        if (objection != null) {
            return NOT_ALLOWED.because(Authorize.NAME + ": " + objection);
        }
        if (rule != null && rule.isAboutPrincipal()) { // it is asked again when that changes
            kept = request.kept(List.of(rule));
        }
        context.stay().onOpen(opened -> session = opened);
        context.stay().onIdentity(this::onIdentity);
        return Admission.Pass.ADMIT;
    }

    private void onIdentity() {
        Expression concerned =
                rule != null && rule.isAboutPrincipal() ? rule : null; // what the others saw is as it was
        String objection = objection(concerned, (name, part) -> kept.get(name));
        if (objection != null && session != null) {
            LOG.debug("session {} is not allowed any more: {}", context.sessionId(), objection);
            session.end(Cause.EXPIRED, CloseCode.POLICY_VIOLATION, "not allowed any more");
        }
    }

    private @Nullable String objection(@Nullable Expression asked, Facts request) {
        Principal principal = context.identity().principal();
        String missing = requirements.missingOf(principal);
        return missing == null && asked != null
                ? objection(asked.evaluate(new PrincipalFacts(principal).and(request)))
                : missing;
    }

    private static @Nullable String objection(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failure failure -> "the rule failed: " + failure.reason();
            case Outcome.Value _ -> outcome.isTrue() ? null : "the rule is false";
        };
    }
}
