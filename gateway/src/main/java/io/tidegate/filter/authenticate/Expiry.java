package io.tidegate.filter.authenticate;

import io.tidegate.filter.OpenSession;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Principal;
import io.tidegate.time.Jitter;
import io.tidegate.time.TimerWheel;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends a session when its principal expires. Confined. */
final class Expiry extends TimerWheel.Timer {
    private static final Duration MOST = Duration.ofMinutes(10); // then the clock on the wall is looked at again

    private final Identity identity;
    private final OpenSession session;
    private final Duration later;

    Expiry(ExpiryConfig config, Identity identity, OpenSession session) {
        this.identity = identity;
        this.session = session;
        this.later = config.grace().minus(config.lead()).minus(Jitter.upTo(config.jitter()));
    }

    /** The principal is another, or seen for the first time. */
    void look() {
        Duration left = left();
        if (left == null) {
            session.disarm(this);
        } else if (left.isPositive()) {
            Duration wait = left.compareTo(MOST) > 0 ? MOST : left;
            session.arm(this, System.nanoTime() + wait.toNanos());
        } else {
            session.end(Cause.EXPIRED, CloseCode.POLICY_VIOLATION, "token expired");
        }
    }

    @Override
    protected void onTimeout(long nowNanos) {
        look();
    }

    private @Nullable Duration left() {
        Principal principal = identity.principal();
        Instant expires = principal == null ? null : principal.expires();
        return expires == null ? null : Duration.between(Instant.now(), expires).plus(later);
    }
}
