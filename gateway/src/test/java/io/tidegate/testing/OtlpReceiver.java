package io.tidegate.testing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;

/** Takes metrics and spans by OTLP over HTTP, and keeps what it gets. Shared. */
public final class OtlpReceiver implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final List<SpanPush> spanPushes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;

    /** Metrics that came at once. */
    public record Push(Headers headers, ExportMetricsServiceRequest request) {
        public ResourceMetrics resource() {
            return request.getResourceMetrics(0);
        }

        public Map<String, String> attributes() {
            return text(resource().getResource().getAttributesList());
        }

        public Map<String, Metric> metrics() {
            return resource().getScopeMetrics(0).getMetricsList().stream()
                    .collect(Collectors.toMap(Metric::getName, metric -> metric));
        }
    }

    /** Spans that came at once. */
    public record SpanPush(Headers headers, ExportTraceServiceRequest request) {
        public Map<String, String> attributes() {
            return text(request.getResourceSpans(0).getResource().getAttributesList());
        }

        Stream<Span> spans() {
            return request.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream());
        }
    }

    public OtlpReceiver() throws IOException {
        this(0);
    }

    public OtlpReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/v1/metrics", this::take);
        server.createContext("/v1/traces", this::takeSpans);
        server.setExecutor(threads);
        server.start();
    }

    /** Attributes by their names; numbers are written out. */
    public static Map<String, String> text(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    public static Map<String, String> attributes(Span span) {
        return text(span.getAttributesList());
    }

    /** An id of a span or trace as fields and logs have it. */
    public static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /** For metrics. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/v1/metrics";
    }

    /** For spans. */
    public String tracesUrl() {
        return "http://127.0.0.1:" + port() + "/v1/traces";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Push> pushes() {
        return List.copyOf(pushes);
    }

    public List<SpanPush> spanPushes() {
        return List.copyOf(spanPushes);
    }

    /** All spans so far. */
    public List<Span> spans() {
        return spanPushes().stream().flatMap(SpanPush::spans).toList();
    }

    /** Waits for a span of that name. */
    public Span span(String name) {
        return span(name, any -> true);
    }

    /** Waits for a span of that name that is wanted. */
    public Span span(String name, Predicate<Span> wanted) {
        return Awaitility.await("span " + name)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> spans().stream()
                                .filter(span -> span.getName().equals(name))
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** What is answered from now on. */
    public void answerWith(int other) {
        status = other;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = new GZIPInputStream(exchange.getRequestBody())) {
            pushes.add(new Push(exchange.getRequestHeaders(), ExportMetricsServiceRequest.parseFrom(body)));
            exchange.sendResponseHeaders(status, -1);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void takeSpans(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = new GZIPInputStream(exchange.getRequestBody())) {
            var request = ExportTraceServiceRequest.parseFrom(body);
            if (status == 200) {
                spanPushes.add(new SpanPush(exchange.getRequestHeaders(), request));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
