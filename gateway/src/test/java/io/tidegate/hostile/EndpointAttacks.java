package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.Answers;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.stream.Stream;

/** Endpoints that were taken over. */
final class EndpointAttacks {
    private EndpointAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                answering(
                        "a head without an end",
                        "502",
                        Answers.bytes("HTTP/1.1 101 Switching\r\nX: " + "a".repeat(1 << 20))),
                answering("a thousand fields", "502", peer -> {
                    String key = peer.readHead().header("Sec-WebSocket-Key");
                    peer.send(Answers.switching(
                            Upgrade.acceptFor(key), ("X: a\r\n".repeat(1000) + "Y: b").split("\r\n", -1)));
                }),
                answering("no answer", "504", Answers.stall()),
                answering("noise", "504", Answers.bytes("\u0000\u0001\u0002".repeat(1000))),
                answering(
                        "an extension that nobody offered", "502", Answers.accept("Sec-WebSocket-Extensions: x-evil")),
                answering("a subprotocol that nobody offered", "502", Answers.accept("Sec-WebSocket-Protocol: evil")),
                flood("endpoint: a refusal of 8 MiB", "404", victim -> {
                    victim.evil().answerWith(Answers.status(404, "a".repeat(8 << 20)));
                    return victim.answer(Upgrade.to("/evil/body"));
                }),
                single("endpoint: frames that are masked", "close 1011", victim -> {
                    victim.evil()
                            .answerWith(Answers.acceptGluing(WireFrame.text("a").masked(7)));
                    try (RawPeer peer = victim.open("/evil/masked")) {
                        return Victim.close(peer);
                    }
                }),
                single("endpoint: a length of 2^62", "close 1011", victim -> {
                    victim.evil()
                            .answerWith(Answers.acceptGluing(
                                    WireFrame.binary((byte) 1).claiming(1L << 62)));
                    try (RawPeer peer = victim.open("/evil/long")) {
                        return Victim.close(peer);
                    }
                }),
                single("endpoint: our own field in its answer", "ours", victim -> {
                    victim.evil().answerWith(Answers.accept("Tidegate-Session: forged"));
                    try (RawPeer peer = victim.open("/evil/ours")) {
                        return peer.head().header("Tidegate-Session").contains("forged") ? "forged" : "ours";
                    }
                }));
    }

    private static Attack answering(String name, String expected, RawEndpoint.Answer answer) {
        return single("endpoint: " + name, expected, victim -> {
            victim.evil().answerWith(answer);
            return victim.answer(Upgrade.to("/evil/answer"));
        });
    }
}
