package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RebalanceConfigTest {
    @Test
    void withoutItSessionsStayWhereTheyAre() {
        assertThat(Reading.read(Reading.GOOD).upstreams().get("app").rebalance())
                .isNull();
    }

    @Test
    void everyKeyHasADefaultAndIsRead() {
        assertThat(read("rebalance: {}"))
                .isEqualTo(new RebalanceConfig(
                        Percentage.parse("20%"), Rate.parse("50/s"), MoveMode.MIGRATE, Duration.ofMinutes(10)));
        assertThat(read("rebalance: { threshold: 5%, rate: 10/m, mode: migrate-or-polite, min-interval: 1h }"))
                .isEqualTo(new RebalanceConfig(
                        Percentage.parse("5%"), Rate.parse("10/m"), MoveMode.MIGRATE_OR_POLITE, Duration.ofHours(1)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "rebalance: { threshold: 20 } | rebalance.threshold must be a percentage like 100%, 5% or 0.01%, got 20",
                "rebalance: { threshold: 0.5% } | rebalance.threshold must be between 1% and 100%, got 0.5%",
                "rebalance: { mode: kill } | rebalance.mode must be migrate, polite or migrate-or-polite, got kill",
                "rebalance: { min-interval: 10ms } | rebalance.min-interval must be between 1s and 168h, got 10ms",
                "rebalance: {}, balance: hash | rebalance must not be given with balance: hash, which says where",
                "rebalance: {}, sticky: { secret: a-secret-of-thirty-two-characters } | rebalance must not be given with sticky",
            })
    void whatCannotBeIsRefused(String keys, String fault) {
        assertThatThrownBy(() -> read(keys)).hasMessageContaining("upstreams.app." + fault);
    }

    private static RebalanceConfig read(String keys) {
        String app = "app: { endpoints: [ \"ws://10.0.0.5:9001\" ], " + keys + " }";
        return Reading.read("listeners: { public: { address: \"127.0.0.1:8080\" } }\nupstreams: { " + app
                        + " }\nroutes: { all: { upstream: app } }\n")
                .upstreams()
                .get("app")
                .rebalance();
    }
}
