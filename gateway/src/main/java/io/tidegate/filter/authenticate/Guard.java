package io.tidegate.filter.authenticate;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.OpenSession;
import io.tidegate.filter.Renewal;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a client in, and sees to it that what it came in by still stands while its session is open. Confined. */
final class Guard implements HandshakeFilter {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final Door door;
    private final FilterContext context;
    private final TimerWheel.Timer recheck = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            recheck();
            armRecheck();
        }
    };
    private List<Standing> standings = List.of();
    private @Nullable OpenSession session;
    private @Nullable Expiry expiry;

    Guard(Door door, FilterContext context) {
        this.door = door;
        this.context = context;
    }

    @Override
    public Admission onHandshake(Handshake handshake) {
        context.stay().onOpen(this::onOpen);
        return new Authentication(door, handshake, context.loop(), known -> standings = known).begin();
    }

    private void onOpen(OpenSession opened) {
        if (standings.isEmpty()) {
            return; // anonymous: nothing of it can change
        }
        context.stay().onEnd(_ -> onEnd());
        context.stay().renewedBy(this::renew);
        session = opened;
        expiry = new Expiry(door.tenure().expiry(), context.identity(), opened);
        expiry.look();
        if (canBeAskedAgain()) {
            door.tenure().guards().add(this);
            armRecheck();
        }
    }

    private void onEnd() {
        if (session != null && expiry != null) {
            door.tenure().guards().remove(this);
            session.disarm(recheck);
            session.disarm(expiry);
            session = null;
        }
    }

    /** From any thread: what the client came in by is asked about again. */
    void recheckSoon() {
        context.loop().execute(this::recheck);
    }

    /** Judges a credential in place of the one that the client came in by; completed on the loop. */
    CompletionStage<Renewal> renew(String credential) {
        return new Renewing(standings, context.loop(), this::takes).judge(credential);
    }

    /** Another credential stands: {@code renewed} is what the client is known by from now on. */
    private Renewal takes(List<Standing> renewed) {
        if (session == null) {
            return new Renewal.Refused("the session is over");
        }
        boolean goesOn = know(renewed);
        Principal principal = context.identity().principal();
        if (!goesOn || principal == null) {
            return new Renewal.Refused("it does not allow what the session does");
        }
        context.stay().renewed();
        return new Renewal.Renewed(principal);
    }

    private boolean know(List<Standing> now) {
        standings = now;
        context.identity().is(Principals.of(now));
        if (session == null || expiry == null) {
            return false;
        }
        expiry.look();
        return context.stay().identityChanged();
    }

    private void recheck() {
        for (Standing standing : standings) {
            Outcome.Recheck again = standing.known().recheck();
            if (again != null) {
                again.now().whenCompleteAsync((outcome, failure) -> onRechecked(standing, outcome), context.loop());
            }
        }
    }

    /** @param outcome null if the method failed, which counts as if nobody could say */
    private void onRechecked(Standing asked, @Nullable Outcome outcome) {
        int place = standings.indexOf(asked);
        if (session == null || place < 0) {
            return; // over, or renewed meanwhile
        }
        switch (outcome) {
            case Outcome.Known known -> {
                if (!known.principal().equals(asked.known().principal())) {
                    List<Standing> now = new ArrayList<>(standings);
                    now.set(place, asked.now(known));
                    know(now);
                }
            }
            case Outcome.Invalid(String reason) -> revoked(reason);
            case Outcome.Denied(String reason) -> revoked(reason);
            case Outcome.Absent _, Outcome.Ambiguous _ -> revoked("not known any more");
            case Outcome.Unavailable(String reason) ->
                LOG.debug(
                        "{} could not be asked again for session {}: {}",
                        asked.method().name(),
                        id(),
                        reason);
            case null -> LOG.debug("{} failed for session {}", asked.method().name(), id());
        }
    }

    private void revoked(String reason) {
        LOG.debug("what session {} was let in by stands no more: {}", id(), reason);
        if (session != null) {
            session.end(Cause.EXPIRED, CloseCode.POLICY_VIOLATION, "credentials revoked");
        }
    }

    private boolean canBeAskedAgain() {
        return standings.stream().anyMatch(standing -> standing.known().recheck() != null);
    }

    /** Up to a tenth sooner, drawn each time: sessions that opened together are not to ask together. */
    private void armRecheck() {
        Duration every = door.tenure().recheck();
        if (session != null && every != null) {
            long nanos = every.minus(Jitter.upTo(every.dividedBy(10))).toNanos();
            session.arm(recheck, System.nanoTime() + nanos);
        }
    }

    private String id() {
        return context.sessionId();
    }
}
