package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.request;
import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.Answers;
import io.tidegate.testing.Head;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A second request in, behind or instead of an upgrade. */
final class SmugglingAttacks {
    private static final String SECOND = "GET /identity/smuggled HTTP/1.1\r\nHost: gateway.test\r\n\r\n";

    private SmugglingAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(framing(), upgrades(), behind()).flatMap(attacks -> attacks);
    }

    private static Stream<Attack> framing() {
        return Stream.of(
                request("smuggling: a body with Content-Length", "400", with("Content-Length: 4") + "GET "),
                request("smuggling: two lengths", "400", with("Content-Length: 0\r\nContent-Length: 44") + SECOND),
                request("smuggling: a list of lengths", "400", with("Content-Length: 0, 44") + SECOND),
                request("smuggling: a length with a sign", "400", with("Content-Length: +44") + SECOND),
                request("smuggling: chunked", "400", with("Transfer-Encoding: chunked") + "0\r\n\r\n" + SECOND),
                request(
                        "smuggling: chunked beside a length",
                        "400",
                        with("Content-Length: 44\r\nTransfer-Encoding: chunked") + "0\r\n\r\n" + SECOND),
                request("smuggling: an unknown transfer coding", "400", with("Transfer-Encoding: xchunked")),
                request("smuggling: a blank before the colon", "400", with("Transfer-Encoding : chunked")),
                request("smuggling: a folded field", "400", with("X: a\r\n Transfer-Encoding: chunked")),
                request("smuggling: line feeds alone", "400", with("X: a").replace("\r\n", "\n")),
                request("smuggling: a carriage return in a value", "400", with("X: a\rTransfer-Encoding: chunked")),
                request("smuggling: a zero byte in a value", "400", with("X: a\u0000b")),
                request("smuggling: a blank line in front", "400", "\r\n" + with("X: a")),
                request("smuggling: HTTP/0.9", "400", "GET /\r\n\r\n"),
                request("smuggling: HTTP/1.0", "505", with("X: a").replace("HTTP/1.1", "HTTP/1.0")),
                request("smuggling: two hosts", "400", with("Host: other.test")),
                request("smuggling: a host with a path", "400", with("X: a").replace("gateway.test", "gateway.test/x")),
                request(
                        "smuggling: a target that names another host",
                        "400",
                        with("X: a").replace("GET /", "GET http://other.test/")));
    }

    private static Stream<Attack> upgrades() {
        return Stream.of(
                request("smuggling: h2c", "426", with("X: a").replace("websocket", "h2c")),
                request(
                        "smuggling: h2c with settings",
                        "426",
                        with("HTTP2-Settings: AAMAAABkAAQAAP__")
                                .replace("Connection: Upgrade", "Connection: Upgrade, HTTP2-Settings")
                                .replace("websocket", "h2c")),
                request("smuggling: HTTP/2 with prior knowledge", "505", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                single("smuggling: h2c beside websocket", "websocket alone", SmugglingAttacks::besideWebSocket),
                request(
                        "smuggling: an upgrade that is no GET",
                        "405",
                        with("X: a").replace("GET", "POST")),
                request("smuggling: CONNECT", "400", with("X: a").replace("GET /", "CONNECT gateway.test:80")),
                request("smuggling: TRACE", "405", with("X: a").replace("GET", "TRACE")));
    }

    private static Stream<Attack> behind() {
        return Stream.of(
                single(
                        "smuggling: a request behind a version that nobody speaks",
                        "426, endpoint untouched",
                        victim -> untouched(victim, with("X: a").replace(": 13", ": 77") + SECOND)),
                single(
                        "smuggling: a request behind one without an upgrade",
                        "426, endpoint untouched",
                        victim -> untouched(victim, SECOND + SECOND)),
                single("smuggling: a request behind a handshake", "close 1002", victim -> {
                    try (RawPeer peer = RawPeer.connect(victim.plain())) {
                        peer.send(with("X: a").replace("GET /", "GET /echo/x") + SECOND);
                        peer.readHead();
                        return Victim.close(peer);
                    }
                }),
                single(
                        "smuggling: a request behind one that the endpoint refuses",
                        "404, once",
                        SmugglingAttacks::once),
                single("smuggling: an endpoint that agrees without the key", "502", victim -> {
                    victim.evil().answerWith(Answers.acceptingWrongly());
                    return victim.answer(Upgrade.to("/evil/wrong"));
                }),
                single("smuggling: an endpoint that answers 200", "502", victim -> {
                    victim.evil().answerWith(Answers.status(200, "hello"));
                    return victim.answer(Upgrade.to("/evil/200"));
                }));
    }

    private static String besideWebSocket(Victim victim) {
        Head seen = victim.seen(Upgrade.to("/identity/h2c")
                .replacing("Upgrade", "h2c, websocket")
                .replacing("Connection", "Upgrade, HTTP2-Settings")
                .with("HTTP2-Settings", "AAMAAABkAAQAAP__"));
        boolean alone = seen.header("Upgrade").equals("websocket")
                && seen.header("Connection").equals("Upgrade")
                && !seen.headers().contains("HTTP2-Settings");
        return alone ? "websocket alone" : seen.toString();
    }

    private static String untouched(Victim victim, String requests) {
        int before = victim.reached();
        String answer = victim.answer(requests);
        return answer + (victim.reached() == before ? ", endpoint untouched" : ", endpoint reached");
    }

    private static String once(Victim victim) {
        int before = victim.reached();
        victim.evil().answerWith(Answers.status(404, "no"));
        String answer =
                victim.answer(new String(Upgrade.to("/evil/404").bytes(), StandardCharsets.ISO_8859_1) + SECOND);
        return answer + (victim.reached() == before + 1 ? ", once" : ", and again");
    }

    /** A correct handshake with a field more. */
    static String with(String field) {
        String text = new String(Upgrade.to("/").bytes(), StandardCharsets.ISO_8859_1);
        return text.substring(0, text.length() - 2) + field + "\r\n\r\n";
    }
}
