package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.single;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Little that becomes much by inflating. */
final class BombAttacks {
    private static final int MIB = 1 << 20;

    private BombAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                single("bomb: 64 MiB of zeros", "close 1009", victim -> bomb(victim, "/messages/x", 64 * MIB)),
                single("bomb: a ratio over the limit", "close 1009", victim -> bomb(victim, "/ratio/x", MIB / 2)),
                single(
                        "bomb: a message over the limit of its route",
                        "close 1009",
                        victim -> bomb(victim, "/messages/x", 700 * 1024)),
                flood("bomb: 40 at once", "close 1009 to all", BombAttacks::many),
                single("bomb: in fragments of 100 bytes", "close 1009", victim -> {
                    byte[] zeros = deflated(64 * MIB);
                    try (RawPeer peer = open(victim, "/messages/x")) {
                        for (int at = 0; at < zeros.length; at += 100) {
                            byte[] part = Arrays.copyOfRange(zeros, at, Math.min(zeros.length, at + 100));
                            WireFrame frame = at == 0
                                    ? WireFrame.of(WireFrame.BINARY, part).rsv(WireFrame.RSV1)
                                    : WireFrame.of(WireFrame.CONTINUATION, part);
                            if (!Victim.send(peer, frame.more().masked(7).bytes())) {
                                break;
                            }
                        }
                        return Victim.close(peer);
                    }
                }),
                single("bomb: what is no deflate", "close 1007", victim -> {
                    try (RawPeer peer = open(victim, "/messages/x")) {
                        peer.send(WireFrame.binary(new byte[] {-1, -1, -1, -1, -1, -1})
                                .rsv(WireFrame.RSV1));
                        return Victim.close(peer);
                    }
                }),
                flood("bomb: blocks without content", "close 1009", victim -> {
                    byte[] blocks = new byte[32_500];
                    for (int i = 0; i + 5 <= blocks.length; i += 5) {
                        blocks[i + 3] = -1; // stored, of length zero
                        blocks[i + 4] = -1;
                    }
                    RawPeer peer = open(victim, "/messages/x");
                    peer.send(WireFrame.of(WireFrame.BINARY, blocks)
                            .rsv(WireFrame.RSV1)
                            .more());
                    return Victim.flood(
                            peer,
                            60,
                            WireFrame.of(WireFrame.CONTINUATION, blocks).more());
                }));
    }

    private static String bomb(Victim victim, String path, int bytes) {
        try (RawPeer peer = open(victim, path)) {
            Victim.send(peer, frame(bytes));
            return Victim.close(peer);
        }
    }

    private static String many(Victim victim) {
        List<RawPeer> peers = new ArrayList<>();
        try {
            byte[] frame = frame(64 * MIB);
            for (int i = 0; i < 40; i++) {
                RawPeer peer = open(victim, "/messages/x");
                peers.add(peer);
                Victim.send(peer, frame);
            }
            boolean all = peers.stream().allMatch(peer -> Victim.close(peer).equals("close 1009"));
            return all ? "close 1009 to all" : "not to all";
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static RawPeer open(Victim victim, String path) {
        return victim.open(Upgrade.to(path).with("Sec-WebSocket-Extensions", "permessage-deflate"));
    }

    private static byte[] frame(int zeros) {
        return WireFrame.of(WireFrame.BINARY, deflated(zeros))
                .rsv(WireFrame.RSV1)
                .masked(7)
                .bytes();
    }

    private static byte[] deflated(int zeros) {
        try (var deflater = new Deflater(9, true)) {
            deflater.setInput(new byte[zeros]);
            byte[] out = new byte[zeros / 900 + 100];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, size - 4);
        }
    }
}
