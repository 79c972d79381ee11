package io.tidegate.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedRateLimitTest {
    private static final long INTERVAL = 10;
    private static final long TOLERANCE = 20;

    private final SharedRateLimit limit = new SharedRateLimit(0);

    @Test
    void permitsComeOneAfterTheOtherWithNoMoreAtOnceThanTolerated() {
        assertThat(taken(0)).isEqualTo(3);
        assertThat(taken(9)).isZero();
        assertThat(taken(10)).isEqualTo(1);
        assertThat(taken(1000)).isEqualTo(3);
    }

    @Test
    void whoTakesTheNextPermitHasItBeforeAllWhoAskLater() {
        assertThat(limit.take(INTERVAL, TOLERANCE, 0)).isZero();
        assertThat(taken(0)).isEqualTo(2);

        assertThat(limit.take(INTERVAL, TOLERANCE, 3)).isEqualTo(7);
        assertThat(limit.take(INTERVAL, TOLERANCE, 3)).isEqualTo(17);

        assertThat(taken(20)).isZero(); // they have 10 and 20
        assertThat(limit.waitNanos(TOLERANCE, 20)).isEqualTo(10);
        assertThat(taken(30)).isEqualTo(1);
    }

    private int taken(long nowNanos) {
        int taken = 0;
        while (limit.tryTake(INTERVAL, TOLERANCE, nowNanos)) {
            taken++;
        }
        return taken;
    }
}
