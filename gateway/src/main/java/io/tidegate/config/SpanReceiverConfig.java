package io.tidegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that spans are sent to, by OTLP over HTTP with protobuf.
 *
 * @param url the whole address, such as {@code http://collector:4318/v1/traces}
 * @param timeout how long the receiver may take for what is sent at once; 100 ms to 1 m
 * @param headers fields of each request, such as one that says who sends
 * @param ca PEM file of the authorities that the receiver's certificate is verified against; the JDK's where absent
 */
public record SpanReceiverConfig(
        URI url,
        @Default("10s") Duration timeout,
        @Secret Map<String, String> headers,
        @Nullable Path ca) {

    public SpanReceiverConfig {
        headers = Map.copyOf(headers);
        OtlpTarget.check(url, headers, ca, "http://collector:4318/v1/traces");
        Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    @Override
    public String toString() {
        return "SpanReceiverConfig[url=" + url + ", timeout=" + Units.format(timeout) + ", headers=" + headers.keySet()
                + ", ca=" + ca + "]";
    }
}
