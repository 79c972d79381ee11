package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;

/** A session whose client reads only when it is told to, and what its endpoint sends it meanwhile. */
final class SlowClient implements AutoCloseable {
    static final String WAITING = "tidegate_waiting_bytes{route=\"all\"}";

    /** Together with small buffers more than any kernel keeps. */
    static final int PADDING_BYTES = 20_000;

    private static final int SMALL = 8 * 1024;
    private static final String PADDING = "x".repeat(PADDING_BYTES);

    private final RawPeer client;
    private final RawPeer endpoint;

    private SlowClient(RawPeer client, RawPeer endpoint) {
        this.client = client;
        this.endpoint = endpoint;
    }

    static SlowClient open(GatewayFixture gateway, RawEndpoint endpoint, String path) {
        RawPeer client = RawPeer.connect(gateway.address(), SMALL);
        client.send(Upgrade.to(path).bytes()).readHead();
        return new SlowClient(client, endpoint.next());
    }

    RawPeer client() {
        return client;
    }

    RawPeer endpoint() {
        return endpoint;
    }

    /** The endpoint sends so many texts, each with {@code head} of its number in front of much padding. */
    SlowClient send(int count, IntFunction<String> head) {
        for (int i = 0; i < count; i++) {
            endpoint.send(WireFrame.text(head.apply(i) + PADDING));
        }
        return this;
    }

    /**
     * Sends numbered texts until so many bytes wait in the gateway, which is when the kernel keeps no more.
     *
     * @return how many were sent
     */
    int fill(Admin admin, long bytes) {
        AtomicInteger sent = new AtomicInteger();
        Awaitility.await("enough waits").atMost(RawPeer.LIMIT).until(() -> {
            send(100, i -> Integer.toString(sent.getAndIncrement()));
            awaitTaken(admin, sent.get());
            return admin.metric(WAITING) >= bytes;
        });
        return sent.get();
    }

    /** Sends what {@link #send} does as long as it is taken, on a thread of its own. */
    Thread flood() {
        return Thread.ofVirtual().start(() -> {
            try {
                send(Integer.MAX_VALUE, i -> i + " ");
            } catch (UncheckedIOException e) {
                return; // the session has ended
            }
        });
    }

    /** The heads of the texts that come, up to and with {@code last}. */
    List<String> readUntil(String last) {
        List<String> heads = new ArrayList<>();
        do {
            heads.add(head(client.next()));
        } while (!heads.getLast().equals(last));
        return heads;
    }

    /** What a text of {@link #send} begins with. */
    static String head(WireFrame frame) {
        assertThat(frame.text()).endsWith(PADDING);
        return frame.text().substring(0, frame.text().length() - PADDING_BYTES);
    }

    /** Waits until the gateway has taken so many messages from the endpoints. */
    static void awaitTaken(Admin admin, int messages) {
        Awaitility.await("messages taken")
                .atMost(RawPeer.LIMIT)
                .until(() -> admin.metric("tidegate_messages_total{route=\"all\",side=\"upstream\"}") == messages);
    }

    /** Messages to clients that were not delivered, for this reason. */
    static double dropped(Admin admin, String why) {
        return admin.metric(
                "tidegate_slow_consumer_dropped_total{reason=\"" + why + "\",route=\"all\",side=\"upstream\"}");
    }

    @Override
    public void close() {
        client.close();
        endpoint.close();
    }
}
