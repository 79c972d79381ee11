package io.tidegate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RateLimitTest {
    private static final long START = Math.subtractExact(Long.MAX_VALUE, 1000); // nanoTime may wrap
    private static final long FOREVER = Long.MAX_VALUE;

    static Stream<LongFunction<RateLimit>> everyLimit() {
        return Stream.of(
                OwnRateLimit::new,
                SharedRateLimit::new,
                now -> new KeyedRateLimits(1, () -> {}, now).of("key"),
                now -> new KeyedRateLimits(0, () -> {}, now).of("others"));
    }

    @ParameterizedTest
    @MethodSource("everyLimit")
    void aBurstPassesAndThenWhatTheRateAllows(LongFunction<RateLimit> limits) {
        RateLimit limit = limits.apply(START);

        assertThat(limit.take(10, 20, 0, START)).isZero();
        assertThat(limit.take(10, 20, 0, START)).isZero();
        assertThat(limit.take(10, 20, 0, START)).isZero();
        assertThat(limit.take(10, 20, 0, START)).isEqualTo(-10);
        assertThat(limit.take(10, 20, 0, START + 9)).isEqualTo(-1);
        assertThat(limit.take(10, 20, 0, START + 10)).isZero();
        assertThat(limit.take(10, 20, 0, START + 5000)).isZero();
    }

    @ParameterizedTest
    @MethodSource("everyLimit")
    void whoWaitsHasItsPermitAndNobodyElse(LongFunction<RateLimit> limits) {
        RateLimit limit = limits.apply(START);
        limit.take(10, 0, 0, START);

        assertThat(limit.take(10, 0, FOREVER, START + 3)).isEqualTo(7);
        assertThat(limit.take(10, 0, 16, START + 3)).as("the next is due in 17").isEqualTo(-17);
        assertThat(limit.take(10, 0, 17, START + 3)).isEqualTo(17);
        assertThat(limit.take(10, 0, 0, START + 29)).isEqualTo(-1);
        assertThat(limit.take(10, 0, 0, START + 30)).isZero();
    }

    @ParameterizedTest
    @MethodSource("everyLimit")
    void aPermitThatIsGivenBackCostsNothing(LongFunction<RateLimit> limits) {
        RateLimit limit = limits.apply(START);
        limit.take(10, 0, 0, START);

        limit.giveBack(10);

        assertThat(limit.take(10, 0, 0, START)).isZero();
    }

    @ParameterizedTest
    @MethodSource("everyLimit")
    void noDebtOverflows(LongFunction<RateLimit> limits) {
        RateLimit limit = limits.apply(START);
        Pace slow = Pace.of(1, Duration.ofHours(1), 1_000_000);
        long cost = slow.costNanos(1L << 40);

        for (int i = 0; i < 100; i++) {
            assertThat(limit.take(cost, slow.toleranceNanos(cost), FOREVER, START + i))
                    .isNotNegative();
        }
        assertThat(limit.take(1, slow.toleranceNanos(1), 0, START + 100)).isNegative();
    }

    @Test
    void costsOfBytesAreExactHoweverFastTheyGo() {
        Pace fast = Pace.of(10L << 30, Duration.ofSeconds(1), 1 << 20);

        assertThat(fast.costNanos(10L << 30)).isEqualTo(1_000_000_000);
        assertThat(fast.costNanos(1 << 20)).isEqualTo(fast.burstNanos());
    }

    @Test
    void wholeBurstsPassWhereTheIntervalIsNoWholeNumber() {
        Pace pace = Pace.of(7, Duration.ofSeconds(1), 7);
        var limit = new OwnRateLimit(START);

        for (int i = 0; i < 7; i++) {
            assertThat(take(limit, pace)).as("message %d", i).isZero();
        }
        assertThat(take(limit, pace)).isNegative();
    }

    @Test
    void whatIsMoreThanTheBurstPassesWhenNothingIsOwed() {
        Pace pace = Pace.of(1000, Duration.ofSeconds(1), 10);
        var limit = new OwnRateLimit(START);
        long cost = pace.costNanos(500);

        assertThat(limit.take(cost, pace.toleranceNanos(cost), 0, START)).isZero();
        assertThat(limit.take(cost, pace.toleranceNanos(cost), 0, START + cost - 1))
                .isEqualTo(-1);
        assertThat(limit.take(cost, pace.toleranceNanos(cost), 0, START + cost)).isZero();
    }

    private static long take(RateLimit limit, Pace pace) {
        long cost = pace.costNanos(1);
        return limit.take(cost, pace.toleranceNanos(cost), 0, START);
    }
}
