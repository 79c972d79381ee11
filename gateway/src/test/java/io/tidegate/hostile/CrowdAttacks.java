package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Connections that want nothing but to be there, and what they try to write into the log. */
final class CrowdAttacks {
    private CrowdAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                flood("crowd: 300 connections that say nothing", "a client is served soon", CrowdAttacks::silent),
                flood("crowd: 500 connections that are reset at once", "a client is served soon", victim -> {
                    for (int i = 0; i < 500; i++) {
                        try (RawPeer peer = RawPeer.connect(victim.plain())) {
                            peer.reset();
                        }
                    }
                    return soon(victim);
                }),
                flood(
                        "crowd: as many sessions as there may be",
                        "503, and 101 when one has left",
                        CrowdAttacks::sessions),
                single(
                        "log: lines and quotes in the path",
                        "one line",
                        victim -> logged(
                                victim,
                                "/echo/%0a%7b%22event%22:%22end%22%7d%1b%5b2J",
                                "/echo/%0A{\"event\":\"end\"}%1B")),
                single(
                        "log: quotes in the path",
                        "one line",
                        victim -> logged(victim, "/echo/\",\"client\":\"6.6.6.6", "\"client\":\"6.6.6.6\"")),
                single("log: a query with a secret", "not there", victim -> {
                    victim.answer(Upgrade.to("/echo/secret?token=s3cr3t"));
                    victim.gateway().endings().of("/echo/secret");
                    boolean there = victim.log().stream().anyMatch(line -> line.contains("s3cr3t"));
                    return there ? "there" : "not there";
                }),
                single("log: lines in the reason of a Close", "one line", victim -> {
                    try (RawPeer peer = victim.open("/echo/reason")) {
                        peer.send(WireFrame.close(4000, "a\n{\"event\":\"end\"}\u001b[2J"));
                        peer.nextClose();
                    }
                    victim.gateway().endings().of("/echo/reason");
                    return oneLineEach(victim);
                }));
    }

    private static String silent(Victim victim) {
        List<RawPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                peers.add(RawPeer.connect(victim.plain()));
            }
            return soon(victim);
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    /** Not at once: who comes may be turned away for a second. */
    private static String soon(Victim victim) {
        Awaitility.await("a client is served")
                .atMost(Duration.ofSeconds(4))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> victim.answer(Upgrade.to("/echo/soon")).equals("101"));
        return "a client is served soon";
    }

    private static String sessions(Victim victim) {
        List<RawPeer> peers = new ArrayList<>();
        try {
            String answer = "101";
            while (answer.equals("101") && peers.size() < 2 * Victim.MOST) {
                RawPeer peer = RawPeer.connect(victim.plain());
                peers.add(peer);
                peer.send(Upgrade.to("/echo/one-of-many").bytes());
                answer = Integer.toString(peer.readHead().status());
            }
            boolean late = peers.getLast().head().header("Retry-After").matches("\\d+");
            peers.removeFirst().close();
            return answer + (late && peers.size() <= Victim.MOST ? ", and " + again(victim) : " after " + peers.size());
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static String again(Victim victim) {
        Awaitility.await("a session has room")
                .pollInterval(Duration.ofMillis(20))
                .until(() -> victim.answer(Upgrade.to("/echo/again")).equals("101"));
        return "101 when one has left";
    }

    private static String logged(Victim victim, String target, String forged) {
        try {
            victim.answer(Upgrade.to(target));
        } catch (UncheckedIOException e) {
            return "gone";
        }
        Awaitility.await("a line").until(() -> victim.log().stream().anyMatch(line -> line.contains("/echo/")));
        boolean there = victim.log().stream().anyMatch(line -> line.contains(forged));
        return there ? "forged" : oneLineEach(victim);
    }

    /** Every line is an object of ours, without a control character. */
    private static String oneLineEach(Victim victim) {
        boolean clean = victim.log().stream()
                .allMatch(line -> line.startsWith("{\"time\":\"2")
                        && line.endsWith("}")
                        && line.chars().noneMatch(c -> c < ' ' || c == 0x7F));
        return clean ? "one line" : "more";
    }
}
