package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a receiver of spans that is not right. */
class TracingFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                | 1:10 tracing.otlp must be given
            { otlp: {} }                      | 1:18 tracing.otlp.url must be given
            { otlp: { url: "collector" } }    | 1:25 tracing.otlp.url must be an address like http://collector:4318/v1/traces, got collector
            { otlp: { url: "http://a:4318" } } | 1:25 tracing.otlp.url must be the whole address, with the path of the receiver, like http://collector:4318/v1/traces, got http://a:4318
            { otlp: { url: "http://me:secret@a/" } } | 1:25 tracing.otlp.url must not have a user or password, which belong into headers, got http://***@a
            { otlp: { url: "http://a/", timeout: 1h } } | 1:47 tracing.otlp.timeout must be between 100ms and 1m, got 1h
            { otlp: { url: "http://a/", ca: "/etc/hostname" } } | 1:42 tracing.otlp.ca must not be given unless url is https://
            { otlp: { url: "http://a/" }, sample: 1 } | 1:48 tracing.sample must be a percentage like 100%, 5% or 0.01%, got 1
            { otlp: { url: "http://a/" }, service-name: "" } | 1:54 tracing.service-name must not be empty
            { otlp: { url: "http://a/" }, attributes: { service.name: x } } | 1:52 tracing.attributes must not have service.name, which service-name is for, got x
            """)
    void eachFaultIsToldWithItsPlace(String tracing, String fault) {
        assertThat(Reading.faults("tracing: " + tracing + "\n" + Reading.GOOD)).containsExactly("t.yaml:" + fault);
    }

    @Test
    void valuesOfHeadersAreShownNowhere() {
        var config = new SpanReceiverConfig(
                URI.create("http://a/"), Duration.ofSeconds(1), Map.of("X-Team", "a-secret"), null);

        assertThat(config.toString()).contains("X-Team").doesNotContain("a-secret");
    }

    @Test
    void aRouteMaySayItsOwn() {
        GatewayConfig config = Reading.read("tracing: { otlp: { url: \"http://a/\" } }\n" + Reading.GOOD
                + "    trace: { sample: 10%, trust-client: true }\n");

        assertThat(config.routes().get("app").trace()).isEqualTo(new TraceConfig(Percentage.parse("10%"), true));
        assertThat(config.tracing()).isNotNull().returns(Percentage.parse("1%"), TracingConfig::sample);
    }
}
