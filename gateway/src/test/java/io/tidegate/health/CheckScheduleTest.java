package io.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @Test
    void theFirstChecksAreSpreadOverTheFirstSecond() {
        var schedule = schedule("PT5S");

        assertThat(schedule.firstNanos(0)).isZero();
        assertThat(schedule.firstNanos(0.5)).isEqualTo(nanos("PT0.5S"));
        assertThat(schedule.firstNanos(ALMOST_ONE)).isLessThanOrEqualTo(nanos("PT1S"));
    }

    @Test
    void theFirstChecksAreSpreadOverAnIntervalOfLessThanASecond() {
        assertThat(schedule("PT0.2S").firstNanos(0.5)).isEqualTo(nanos("PT0.1S"));
    }

    @Test
    void theNextCheckStartsAnIntervalAfterTheLastOneTenPercentMoreOrLess() {
        var schedule = schedule("PT5S");

        assertThat(schedule.nextNanos(0, 0)).isEqualTo(nanos("PT4.5S"));
        assertThat(schedule.nextNanos(0, 0.5)).isEqualTo(nanos("PT5S"));
        assertThat(schedule.nextNanos(0, ALMOST_ONE)).isBetween(nanos("PT5.499S"), nanos("PT5.5S"));
    }

    @Test
    void whatACheckTookIsPartOfTheInterval() {
        assertThat(schedule("PT5S").nextNanos(nanos("PT2S"), 0.5)).isEqualTo(nanos("PT3S"));
    }

    @Test
    void aCheckThatTookLongerThanTheIntervalIsFollowedAtOnce() {
        assertThat(schedule("PT1S").nextNanos(nanos("PT2S"), ALMOST_ONE)).isZero();
    }

    @Test
    void endpointsThatBeganTogetherDoNotStayTogether() {
        var schedule = schedule("PT5S");
        var random = new SplittableRandom(1);
        long[] times = new long[100];
        for (int round = 0; round < 20; round++) {
            for (int endpoint = 0; endpoint < times.length; endpoint++) {
                times[endpoint] += schedule.nextNanos(0, random.nextDouble());
            }
        }
        Arrays.sort(times);

        assertThat(times[times.length - 1] - times[0]).isGreaterThan(nanos("PT3S"));
    }

    private static CheckSchedule schedule(String interval) {
        return new CheckSchedule(nanos(interval));
    }

    private static long nanos(String duration) {
        return Duration.parse(duration).toNanos();
    }
}
