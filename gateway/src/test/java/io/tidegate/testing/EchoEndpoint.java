package io.tidegate.testing;

import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** A WebSocket server that sends every data frame back as it came, answers pings, and answers a Close with the same code. */
public final class EchoEndpoint implements AutoCloseable {
    private final RawEndpoint endpoint = new RawEndpoint(peer -> {
        Answers.accept().to(peer);
        Thread.ofVirtual().name("echo").start(() -> echo(peer.patient()));
    });

    /** For the configuration. */
    public String url() {
        return endpoint.url();
    }

    /** Connections taken so far. */
    public int taken() {
        return endpoint.taken();
    }

    /** Echoes on a connection that has shaken hands, until it is closed. */
    public static void echo(RawPeer peer) {
        echo(peer, _ -> {});
    }

    /** As {@link #echo(RawPeer)}, telling of each data frame before it is sent back. */
    static void echo(RawPeer peer, Consumer<WireFrame> told) {
        try {
            WireFrame frame = peer.next();
            while (frame.opcode() != WireFrame.CLOSE) {
                if (frame.opcode() <= WireFrame.BINARY) {
                    told.accept(frame);
                }
                answer(peer, frame);
                frame = peer.next();
            }
            peer.finish(WireFrame.of(WireFrame.CLOSE, frame.payload()));
        } catch (UncheckedIOException e) {
            peer.close(); // the other end left without a Close
        }
    }

    private static void answer(RawPeer peer, WireFrame frame) {
        if (frame.opcode() == WireFrame.PING) {
            peer.send(WireFrame.of(WireFrame.PONG, frame.payload()));
        } else if (frame.opcode() != WireFrame.PONG) {
            WireFrame echo = WireFrame.of(frame.opcode(), frame.payload());
            peer.send(frame.fin() ? echo : echo.more());
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
