package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.request;
import static io.tidegate.hostile.Attack.single;
import static io.tidegate.hostile.SmugglingAttacks.with;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.testing.Answers;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Requests that are too much, or never done, and fields that want to be more than one. */
final class HeadAttacks {
    private static final int KIB = 1024;

    private HeadAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(sizes(), slow(), injection()).flatMap(attacks -> attacks);
    }

    private static Stream<Attack> sizes() {
        String much = "a".repeat(KIB * KIB);
        return Stream.of(
                request("head: a hundred fields too many", "431", with("A: a\r\n".repeat(200) + "B: b")),
                request("head: a field of 1 MiB", "431", with("A: " + much)),
                request("head: a name of 1 MiB", "431", with(much + ": a")),
                request(
                        "head: fields of 1 MiB together",
                        "431",
                        with(("A: " + "a".repeat(KIB) + "\r\n").repeat(KIB) + "B: b")),
                request("head: cookies of 1 MiB", "431", with("Cookie: a=" + much)),
                request("head: a query of 1 MiB", "414", with("A: a").replace("GET /", "GET /?" + much)),
                request("head: a path of 1 MiB", "414", with("A: a").replace("GET /", "GET /" + much)),
                request("head: a first line without an end", "414", "GET /" + much),
                request("head: a method without an end", "414", much),
                single(
                        "head: a query of 3,000 parameters",
                        "101",
                        victim -> victim.answer(Upgrade.to("/echo/x?" + "a&".repeat(3000)))),
                single(
                        "head: a path of 3,000 segments",
                        "101",
                        victim -> victim.answer(Upgrade.to("/echo/" + "a/".repeat(3000)))),
                single(
                        "head: 2,000 offers of compression",
                        "101",
                        victim -> victim.answer(Upgrade.to("/echo/x")
                                .with("Sec-WebSocket-Extensions", "a, ".repeat(2000) + "permessage-deflate"))),
                flood("head: 100 times 30 KiB that never end", "408 to all", HeadAttacks::unfinished),
                flood("head: 1 MiB behind a handshake that waits", "504", HeadAttacks::early));
    }

    private static Stream<Attack> slow() {
        return Stream.of(
                single("slowloris: silence", "gone", victim -> Victim.answer(victim.quick(), "")),
                single("slowloris: half a request line", "408", victim -> Victim.answer(victim.quick(), "GET /")),
                single(
                        "slowloris: fields without an end",
                        "408",
                        victim -> Victim.answer(victim.quick(), "GET / HTTP/1.1\r\nHost: a\r\n")),
                single("slowloris: a byte at a time", "408", HeadAttacks::drip));
    }

    private static Stream<Attack> injection() {
        return Stream.of(
                single(
                        "injection: line ends in the path",
                        "no field",
                        victim -> injected(victim, "/identity/%0d%0aX-Evil:%201")),
                single(
                        "injection: line ends in the query",
                        "no field",
                        victim -> injected(victim, "/identity/a?%0d%0aX-Evil:%201")),
                request("injection: a line end in a subprotocol", "400", with("Sec-WebSocket-Protocol: a\nX-Evil: 1")),
                single("injection: a request id with quotes", "replaced", victim -> {
                    String id = victim.seen(Upgrade.to("/identity/id").with("X-Request-Id", "a\" x=\"1"))
                            .header("X-Request-Id");
                    return id.contains("\"") ? id : "replaced";
                }),
                single("injection: an endpoint that splits its answer", "502", victim -> {
                    victim.evil().answerWith(peer -> {
                        String key = peer.readHead().header("Sec-WebSocket-Key");
                        peer.send(Answers.switching(Upgrade.acceptFor(key), "X: a\rSet-Cookie: evil=1"));
                    });
                    return victim.answer(Upgrade.to("/evil/split"));
                }),
                single("injection: an endpoint with a folded field", "502", victim -> {
                    victim.evil().answerWith(peer -> {
                        String key = peer.readHead().header("Sec-WebSocket-Key");
                        peer.send(Answers.switching(Upgrade.acceptFor(key), "X: a", " Set-Cookie: evil=1"));
                    });
                    return victim.answer(Upgrade.to("/evil/fold"));
                }));
    }

    private static String injected(Victim victim, String target) {
        return victim.seen(Upgrade.to(target)).headers().contains("X-Evil") ? "a field" : "no field";
    }

    private static String unfinished(Victim victim) {
        List<RawPeer> peers = new ArrayList<>();
        try {
            byte[] head = ("GET / HTTP/1.1\r\nA: " + "a".repeat(30 * KIB)).getBytes(ISO_8859_1);
            for (int i = 0; i < 100; i++) {
                RawPeer peer = RawPeer.connect(victim.quick());
                peers.add(peer);
                Victim.send(peer, head);
            }
            boolean all = peers.stream().allMatch(peer -> Objects.equals(Victim.answer(peer), "408"));
            return all ? "408 to all" : "not 408 to all";
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static String early(Victim victim) {
        victim.evil().answerWith(Answers.stall());
        try (RawPeer peer = RawPeer.connect(victim.plain())) {
            peer.send(Upgrade.to("/evil/early").bytes());
            Thread sending = Thread.ofVirtual().start(() -> Victim.send(peer, new byte[KIB * KIB]));
            String answer = peer.readHead().status() + "";
            peer.reset();
            Victim.join(sending);
            return answer;
        }
    }

    private static String drip(Victim victim) {
        try (RawPeer peer = RawPeer.connect(victim.quick())) {
            byte[] bytes = with("A: " + "a".repeat(5000)).getBytes(ISO_8859_1);
            Thread sending = Thread.ofVirtual().start(() -> Victim.sendByteByByte(peer, bytes));
            String answer = peer.readHead().status() + "";
            peer.reset();
            Victim.join(sending);
            return answer;
        }
    }
}
