package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.filter.FilterTypes;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceConfigTest {
    @Test
    void aRateAloneAllowsATenthOfASecondsWorthAtOnce() {
        assertThat(burst(pace("500/s"))).isEqualTo(50);
        assertThat(burst(pace("{ limit: 500/s }"))).isEqualTo(50);
        assertThat(burst(pace("30/m"))).isEqualTo(1);
    }

    @Test
    void aBurstOfItsOwnIsTaken() {
        PaceConfig pace = pace("{ limit: 500/s, burst: 7 }");

        assertThat(burst(pace)).isEqualTo(7);
        assertThat(pace.intervalNanos()).isEqualTo(Duration.ofMillis(2).toNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast | t:1:61 listeners.public.accept-rate must be a rate like 100/s, 30/m or 1000/h, got fast",
                "{ limit: 500 } | t:1:70 listeners.public.accept-rate.limit must be a rate like 100/s, 30/m or 1000/h, got 500",
                "{ limit: 5/s, burst: 0 } | listeners.public.accept-rate.burst must be between 1 and 1000000, got 0",
                "{ burst: 5 } | listeners.public.accept-rate.limit",
                "{ limit: 5/s, per: 1s } | listeners.public.accept-rate.per"
            })
    void whatIsWrongIsNamedWithItsPlace(String value, String fault) {
        assertThatThrownBy(() -> pace(value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault);
    }

    private static int burst(PaceConfig pace) {
        return (int) (pace.toleranceNanos() / pace.intervalNanos()) + 1;
    }

    private static PaceConfig pace(String value) {
        String yaml = "listeners: { public: { address: \"127.0.0.1:0\", accept-rate: " + value + " } }\n"
                + "upstreams: { up: { endpoints: [ \"ws://127.0.0.1:9\" ] } }\n"
                + "routes: { all: { upstream: up } }\n";
        return Objects.requireNonNull(ConfigReader.read(ConfigSource.of("t", yaml), FilterTypes.load())
                .listeners()
                .get("public")
                .acceptRate());
    }
}
