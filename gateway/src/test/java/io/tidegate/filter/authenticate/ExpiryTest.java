package io.tidegate.filter.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.OpenSession;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Principal;
import io.tidegate.time.TimerWheel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Identity identity = new Identity();
    private final Noting session = new Noting();

    @Test
    void aSessionEndsWhenItsPrincipalExpires() {
        expiring(Duration.ofMinutes(2)).look();

        assertThat(session.wait).isBetween(Duration.ofMinutes(2).minus(SLACK), Duration.ofMinutes(2));
        assertThat(session.ending).isEmpty();
    }

    @Test
    void leadEndsItBeforeAndGraceAfter() {
        expiring(Duration.ofMinutes(2), minutes(1), Duration.ZERO, Duration.ZERO)
                .look();
        assertThat(session.wait).isBetween(minutes(1).minus(SLACK), minutes(1));

        expiring(Duration.ofMinutes(2), Duration.ZERO, minutes(3), Duration.ZERO)
                .look();
        assertThat(session.wait).isBetween(minutes(5).minus(SLACK), minutes(5));
    }

    @Test
    void jitterEndsItSoonerNeverLater() {
        Duration least = minutes(10);
        Duration most = Duration.ZERO;
        for (int i = 0; i < 200; i++) {
            expiring(minutes(8), Duration.ZERO, Duration.ZERO, minutes(4)).look();
            least = session.wait.compareTo(least) < 0 ? session.wait : least;
            most = session.wait.compareTo(most) > 0 ? session.wait : most;
        }

        assertThat(least).isBetween(minutes(4).minus(SLACK), minutes(5));
        assertThat(most).isBetween(minutes(7), minutes(8));
    }

    @Test
    void oneThatHasExpiredEndsItAtOnce() {
        expiring(Duration.ofSeconds(-1)).look();

        assertThat(session.ending).isEqualTo("expired 1008 token expired");
    }

    @Test
    void theClockOnTheWallIsLookedAtAgainAndAgain() {
        Expiry expiry = expiring(Duration.ofDays(36_500));

        expiry.look();
        assertThat(session.wait).isEqualTo(minutes(10));

        known(Instant.now().minusSeconds(1)); // it was set meanwhile
        expiry.onTimeout(0);
        assertThat(session.ending).isEqualTo("expired 1008 token expired");
    }

    @Test
    void oneThatNeverExpiresKeepsItOpen() {
        Expiry expiry = expiring(minutes(1));
        expiry.look();

        known(null);
        expiry.look();

        assertThat(session.wait).isEqualTo(Duration.ZERO);
        assertThat(session.ending).isEmpty();
    }

    @Test
    void leadAndGraceExcludeEachOther() {
        assertThatThrownBy(() -> new ExpiryConfig(minutes(1), minutes(1), Duration.ZERO))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lead and grace exclude each other");
    }

    private Expiry expiring(Duration in) {
        return expiring(in, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    private Expiry expiring(Duration in, Duration lead, Duration grace, Duration jitter) {
        known(Instant.now().plus(in));
        return new Expiry(new ExpiryConfig(lead, grace, jitter), identity, session);
    }

    private void known(@Nullable Instant expires) {
        identity.is(new Principal("ann", Set.of(), Map.of(), "jwt", expires));
    }

    private static Duration minutes(int count) {
        return Duration.ofMinutes(count);
    }

    private static final class Noting implements OpenSession {
        private Duration wait = Duration.ZERO;
        private String ending = "";

        @Override
        public void arm(TimerWheel.Timer timer, long deadlineNanos) {
            wait = Duration.ofNanos(deadlineNanos - System.nanoTime())
                    .plusMillis(500)
                    .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        }

        @Override
        public void disarm(TimerWheel.Timer timer) {
            wait = Duration.ZERO;
        }

        @Override
        public void end(Cause cause, int code, String reason) {
            ending = cause.label() + " " + code + " " + reason;
        }

        @Override
        public void renewed() {}

        @Override
        public boolean isOver() {
            return !ending.isEmpty();
        }
    }
}
