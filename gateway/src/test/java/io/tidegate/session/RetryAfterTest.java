package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void fewOrThoseWhoAreSpreadAlreadyComeBackWithinASecond() {
        assertThat(RetryAfter.spread(1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryAfter.spread(3500, Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void manyComeBackAtFiveHundredASecondButWithinAMinute() {
        assertThat(RetryAfter.spread(3500, Duration.ZERO)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryAfter.spread(3500, Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(3));
        assertThat(RetryAfter.spread(1_000_000, Duration.ZERO)).isEqualTo(MINUTE);
    }

    @Test
    void eachIsToldATimeOfItsOwn() {
        Set<String> told = IntStream.range(0, 100)
                .mapToObj(i -> RetryAfter.drawn("service restart", 1012, MINUTE))
                .collect(Collectors.toSet());

        assertThat(told)
                .hasSizeGreaterThan(90)
                .allMatch(reason -> reason.matches("service restart; retry-after-ms=\\d{1,5}"));
    }

    @Test
    void onlyWhoIsAskedBackIsToldATime() {
        assertThat(RetryAfter.drawn("", 1013, MINUTE)).matches("retry-after-ms=\\d+");
        assertThat(RetryAfter.drawn("out", 4000, MINUTE)).isEqualTo("out");
        assertThat(RetryAfter.drawn("going", 1001, MINUTE)).isEqualTo("going");
    }

    @Test
    void aReasonThatWouldBeTooLongStaysAsItIs() {
        assertThat(RetryAfter.drawn("ü".repeat(60), 1012, MINUTE)).isEqualTo("ü".repeat(60));
    }
}
