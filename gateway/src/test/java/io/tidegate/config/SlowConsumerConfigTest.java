package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowConsumerConfigTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ policy: conflate } | key must be given with policy: conflate, as a JSON pointer such as /symbol",
                "{ policy: conflate, key: symbol } | key must be empty or start with /, got symbol",
                "{ policy: drop-oldest, key: /symbol } | key must not be set without policy: conflate, got /symbol",
                "{ policy: disconnect } | after must be given with policy: disconnect, as in 10s",
                "{ policy: disconnect, after: 10ms } | after must be between 100ms and 1h, got 10ms",
                "{ policy: disconnect, after: 1s, buffer: 1MiB } | buffer must not be set without policy: drop-oldest or"
                        + " conflate: nothing waits otherwise",
                "{ messages: 5 } | messages must not be set without policy: drop-oldest or conflate: nothing waits"
                        + " otherwise",
                "{ to: both } | to must not be set with policy: backpressure alone, which both sides have",
                "{ policy: drop-oldest, buffer: 1B } | buffer must be between 1KiB and 1GiB, got 1B",
                "{ policy: drop-oldest, messages: 0 } | messages must be between 1 and 1000000, got 0",
                "{ policy: drop-newest } | policy must be backpressure, drop-oldest, conflate or disconnect, got"
                        + " drop-newest",
            })
    void whatDoesNotFitIsRefusedWithTheRule(String value, String rule) {
        assertThat(Reading.faults(Reading.GOOD + "    slow-consumer: " + value + "\n"))
                .singleElement()
                .asString()
                .startsWith("t.yaml:9:")
                .endsWith("routes.app.slow-consumer." + rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "session: 1KiB | session must be between 1MiB and 16GiB, got 1KiB",
                "route: 0B | route must be between 1MiB and 1024GiB, got 0B",
            })
    void budgetsHaveBounds(String value, String rule) {
        assertThat(Reading.faults(Reading.GOOD + "    memory-budget: { " + value + " }\n"))
                .singleElement()
                .asString()
                .endsWith("routes.app.memory-budget." + rule);
    }

    @Test
    void theBudgetOfTheProcessHasBoundsToo() {
        assertThat(Reading.faults(Reading.GOOD + "memory-budget: 10KiB\n"))
                .singleElement()
                .asString()
                .endsWith("memory-budget must be between 1MiB and 1024GiB, got 10KiB");
    }

    @Test
    void whereNothingIsSaidTheSenderWaits() {
        GatewayConfig config = Reading.read(Reading.GOOD);
        RouteConfig route = config.routes().get("app");

        assertThat(route.slowConsumer().policy()).isEqualTo(SlowConsumerConfig.Policy.BACKPRESSURE);
        assertThat(route.slowConsumer().after()).isNull();
        assertThat(route.memoryBudget().session()).isEqualTo(ByteSize.ofMiB(64));
        assertThat(route.memoryBudget().route()).isNull();
        assertThat(config.memoryBudgetBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }

    @Test
    void conflationIsForTheClientAndBoundedWhereNothingElseIsSaid() {
        String yaml = Reading.GOOD + "    slow-consumer: { policy: conflate, key: /symbol, after: 5s }\n";
        SlowConsumerConfig slow = Reading.read(yaml).routes().get("app").slowConsumer();

        assertThat(slow.effectiveTo()).isEqualTo(SlowConsumerConfig.To.CLIENT);
        assertThat(slow.bufferBytes()).isEqualTo(1 << 20);
        assertThat(slow.mostMessages()).isEqualTo(1000);
        assertThat(slow.after()).isEqualTo(Duration.ofSeconds(5));
    }
}
