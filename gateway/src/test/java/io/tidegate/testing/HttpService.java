package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A web server that answers as a test says, and remembers what it was asked. Shared. */
public final class HttpService implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String scheme;
    private volatile Function<Request, Answer> answer;

    /** What was asked. */
    public record Request(String method, String target, Headers headers, String body) {}

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer json(String body) {
            return new Answer(200, Map.of("Content-Type", "application/json"), body);
        }
    }

    public HttpService(Function<Request, Answer> answer) {
        this(answer, null);
    }

    /** @param site whose certificate it shows, over https; null for http */
    public HttpService(Function<Request, Answer> answer, @Nullable TestSite site) {
        this.answer = answer;
        this.scheme = site == null ? "http" : "https";
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = site == null ? HttpServer.create(address, 64) : secure(address, site);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer secure(InetSocketAddress address, TestSite site) throws IOException {
        HttpsServer secure = HttpsServer.create(address, 64);
        secure.setHttpsConfigurator(new HttpsConfigurator(site.context()));
        return secure;
    }

    /** From now on. */
    public void answerWith(Function<Request, Answer> next) {
        answer = next;
    }

    public String url(String path) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** So far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Nobody answers any more. */
    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            Answer given = answer.apply(request);
            given.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = given.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
