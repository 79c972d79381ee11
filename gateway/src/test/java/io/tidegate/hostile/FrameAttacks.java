package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import io.tidegate.testing.WireFrame.LengthForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Frames that lie, never end, or are too many. */
final class FrameAttacks {
    private static final String SMALL = "/small/x";
    private static final String MESSAGES = "/messages/x";
    private static final WireFrame EMPTY = WireFrame.continuation("").more();

    private FrameAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(floods(), lies(), messages(), quiet(), slow()).flatMap(attacks -> attacks);
    }

    private static Stream<Attack> floods() {
        return Stream.of(
                flood("flood: pings", "close 1008", victim -> flooded(victim, SMALL, 50, WireFrame.ping("x"))),
                flood(
                        "flood: pongs that nobody asked for",
                        "close 1008",
                        victim -> flooded(victim, SMALL, 50, WireFrame.pong("x"))),
                flood(
                        "flood: pings against the default limit",
                        "close 1008",
                        victim -> flooded(victim, "/echo/x", 5000, WireFrame.ping("x".repeat(125)))),
                flood(
                        "flood: pings where messages are read",
                        "close 1008",
                        victim -> flooded(victim, MESSAGES, 5000, WireFrame.ping(""))),
                flood("flood: pings between fragments", "close 1008", victim -> {
                    RawPeer peer = victim.open(SMALL);
                    peer.send(WireFrame.text("a").more());
                    return Victim.flood(peer, 50, WireFrame.ping("x"));
                }),
                flood("flood: empty fragments", "close 1009", victim -> fragments(victim, SMALL, 200)),
                flood(
                        "flood: empty fragments against the default limit",
                        "close 1009",
                        victim -> fragments(victim, "/echo/x", 70_000)),
                flood(
                        "flood: empty fragments where messages are read",
                        "close 1009",
                        victim -> fragments(victim, MESSAGES, 70_000)),
                flood("flood: fragments of a byte", "close 1009", victim -> {
                    RawPeer peer = victim.open(MESSAGES);
                    peer.send(WireFrame.binary((byte) 1).more());
                    return Victim.flood(
                            peer, 70_000, WireFrame.continuation("a").more());
                }),
                flood("flood: 20,000 empty messages", "all pass", victim -> {
                    try (RawPeer peer = victim.open("/echo/x")) {
                        Thread sending = Thread.ofVirtual().start(() -> {
                            byte[] empty = WireFrame.text("").masked(7).bytes();
                            for (int i = 0; i < 20_000 && Victim.send(peer, empty); i++) {}
                        });
                        for (int i = 0; i < 20_000; i++) {
                            peer.next();
                        }
                        Victim.join(sending);
                        return "all pass";
                    }
                }));
    }

    private static Stream<Attack> lies() {
        return Stream.of(
                lie("a length of 2^62", "close 1009", WireFrame.binary((byte) 1).claiming(1L << 62)),
                lie(
                        "a length below zero",
                        "close 1002",
                        WireFrame.binary((byte) 1).claiming(-1)),
                lie("a length of 2^31", "close 1009", WireFrame.binary((byte) 1).claiming(1L << 31)),
                lie("a frame over the limit", "close 1009", WireFrame.binary(new byte[64 * 1024 + 1])),
                lie(
                        "a message over the limit",
                        "close 1009",
                        WireFrame.binary(new byte[60 * 1024]).more(),
                        WireFrame.of(WireFrame.CONTINUATION, new byte[5 * 1024])),
                lie(
                        "a length longer than it must be",
                        "close 1002",
                        WireFrame.text("a").written(LengthForm.BITS_64)),
                lie("reserved bits", "close 1002", WireFrame.text("a").rsv(WireFrame.RSV2)),
                lie(
                        "compressed without having agreed",
                        "close 1002",
                        WireFrame.text("a").rsv(WireFrame.RSV1)),
                lie("a reserved opcode", "close 1002", WireFrame.of(3, (byte) 1)),
                lie("a ping of 126 bytes", "close 1002", WireFrame.of(WireFrame.PING, new byte[126])),
                lie("a ping in fragments", "close 1002", WireFrame.ping("a").more()),
                lie("a continuation of nothing", "close 1002", WireFrame.continuation("a")),
                lie(
                        "a message within a message",
                        "close 1002",
                        WireFrame.text("a").more(),
                        WireFrame.text("b")),
                lie("a Close of one byte", "close 1002", WireFrame.of(WireFrame.CLOSE, (byte) 3)),
                lie("a Close with a code that is none", "close 1002", WireFrame.close(1006, "")),
                lie("a Close whose reason is no text", "close 1007", WireFrame.close(1000, new byte[] {(byte) 0xC3, 0x28
                })),
                single("lie: frames that are not masked", "close 1002", victim -> {
                    try (RawPeer peer = victim.open(SMALL)) {
                        peer.send(WireFrame.text("a").bytes());
                        return Victim.close(peer);
                    }
                }));
    }

    private static Stream<Attack> messages() {
        return Stream.of(
                single("message: text that is no text", "close 1007", victim -> {
                    try (RawPeer peer = victim.open(MESSAGES)) {
                        peer.send(WireFrame.of(WireFrame.TEXT, (byte) 0xC3, (byte) 0x28));
                        return Victim.close(peer);
                    }
                }),
                single("message: a length of 2^62 where messages are read", "close 1009", victim -> {
                    try (RawPeer peer = victim.open(MESSAGES)) {
                        peer.send(WireFrame.binary((byte) 1).claiming(1L << 62));
                        return Victim.close(peer);
                    }
                }),
                flood("message: 60 that are never finished", "1013 to some, within the budget", FrameAttacks::halves));
    }

    private static Stream<Attack> quiet() {
        return Stream.of(
                single("slow: half a header, then silence", "close 1011", victim -> {
                    try (RawPeer peer = victim.open("/slow/header")) {
                        peer.send(new byte[] {(byte) 0x81});
                        return Victim.close(peer);
                    }
                }),
                single("slow: pings without an answer", "close 1011", victim -> {
                    try (RawPeer peer = victim.open("/slow/pings")) {
                        return Victim.close(peer);
                    }
                }),
                single("slow: pongs, and else silence", "close 1001", victim -> {
                    try (RawPeer peer = victim.open("/slow/idle")) {
                        WireFrame frame = peer.next();
                        while (frame.opcode() == WireFrame.PING) {
                            peer.send(WireFrame.of(WireFrame.PONG, frame.payload()));
                            frame = peer.next();
                        }
                        return "close " + frame.closeCode();
                    }
                }));
    }

    private static Stream<Attack> slow() {
        return Stream.of(
                flood("slow: reads nothing", "stalled", victim -> {
                    try (RawPeer peer = RawPeer.connect(victim.plain(), 4096)) {
                        peer.send(Upgrade.to("/slow/reads-nothing").bytes());
                        peer.readHead();
                        byte[] message =
                                WireFrame.binary(new byte[64 * 1024]).masked(7).bytes();
                        Thread sending = Thread.ofVirtual().start(() -> {
                            for (int i = 0; i < 1000 && Victim.send(peer, message); i++) {}
                        });
                        String cause = victim.gateway()
                                .endings()
                                .of("/slow/reads-nothing")
                                .cause()
                                .label();
                        peer.reset();
                        Victim.join(sending);
                        return cause;
                    }
                }),
                single("slow: never answers a Close", "gone", victim -> {
                    try (RawPeer peer = victim.open("/slow/close")) {
                        peer.send(WireFrame.of(3, (byte) 1));
                        peer.nextClose();
                        peer.drain();
                        return "gone";
                    }
                }),
                single("slow: a FIN without a Close", "client-lost", victim -> {
                    try (RawPeer peer = victim.open("/slow/fin")) {
                        peer.halfClose();
                        peer.drain();
                        return victim.gateway()
                                .endings()
                                .of("/slow/fin")
                                .cause()
                                .label();
                    }
                }));
    }

    private static Attack lie(String name, String expected, WireFrame... frames) {
        return single("lie: " + name, expected, victim -> {
            try (RawPeer peer = victim.open(SMALL)) {
                for (WireFrame frame : frames) {
                    Victim.send(peer, frame.masked(0x55667788).bytes());
                }
                return Victim.close(peer);
            }
        });
    }

    private static String flooded(Victim victim, String path, int times, WireFrame frame) {
        return Victim.flood(victim.open(path), times, frame);
    }

    private static String fragments(Victim victim, String path, int times) {
        RawPeer peer = victim.open(path);
        peer.send(WireFrame.binary().more());
        return Victim.flood(peer, times, EMPTY);
    }

    private static String halves(Victim victim) {
        List<RawPeer> peers = new ArrayList<>();
        try {
            byte[] half =
                    WireFrame.binary(new byte[900 * 1024]).more().masked(7).bytes();
            for (int i = 0; i < 60; i++) {
                RawPeer peer = victim.open(MESSAGES);
                peers.add(peer);
                Victim.send(peer, half);
                Victim.send(peer, WireFrame.ping("taken").masked(7).bytes());
            }
            long refused = peers.stream().filter(peer -> isRefused(peer)).count();
            return refused > 20 && refused < 60 ? "1013 to some, within the budget" : "1013 to " + refused;
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    /** It has got a Close in place of a pong. */
    private static boolean isRefused(RawPeer peer) {
        WireFrame answer = peer.next();
        return answer.opcode() == WireFrame.CLOSE && answer.closeCode() == 1013;
    }
}
