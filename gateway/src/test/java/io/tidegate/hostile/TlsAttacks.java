package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.flood;
import static io.tidegate.hostile.Attack.single;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;

/** Handshakes of TLS that are wrong, slow, or many. */
final class TlsAttacks {
    /** The beginning of a ClientHello of 512 bytes. */
    private static final String HALF_A_HELLO = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";

    private TlsAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(wrong(), unusual(), many()).flatMap(attacks -> attacks);
    }

    private static Stream<Attack> wrong() {
        return Stream.of(
                single(
                        "tls: plain HTTP",
                        "not served",
                        victim -> notServed(
                                victim, new String(Upgrade.to("/echo/x").bytes(), ISO_8859_1))),
                single("tls: noise", "not served", victim -> notServed(victim, "\u0000\u00ff".repeat(4000))),
                single("tls: half a ClientHello", "not served", victim -> notServed(victim, HALF_A_HELLO)),
                single(
                        "tls: a record that claims 64 KiB",
                        "not served",
                        victim -> notServed(victim, "\u0016\u0003\u0001\u00ff\u00ff" + "a".repeat(70_000))),
                single(
                        "tls: a handshake message that claims 16 MiB",
                        "not served",
                        victim -> notServed(
                                victim, "\u0016\u0003\u0001\u0040\u0000\u0001\u00ff\u00ff\u00ff" + "a".repeat(16_000))),
                single("tls: TLS on the plain port", "400", victim -> victim.answer(HALF_A_HELLO)));
    }

    private static Stream<Attack> unusual() {
        return Stream.of(
                single("tls: a version that is too old", "not served", victim -> notServed(victim, hello('\u0002'))),
                single("tls: the same with TLS 1.2", "served", victim -> notServed(victim, hello('\u0003'))),
                single("tls: a new handshake within the old one", "refused", TlsAttacks::renegotiated),
                single("tls: silence behind the handshake", "gone", victim -> {
                    try (RawPeer peer = RawPeer.connect(victim.secure(), victim.site())) {
                        peer.send(new byte[0]);
                        peer.drain();
                        return "gone";
                    } catch (UncheckedIOException e) {
                        return "gone"; // where its handshake takes as long
                    }
                }));
    }

    private static Stream<Attack> many() {
        return Stream.of(
                flood("tls: 80 halves of a ClientHello", "a client is served", victim -> {
                    List<RawPeer> peers = new ArrayList<>();
                    try {
                        for (int i = 0; i < 80; i++) {
                            RawPeer peer = RawPeer.connect(victim.secure());
                            peers.add(peer);
                            Victim.send(peer, HALF_A_HELLO.getBytes(ISO_8859_1));
                        }
                        return served(victim);
                    } finally {
                        peers.forEach(RawPeer::close);
                    }
                }),
                flood("tls: 60 handshakes that are left at once", "a client is served", victim -> {
                    for (int i = 0; i < 60; i++) {
                        try (RawPeer peer = RawPeer.connect(victim.secure())) {
                            Victim.send(peer, HALF_A_HELLO.getBytes(ISO_8859_1));
                            peer.reset();
                        }
                    }
                    return served(victim);
                }));
    }

    /** Nothing of ours but an alert. */
    private static String notServed(Victim victim, String bytes) {
        try (RawPeer peer = RawPeer.connect(victim.secure())) {
            Victim.send(peer, bytes.getBytes(ISO_8859_1));
            return peer.drain() <= 7 ? "not served" : "served";
        }
    }

    private static String renegotiated(Victim victim) throws IOException {
        try (SSLSocket socket = socket(victim)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            return again(socket);
        }
    }

    private static String again(SSLSocket socket) {
        try {
            socket.startHandshake();
            socket.getOutputStream().write(Upgrade.to("/echo/x").bytes());
            return socket.getInputStream().read() < 0 ? "refused" : "served";
        } catch (IOException e) {
            return "refused";
        }
    }

    /** A whole ClientHello of version 1.{@code minor - 1}, with ciphers and curves that the server has. */
    private static String hello(char minor) {
        String extensions =
                "\u0000\r\u0000\u0004\u0000\u0002\u0004\u0003" + "\u0000\n\u0000\u0004\u0000\u0002\u0000\u0017";
        String body = "\u0003" + minor + "r".repeat(32) + "\u0000" + "\u0000\u0004\u00c0\u0009\u00c0\u002b"
                + "\u0001\u0000" + "\u0000\u0010" + extensions;
        String message = "\u0001\u0000\u0000" + (char) body.length() + body;
        return "\u0016\u0003\u0001\u0000" + (char) message.length() + message;
    }

    private static SSLSocket socket(Victim victim) throws IOException {
        SSLSocket socket = (SSLSocket) victim.site()
                .context()
                .getSocketFactory()
                .createSocket("127.0.0.1", victim.secure().getPort());
        socket.setSoTimeout((int) RawPeer.LIMIT.toMillis());
        return socket;
    }

    /** Who is so slow among so many that its time is over comes again. */
    private static String served(Victim victim) {
        Awaitility.await("a client is served")
                .ignoreException(UncheckedIOException.class)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try (RawPeer peer = RawPeer.connect(victim.secure(), victim.site())) {
                        peer.send(Upgrade.to("/echo/x").bytes());
                        return peer.readHead().status() == 101;
                    }
                });
        return "a client is served";
    }
}
