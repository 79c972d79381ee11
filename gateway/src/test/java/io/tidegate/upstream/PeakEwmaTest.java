package io.tidegate.upstream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeakEwmaTest {
    private final PeakEwma latency = new PeakEwma();

    @Test
    void aRiseCountsAtOnce() {
        latency.observe(10, 0);
        latency.observe(1000, 1);

        assertThat(latency.nanos(1)).isEqualTo(1000, within(0.01));
    }

    @Test
    void aFallIsBelievedSlowly() {
        latency.observe(1000, 0);
        latency.observe(10, SECONDS.toNanos(1));

        assertThat(latency.nanos(SECONDS.toNanos(1))).isBetween(900.0, 910.0);
    }

    @Test
    void withoutObservationsItIsForgottenAndTheEndpointTriedAgain() {
        latency.observe(SECONDS.toNanos(2), 0);

        assertThat(latency.nanos(SECONDS.toNanos(60))).isLessThan(SECONDS.toNanos(2) / 100.0);
        assertThat(latency.observed()).isTrue();
    }

    @Test
    void aClockReadEarlierDoesNoHarm() {
        latency.observe(1000, SECONDS.toNanos(5));

        assertThat(latency.nanos(0)).isEqualTo(1000);
    }

    @Test
    void beforeTheFirstObservationThereIsNone() {
        assertThat(latency.observed()).isFalse();
        assertThat(latency.nanos(SECONDS.toNanos(1))).isZero();
    }
}
