package io.tidegate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How each endpoint is checked, beside its sessions; TLS, certificates and source addresses are those of the sessions.
 *
 * @param type what is asked: {@code tcp} a connection (with TLS for {@code wss}), {@code http} the status of a GET, {@code
 *     websocket} a handshake and the pong of a ping
 * @param path of {@code http} and {@code websocket}: path and query; {@code /} where absent
 * @param status of {@code http}: what may be answered; {@code 200-299} where absent
 * @param host of {@code http} and {@code websocket}: what is sent as {@code Host}; the endpoint's own address where absent
 * @param port where to connect to; the endpoint's own where absent; 1 to 65,535
 * @param subprotocol of {@code websocket}: offered, and must be chosen
 * @param send of {@code websocket}: a text message to send; needs one of the two below
 * @param expect of {@code websocket}: the text message that must come; others are passed over
 * @param expectJson of {@code websocket}: a value in the JSON text message that must come; others are passed over
 * @param interval from the start of one check to the start of the next, up to 10 % more or less; 100 ms to 1 h
 * @param timeout limit for the whole check; the next one waits for its end; 50 ms to 60 s
 * @param rise passed checks in a row after which an endpoint that is down is up; 1 to 100
 * @param fall failed checks in a row after which an endpoint is down; 1 to 100
 */
public record HealthCheckConfig(
        Type type,
        @Default("") String path,
        List<StatusRange> status,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String subprotocol,
        @Nullable String send,
        @Nullable String expect,
        @Nullable ExpectJson expectJson,
        @Default("5s") Duration interval,
        @Default("2s") Duration timeout,
        @Default("2") int rise,
        @Default("3") int fall) {

    private static final StatusRange SUCCESS = new StatusRange(200, 299);

    /** What is asked of an endpoint. */
    public enum Type {
        TCP,
        HTTP,
        WEBSOCKET
    }

    /**
     * A value that a JSON message must have.
     *
     * @param pointer to the value, as RFC 6901 has it: {@code /status}, {@code /nodes/0/up}
     * @param value the text of a string, or a number, {@code true}, {@code false} or {@code null} as JSON writes them
     */
    public record ExpectJson(String pointer, String value) {
        public ExpectJson {
            Check.that(
                    pointer.matches("(/([^~/]|~[01])*+)*+"),
                    "pointer must be a JSON pointer like /status, got " + pointer);
        }
    }

    public HealthCheckConfig {
        boolean web = type != Type.TCP;
        boolean webSocket = type == Type.WEBSOCKET;
        status = List.copyOf(status);
        requireType(path.isEmpty() || web, "path", "http or websocket", type);
        requireType(status.isEmpty() || type == Type.HTTP, "status", "http", type);
        requireType(host == null || web, "host", "http or websocket", type);
        requireType(subprotocol == null || webSocket, "subprotocol", "websocket", type);
        requireType(send == null || webSocket, "send", "websocket", type);
        requireType(expect == null || webSocket, "expect", "websocket", type);
        requireType(expectJson == null || webSocket, "expect-json", "websocket", type);
        Check.that(path.isEmpty() || isTarget(path), "path must be one like /health?full=1, got " + path);
        Check.that(
                host == null || host.matches("[!-~&&[^/?#@\\\\]]+"), "host must be a host or host:port, got " + host);
        Check.that(port == null || (port >= 1 && port <= 65_535), "port must be between 1 and 65535, got " + port);
        Check.that(
                subprotocol == null || subprotocol.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
                "subprotocol must be a token, got " + subprotocol);
        Check.that(expect == null || expectJson == null, "expect and expect-json exclude each other");
        Check.that(send == null || expect != null || expectJson != null, "send needs expect or expect-json");
        Check.between("interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        Check.between("timeout", timeout, Duration.ofMillis(50), Duration.ofSeconds(60));
        Check.between("rise", rise, 1, 100);
        Check.between("fall", fall, 1, 100);
        path = path.isEmpty() && web ? "/" : path;
        status = status.isEmpty() && type == Type.HTTP ? List.of(SUCCESS) : status;
    }

    private static void requireType(boolean fits, String key, String types, Type type) {
        Check.that(fits, key + " needs type: " + types + ", got type: " + Units.kebab(type.name()));
    }

    private static boolean isTarget(String path) {
        try {
            return path.matches("/[!-~]*") && new URI("ws://host" + path).getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
