package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may send and what it gets for it; each row a connection of its own, and one ending. */
@Timeout(30)
class MalformedRequestsTest {
    private static final AtomicInteger REFUSED = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Front front;

    record Row(int status, String request) {
        @Override
        public String toString() {
            return status + " " + request.replace("\r", "\\r").replace("\n", "\\n");
        }
    }

    @BeforeAll
    static void start() {
        front = Front.on(folder, """
                address: "127.0.0.1:0", max-request-line: 256B, max-headers: 16, max-header-bytes: 1KiB""");
    }

    @AfterAll
    static void everyRefusalIsOneEnding() throws Exception {
        try (Front closing = front) {
            assertThat(closing.awaitEndings(REFUSED.get())).allMatch(ending -> ending.code() >= 400);
        }
    }

    @ParameterizedTest
    @MethodSource({"heads", "lines", "targets", "hosts", "bodies", "handshakes", "others"})
    void aRequestGetsItsStatus(Row row) throws Exception {
        String answer = front.answer(row.request());

        assertThat(answer).startsWith("HTTP/1.1 " + row.status() + " ").contains("\r\nConnection: close\r\n");
        REFUSED.incrementAndGet();
    }

    static Stream<Row> heads() {
        return rows(
                400,
                "\r\n" + UPGRADE,
                " " + UPGRADE,
                "\u0016\u0003\u0001\u0001\u0000\u0001\u0000",
                "\u0000\u0001\u0002",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n" + UPGRADE,
                UPGRADE.replace("\r\n", "\n"),
                UPGRADE.replace("\r\n", "\r") + "\n",
                UPGRADE.replace("com\r\n", "com\n"),
                with("X-Folded: a\r\n b"),
                with("\tX: a"),
                with("X : a"),
                with("X\t: a"),
                with("no colon"),
                with(": no name"),
                with("X(y): a"),
                with("X\u00e9: a"),
                with("X: a\u0000"),
                with("X: a\rb"),
                with("X: \u0008"),
                with("X: \u007f"));
    }

    static Stream<Row> lines() {
        return Stream.concat(
                rows(
                        400,
                        line("GET /chat/a"),
                        line("GET"),
                        line("GET  /chat/a HTTP/1.1"),
                        line("GET /chat/a  HTTP/1.1"),
                        line("GET /chat/a HTTP/1.1 "),
                        line("GET\t/chat/a\tHTTP/1.1"),
                        line("GET /chat/a b HTTP/1.1"),
                        line("GET /chat/a http/1.1"),
                        line("GET /chat/a HTTP/1"),
                        line("GET /chat/a HTTPS/1.1"),
                        line("G\"T /chat/a HTTP/1.1")),
                rows(
                        505,
                        line("GET /chat/a HTTP/1.0"),
                        line("GET /chat/a HTTP/1.2"),
                        line("GET /chat/a HTTP/2.0"),
                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    static Stream<Row> targets() {
        return Stream.of(
                        "*",
                        "chat/a",
                        "example.com:80",
                        "ws://example.com/chat/a",
                        "http://other.example/chat/a",
                        "http:///chat/a",
                        "/chat/%2e%2e%2fa",
                        "/chat/%5ca",
                        "/chat\\a",
                        "/chat/%00",
                        "/chat/%252e",
                        "/chat/..;/a",
                        "/chat/%3ba",
                        "/chat/%3f",
                        "/chat/%23",
                        "/chat/#a",
                        "/chat/%",
                        "/chat/%g0",
                        "/chat/\u00e9",
                        "/chat/\u0007",
                        "/chat/a?\u00e9",
                        "/chat/a?b#c")
                .map(target -> new Row(400, line("GET " + target + " HTTP/1.1")));
    }

    static Stream<Row> hosts() {
        Stream<String> bad = Stream.of(
                "a b",
                "a,b",
                "a/b",
                "a@b",
                "http://a",
                "a:b",
                "a:99999",
                "a:-1",
                ":80",
                "::1",
                "[::1",
                "[::1]a",
                "[1.2.3.4]",
                "[fe80::1%25eth0]",
                "a..b",
                ".a",
                "\u00e4.example");
        return Stream.concat(
                rows(400, UPGRADE.replace("Host: example.com\r\n", ""), with("Host: example.com"), with("host: b")),
                bad.map(host -> new Row(400, UPGRADE.replace("example.com", host))));
    }

    static Stream<Row> bodies() {
        return rows(
                400,
                with("Content-Length: 1") + "x",
                with("Content-Length: -0"),
                with("Content-Length: x"),
                with("Content-Length:"),
                with("Content-Length: 0\r\nContent-Length: 5"),
                with("Transfer-Encoding: chunked"),
                with("Transfer-Encoding: identity"));
    }

    static Stream<Row> handshakes() {
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        String version = "Sec-WebSocket-Version: 13";
        return rows(
                400,
                UPGRADE.replace(key + "\r\n", ""),
                with(key),
                UPGRADE.replace("ZQ==", "ZQ"),
                UPGRADE.replace("ZQ==", "ZQQ="),
                UPGRADE.replace("ZQ==", "ZQ==,x"),
                UPGRADE.replace("dGhl", "d-hl"),
                UPGRADE.replace(version + "\r\n", ""),
                with(version),
                UPGRADE.replace(": 13", ": 13, 8"),
                UPGRADE.replace(": 13", ": 013"),
                UPGRADE.replace(": 13", ": 256"),
                UPGRADE.replace(": 13", ": x"),
                with("Sec-WebSocket-Protocol: a b"),
                with("Sec-WebSocket-Protocol:"),
                with("Sec-WebSocket-Protocol: ,"),
                with("Sec-WebSocket-Protocol: a, b, a"),
                with("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a"),
                with("Sec-WebSocket-Protocol: a/b"),
                with("Sec-WebSocket-Extensions:"),
                with("Sec-WebSocket-Extensions: a;"),
                with("Sec-WebSocket-Extensions: a,"),
                with("Sec-WebSocket-Extensions: a b"),
                with("Sec-WebSocket-Extensions: a; b="),
                with("Sec-WebSocket-Extensions: a; b=\"c d\""),
                with("Sec-WebSocket-Extensions: a; b=\"c"),
                with("Sec-WebSocket-Extensions: =a"));
    }

    static Stream<Row> others() {
        String length = "a".repeat(300);
        return Stream.of(
                        rows(404, line("GET / HTTP/1.1"), line("GET /chat/../b HTTP/1.1"), line("POST /x HTTP/1.1")),
                        rows(
                                405,
                                line("POST /chat/a HTTP/1.1"),
                                line("HEAD /chat/a HTTP/1.1"),
                                line("get /chat/a HTTP/1.1"),
                                line("CONNECT /chat/a HTTP/1.1"),
                                line("POST /chat/a HTTP/1.1\r\nContent-Length: 1") + "x"),
                        rows(
                                426,
                                "GET /chat/a HTTP/1.1\r\nHost: a\r\n\r\n",
                                UPGRADE.replace("Upgrade: websocket\r\n", ""),
                                UPGRADE.replace("Upgrade: websocket", "Upgrade: h2c"),
                                UPGRADE.replace("Upgrade: websocket", "Upgrade: websocket/13"),
                                UPGRADE.replace("Connection: Upgrade\r\n", ""),
                                UPGRADE.replace("Connection: Upgrade", "Connection: keep-alive"),
                                UPGRADE.replace(": 13", ": 8"),
                                UPGRADE.replace(": 13", ": 0")),
                        rows(414, line("GET /" + length + " HTTP/1.1"), "GET /" + length, "G" + length),
                        rows(
                                431,
                                with("A: a\r\n".repeat(20) + "B: b"),
                                with("A: " + length.repeat(4)),
                                "GET / HTTP/1.1\r\n" + length.repeat(4)))
                .flatMap(rows -> rows);
    }

    private static Stream<Row> rows(int status, String... requests) {
        return Stream.of(requests).map(request -> new Row(status, request));
    }

    /** The handshake with another request line. */
    private static String line(String requestLine) {
        return UPGRADE.replace("GET /chat/a HTTP/1.1", requestLine);
    }

    /** The handshake with a field more, without its CR LF. */
    private static String with(String field) {
        return RawClient.upgradeWith(field + "\r\n");
    }
}
