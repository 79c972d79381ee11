package io.tidegate.e2e;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client as they are: answers pings and a Close on a thread of its own, for as long as it is open. */
final class LiveClient implements AutoCloseable {
    private final RawPeer peer;
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

    private LiveClient(RawPeer peer) {
        this.peer = peer.patient();
        Thread.ofVirtual().name("live-client").start(this::live);
    }

    /** Shakes hands from a local address; fails unless the answer is 101. */
    static LiveClient open(InetSocketAddress gateway, InetAddress local) {
        return new LiveClient(RawPeer.openFrom(local, gateway, Upgrade.to("/live")));
    }

    /** The id of the endpoint that answered the handshake. */
    String endpoint() {
        return peer.head().header("Endpoint");
    }

    /** Whether its endpoint sends this back in time. */
    boolean echoes(String text) throws InterruptedException {
        send(WireFrame.text(text));
        return text.equals(texts.poll(RawPeer.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    /** Waits for the Close that ends the session. */
    int awaitClose() {
        return closeCode.orTimeout(RawPeer.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
        return !closeCode.isDone();
    }

    private void live() {
        try {
            WireFrame frame = peer.next();
            while (frame.opcode() != WireFrame.CLOSE) {
                take(frame);
                frame = peer.next();
            }
            closeCode.complete(frame.closeCode());
            send(WireFrame.of(WireFrame.CLOSE, frame.payload()));
            peer.drain();
        } catch (UncheckedIOException e) {
            closeCode.completeExceptionally(e); // cut off without a Close
        }
        peer.close();
    }

    private void take(WireFrame frame) {
        if (frame.opcode() == WireFrame.PING) {
            send(WireFrame.of(WireFrame.PONG, frame.payload()));
        } else {
            texts.add(frame.text());
        }
    }

    private synchronized void send(WireFrame frame) {
        peer.send(frame);
    }

    @Override
    public void close() {
        peer.close();
    }
}
