package io.tidegate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;

/**
 * A gateway whose clients share a bandwidth, some of which send as much as they can: the class of each is in its query,
 * {@code ?class=gold}. The endpoint counts what comes of each class, and sends back what comes on {@code /echo}.
 */
public final class FloodedGateway implements AutoCloseable {
    private static final int WRITE_BYTES = 32 * 1024;

    private final Map<String, LongAdder> bytes = new ConcurrentHashMap<>();
    private final List<RawPeer> floods = new ArrayList<>();
    private final RawEndpoint endpoint = new RawEndpoint(this::serve);
    private final GatewayFixture gateway;

    /** @param limits of a bandwidth, in flow style, with the classes {@code gold} and {@code free} */
    public FloodedGateway(String limits) {
        gateway = GatewayFixture.start(settings(limits));
    }

    /** Of such a gateway, to reload it. */
    public Settings settings(String limits) {
        return Settings.to(endpoint.url())
                .gateway("bandwidth", "{ edge: " + limits + " }")
                .gateway("admin", Admin.ANY_PORT)
                .route(
                        "filters",
                        "[ { shape: { share: edge, from: client, as: free, by: \"query:class\", values: { gold: gold } } } ]");
    }

    public GatewayFixture gateway() {
        return gateway;
    }

    /** So many sessions of a class send frames of that size from now on, until this is closed. */
    public void flood(String ofClass, int sessions, int frameBytes) {
        byte[] frame = WireFrame.binary(new byte[frameBytes]).masked(0x01020304).bytes();
        byte[] write = new byte[frame.length * Math.max(1, WRITE_BYTES / frame.length)];
        for (int at = 0; at < write.length; at += frame.length) {
            System.arraycopy(frame, 0, write, at, frame.length);
        }
        for (int i = 0; i < sessions; i++) {
            RawPeer client = gateway.open("/flood?class=" + ofClass);
            floods.add(client);
            Thread.ofVirtual().name("flood").start(() -> send(client, write));
        }
    }

    private static void send(RawPeer client, byte[] write) {
        try {
            while (true) {
                client.send(write);
            }
        } catch (UncheckedIOException e) {
            client.close(); // the test is over
        }
    }

    /** Nanoseconds until each of so many messages of a class came back, one after the other; sorted. */
    public long[] echoes(String ofClass, int count) {
        long[] nanos = new long[count];
        try (RawPeer client = gateway.open("/echo?class=" + ofClass)) {
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                client.send(WireFrame.text("0123456789".repeat(10)));
                client.next();
                nanos[i] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** Bytes of a class that came to the endpoint so far. */
    public long bytes(String ofClass) {
        return bytes.computeIfAbsent(ofClass, _ -> new LongAdder()).sum();
    }

    /** Waits for so many bytes more of all classes; how many times more than of {@code free} were of {@code gold}. */
    public double ratioOver(long moreBytes) {
        long gold = bytes("gold");
        long free = bytes("free");
        awaitBytes(gold + free + moreBytes);
        return (double) (bytes("gold") - gold) / Math.max(1, bytes("free") - free);
    }

    /** Waits until so many bytes of all classes have come, since the start. */
    public void awaitBytes(long total) {
        Awaitility.await("bytes at the endpoint")
                .atMost(1, TimeUnit.MINUTES)
                .pollDelay(0, TimeUnit.MILLISECONDS)
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> bytes("gold") + bytes("free") >= total);
    }

    private void serve(RawPeer peer) throws IOException {
        Answers.accept().to(peer);
        String target = peer.head().target();
        if (target.startsWith("/echo")) {
            Thread.ofVirtual().name("echo").start(() -> EchoEndpoint.echo(peer.patient()));
        } else {
            LongAdder count = bytes.computeIfAbsent(target.substring(target.indexOf('=') + 1), _ -> new LongAdder());
            Thread.ofVirtual().name("counting").start(() -> count(peer.patient(), count));
        }
    }

    private static void count(RawPeer peer, LongAdder count) {
        byte[] buffer = new byte[WRITE_BYTES];
        try {
            for (int read = peer.input().read(buffer);
                    read >= 0;
                    read = peer.input().read(buffer)) {
                count.add(read);
            }
        } catch (IOException e) {
            peer.close(); // the test is over
        }
    }

    @Override
    public void close() {
        floods.forEach(RawPeer::close);
        gateway.close();
        endpoint.close();
    }
}
