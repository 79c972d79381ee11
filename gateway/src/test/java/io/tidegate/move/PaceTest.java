package io.tidegate.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Rate;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void turnsComeAtTheRateAndAFewOfThemAtOnce() {
        Pace pace = new Pace(Rate.parse("200/s"));
        long startNanos = System.nanoTime() + 1_000_000_000L;
        int taken = 0;
        for (long nanos = 0; nanos < 1_000_000_000L; nanos += 1_000_000) {
            taken += pace.take(startNanos + nanos) == 0 ? 1 : 0;
        }

        assertThat(taken).isBetween(200, 211);
    }

    @Test
    void whoComesTooEarlyIsToldWhenToAskAgain() {
        Pace pace = new Pace(Rate.parse("1/s"));
        long nowNanos = System.nanoTime() + 1_000_000_000L;
        assertThat(pace.take(nowNanos)).isZero();

        long waitNanos = pace.take(nowNanos);

        assertThat(waitNanos).isEqualTo(950_000_000L);
        assertThat(pace.take(nowNanos + waitNanos)).isZero();
    }

    @Test
    void nobodyHasATurnWhileItIsPaused() {
        Pace pace = new Pace(Rate.parse("200/s"));
        pace.pause(true);

        assertThat(pace.take(System.nanoTime())).isPositive();
        pace.pause(false);
        assertThat(pace.take(System.nanoTime())).isZero();
    }
}
