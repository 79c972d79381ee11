package io.tidegate.e2e;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawEndpoint.Answer;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A gateway with warm connections to one endpoint, and ways for that to tell by which connection a session came. */
final class WarmGateway implements AutoCloseable {
    /** 101, which says by which connection it came, in the order of accept. */
    static final Answer ACCEPT =
            peer -> Answers.accept("X-Connection: " + peer.number()).to(peer);

    private final GatewayFixture gateway;

    private WarmGateway(GatewayFixture gateway) {
        this.gateway = gateway;
    }

    /** One loop, one warm connection. */
    static Settings settings(RawEndpoint endpoint) {
        return settings(endpoint.url());
    }

    static Settings settings(String url) {
        return Settings.to(url)
                .gateway("admin", Admin.ANY_PORT)
                .gateway("event-loops", "1")
                .route("close-timeout", "100ms")
                .upstream("warm-connections", "{ count: 1 }");
    }

    static WarmGateway start(RawEndpoint endpoint) {
        return start(settings(endpoint));
    }

    static WarmGateway start(Settings settings) {
        return new WarmGateway(GatewayFixture.start(settings));
    }

    /** Connections are answered in their order, those after the last answer with {@link #ACCEPT}. */
    static Answer inTurn(Answer... answers) {
        return peer -> (peer.number() <= answers.length ? answers[peer.number() - 1] : ACCEPT).to(peer);
    }

    /** Waits before it answers, also with reading. */
    static Answer after(CountDownLatch latch, Answer answer) {
        return after(latch, RawPeer.LIMIT, answer);
    }

    /** As {@link #after(CountDownLatch, Answer)}, no longer than {@code limit}. */
    static Answer after(CountDownLatch latch, Duration limit, Answer answer) {
        return peer -> {
            try {
                boolean _ = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            answer.to(peer);
        };
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    GatewayFixture fixture() {
        return gateway;
    }

    /** Opens a session and ends it; by which connection of the endpoint it came. */
    int openSession() {
        try (RawPeer client = gateway.open("/")) {
            return Integer.parseInt(client.head().header("X-Connection"));
        }
    }

    /** What a handshake is answered with. */
    Head handshake() {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            return client.send(Upgrade.to("/").bytes()).readHead();
        }
    }

    /** Connections that are ready, by the metrics. */
    int ready() {
        return count("tidegate_warm_connections", "chat");
    }

    /** Waits until one connection is ready and the endpoint has taken so many in all. */
    void awaitReady(RawEndpoint endpoint, int taken) {
        await(() -> ready() == 1 && endpoint.taken() == taken);
    }

    int used() {
        return count("tidegate_warm_connections_used_total", "used");
    }

    int stale() {
        return count("tidegate_warm_connections_used_total", "stale");
    }

    /** Attempts, by the metrics. */
    int connected() {
        return count("tidegate_connect_attempts_total", "connected");
    }

    /** Attempts that came to nothing, by the metrics. */
    int failed() {
        return Stream.of("refused", "timed-out", "failed")
                .mapToInt(result -> count("tidegate_connect_attempts_total", result))
                .sum();
    }

    /** The sum of the series of that name with that label value. */
    int count(String metric, String label) {
        return Admin.of(gateway.gateway())
                .text("/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + "{") && line.contains("=\"" + label + "\""))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
