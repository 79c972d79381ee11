package io.tidegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that metrics are pushed to, by OTLP over HTTP with protobuf.
 *
 * @param url the whole address, such as {@code http://collector:4318/v1/metrics}
 * @param interval between pushes; 1 s to 10 m
 * @param timeout how long the receiver may take for one; 100 ms to 1 m
 * @param headers fields of each push, such as one that says who pushes
 * @param ca PEM file of the authorities that the receiver's certificate is verified against; the JDK's where absent
 * @param attributes what tells this gateway apart from others; where they have no {@code service.name} or
 *     {@code service.instance.id}, that is {@code tidegate}, or drawn at each start
 */
public record OtlpConfig(
        URI url,
        @Default("30s") Duration interval,
        @Default("10s") Duration timeout,
        @Secret Map<String, String> headers,
        @Nullable Path ca,
        Map<String, String> attributes) {

    public OtlpConfig {
        headers = Map.copyOf(headers);
        attributes = Map.copyOf(attributes);
        OtlpTarget.check(url, headers, ca, "http://collector:4318/v1/metrics");
        Check.between("interval", interval, Duration.ofSeconds(1), Duration.ofMinutes(10));
        Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    @Override
    public String toString() {
        return "OtlpConfig[url=" + url + ", interval=" + Units.format(interval) + ", timeout=" + Units.format(timeout)
                + ", headers=" + headers.keySet() + ", ca=" + ca + ", attributes=" + attributes + "]";
    }
}
