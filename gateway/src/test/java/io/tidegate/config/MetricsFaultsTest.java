package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a receiver of metrics that is not right. */
class MetricsFaultsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                              | 1:18 metrics.otlp.url must be given
            { url: "ftp://a" }              | 1:25 metrics.otlp.url must be an address like http://collector:4318/v1/metrics, got ftp://a
            { url: "http://a:4318" }        | 1:25 metrics.otlp.url must be the whole address, with the path of the receiver, like http://collector:4318/v1/metrics, got http://a:4318
            { url: "http://me:secret@a/" }  | 1:25 metrics.otlp.url must not have a user or password, which belong into headers, got http://***@a
            { url: "http://a/", interval: 1ms } | 1:48 metrics.otlp.interval must be between 1s and 10m, got 1ms
            { url: "http://a/", timeout: 1h } | 1:47 metrics.otlp.timeout must be between 100ms and 1m, got 1h
            { url: "http://a/", headers: { "a b": c } } | 1:47 metrics.otlp.headers must have names of HTTP fields, got a b
            { url: "http://a/", ca: "/etc/hostname" } | 1:42 metrics.otlp.ca must not be given unless url is https://
            """)
    void eachFaultIsToldWithItsPlace(String otlp, String fault) {
        assertThat(Reading.faults("metrics: { otlp: " + otlp + " }\n" + Reading.GOOD))
                .containsExactly("t.yaml:" + fault);
    }

    @Test
    void valuesOfHeadersAreShownNowhere() {
        var config = new OtlpConfig(
                URI.create("http://a/"),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Map.of("X-Team", "a-secret"),
                null,
                Map.of());

        assertThat(config.toString()).contains("X-Team").doesNotContain("a-secret");
        assertThat(Reading.faults("metrics: { otlp: { url: \"http://a/\", headers: { X-Team: \"a\\x01secret\" } } }\n"
                        + Reading.GOOD))
                .singleElement()
                .asString()
                .endsWith("metrics.otlp.headers must have values of HTTP fields, got another one for X-Team");
    }
}
