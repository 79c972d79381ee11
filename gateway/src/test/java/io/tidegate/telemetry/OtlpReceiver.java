package io.tidegate.telemetry;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Takes metrics by OTLP over HTTP, and keeps what it gets. Shared. */
final class OtlpReceiver implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;

    /** What came at once. */
    record Push(Headers headers, ExportMetricsServiceRequest request) {
        ResourceMetrics resource() {
            return request.getResourceMetrics(0);
        }

        Map<String, String> attributes() {
            return text(resource().getResource().getAttributesList());
        }

        Map<String, Metric> metrics() {
            return resource().getScopeMetrics(0).getMetricsList().stream()
                    .collect(Collectors.toMap(Metric::getName, metric -> metric));
        }
    }

    OtlpReceiver() throws IOException {
        this(0);
    }

    OtlpReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/v1/metrics", this::take);
        server.setExecutor(threads);
        server.start();
    }

    static Map<String, String> text(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, attribute -> attribute.getValue().getStringValue()));
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/v1/metrics";
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Push> pushes() {
        return List.copyOf(pushes);
    }

    /** What is answered from now on. */
    void answerWith(int other) {
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

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
