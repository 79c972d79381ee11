package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin API of a gateway that has one; each question is a connection of its own. */
public final class Admin {
    /** For {@link Settings#gateway}, under the key {@code admin}. */
    public static final String ANY_PORT = "{ address: \"127.0.0.1:0\" }";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final InetSocketAddress address;

    private Admin(InetSocketAddress address) {
        this.address = address;
    }

    public static Admin of(Gateway gateway) {
        return new Admin(Objects.requireNonNull(gateway.adminAddress()));
    }

    /** Of a gateway in another process. */
    public static Admin at(InetSocketAddress address) {
        return new Admin(address);
    }

    /** What a request is answered with. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    /** What POST answers. A body of null is none. */
    public Answer post(String path, @Nullable String type, byte @Nullable [] body) {
        return ask("POST", path, type, body);
    }

    /** What DELETE answers. */
    public Answer delete(String path) {
        return ask("DELETE", path, null, null);
    }

    /** What PATCH with this JSON answers. */
    public Answer patch(String path, String json) {
        try (HttpClient http = HttpClient.newHttpClient()) { // the other kind of connection has no PATCH
            HttpRequest request = HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", "application/json")
                    .method("PATCH", HttpRequest.BodyPublishers.ofString(json))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    private Answer ask(String method, String path, @Nullable String type, byte @Nullable [] body) {
        try {
            HttpURLConnection connection = connect(path);
            connection.setRequestMethod(method);
            if (type != null) {
                connection.setRequestProperty("Content-Type", type);
            }
            if (body != null) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                connection.getOutputStream().write(body);
            }
            int status = connection.getResponseCode();
            try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(status, new String(in.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One figure of the metrics; 0 if it is not there. */
    public double metric(String series) {
        return text("/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    /** What GET answers, which must be 200. */
    public JsonNode json(String path) {
        return JSON.readTree(text(path));
    }

    /** What GET answers, which must be 200. */
    public String text(String path) {
        try {
            HttpURLConnection connection = connect(path);
            try (var in = connection.getInputStream()) {
                return new String(in.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #text(String)}, asked for in that format. */
    public String text(String path, String accept) {
        try {
            HttpURLConnection connection = connect(path);
            connection.setRequestProperty("Accept", accept);
            try (var in = connection.getInputStream()) {
                return new String(in.readAllBytes(), UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What GET is answered with. */
    public int status(String path) {
        try {
            HttpURLConnection connection = connect(path);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpURLConnection connect(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri(path).toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setReadTimeout((int) RawPeer.LIMIT.toMillis());
        return connection;
    }
}
