package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.ChatUpstream;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.EndpointProcess;
import io.tidegate.testing.EndpointProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that are there and do not work: what they cost the sessions, and that they are left out soon. */
@ExtendWith(NothingLeftBehind.class)
class FailingEndpointsTest {
    private static final int SESSIONS = 20;
    private static final int FLAPS = 3;
    private static final String CHECKS =
            "{ type: websocket, path: " + EndpointProgram.CHECK + ", interval: 100ms, timeout: 1s, fall: 2, rise: 2 }";
    private static final String EJECTION = "{ min-sessions: 6, min-clients: 3 }";

    @TempDir
    Path folder;

    @Test
    void oneThatAgreesAndDropsIsEjectedAfterAsFewSessionsAsThatTakes() {
        try (var dropping = new RawEndpoint(peer -> {
                    Answers.accept().to(peer);
                    peer.close();
                });
                var echo = new EchoEndpoint();
                var gateway = gateway(Settings.to(dropping.url(), echo.url()).upstream("ejection", EJECTION))) {
            int lost = 0;

            for (int i = 0; i < SESSIONS; i++) {
                lost += echoes(gateway, i) ? 0 : 1;
                gateway.awaitNoSession(); // it is judged when both connections are closed
            }

            assertThat(lost).isEqualTo(6);
            assertThat(dropping.taken()).isEqualTo(6);
            assertThat(ChatUpstream.of(gateway.gateway()).state(id(dropping.url())))
                    .isEqualTo("ejected");
        }
    }

    @Test
    void oneThatTakesConnectionsAndNeverAnswersCostsTheConnectTimeoutUntilItIsEjected() {
        try (var silent = new RawEndpoint(Answers.stall());
                var echo = new EchoEndpoint();
                var gateway = gateway(Settings.to(silent.url(), echo.url())
                        .upstream("connect-timeout", "100ms")
                        .upstream("ejection", EJECTION))) {
            long startNanos = System.nanoTime();

            for (int i = 0; i < SESSIONS; i++) {
                assertThat(echoes(gateway, i)).isTrue();
            }

            assertThat(System.nanoTime() - startNanos).isGreaterThan(6 * 100_000_000L);
            assertThat(silent.taken()).isEqualTo(6);
            assertThat(ChatUpstream.of(gateway.gateway()).state(id(silent.url())))
                    .isEqualTo("ejected");
        }
    }

    @Test
    void oneThatFlapsEverySecondLosesOnlyTheSessionsThatItHas() throws Exception {
        try (var endpoint = EndpointProcess.start(folder, 1).getFirst();
                var echo = new EchoEndpoint();
                var gateway = gateway(Settings.to(endpoint.url(), echo.url())
                        .upstream("health-check", CHECKS)
                        .upstream("ejection", "{ time: 1s, max-time: 1s }"));
                LiveClient steady = LiveClient.open(gateway.address(), address(0));
                LiveClient beside = LiveClient.open(gateway.address(), address(1));
                var traffic = new Traffic(gateway);
                var flapping = new Flapping(endpoint, FLAPS)) {
            flapping.await();
            ChatUpstream.of(gateway.gateway()).awaitState(endpoint.id(), "up");

            traffic.end();

            assertThat(traffic.refused).isEmpty();
            assertThat(traffic.lost).allMatch(endpoint.id()::equals).hasSizeLessThanOrEqualTo(FLAPS * Traffic.CLIENTS);
            assertThat(traffic.served.get()).isGreaterThan(100);
            LiveClient elsewhere = steady.endpoint().isEmpty() ? steady : beside;
            assertThat(elsewhere.echoes("still here")).isTrue();
        }
    }

    private static GatewayFixture gateway(Settings settings) {
        return GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).upstream("balance", "least-sessions"));
    }

    /** Whether a session of a client of its own, at one of four addresses, gets its echo; fails if it is not opened. */
    private static boolean echoes(GatewayFixture gateway, int number) {
        try (RawPeer client = RawPeer.openFrom(address(number), gateway.address(), Upgrade.to("/one"))) {
            client.send(WireFrame.text("hello"));
            boolean echoed = client.next().opcode() == WireFrame.TEXT;
            client.send(WireFrame.close(1000, "")).drain();
            return echoed;
        }
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("127.0.0." + (2 + number % 4));
    }

    private static String id(String url) {
        return url.substring("ws://".length());
    }

    /** Kills an endpoint and starts it again, every second, so many times. */
    private static final class Flapping implements AutoCloseable {
        private final EndpointProcess endpoint;
        private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
        private final CountDownLatch steps;

        Flapping(EndpointProcess endpoint, int times) {
            this.endpoint = endpoint;
            this.steps = new CountDownLatch(2 * times);
            beat.scheduleAtFixedRate(this::step, 500, 500, TimeUnit.MILLISECONDS);
        }

        /** Waits for the last time; it is up then. */
        void await() throws InterruptedException {
            assertThat(steps.await(RawPeer.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        private void step() {
            long left = steps.getCount();
            if (left > 0 && left % 2 == 0) {
                endpoint.kill();
            } else if (left > 0) {
                endpoint.restart();
            }
            steps.countDown();
        }

        @Override
        public void close() {
            beat.close();
        }
    }

    /** Clients that come and go without a pause, each for one echo. */
    private static final class Traffic implements AutoCloseable {
        static final int CLIENTS = 3;

        final AtomicInteger served = new AtomicInteger();
        final Queue<String> lost = new ConcurrentLinkedQueue<>();
        final Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        private final GatewayFixture gateway;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private volatile boolean over;

        Traffic(GatewayFixture gateway) {
            this.gateway = gateway;
            for (int client = 0; client < CLIENTS; client++) {
                InetAddress address = address(client);
                threads.execute(() -> run(address));
            }
        }

        private void run(InetAddress address) {
            while (!over) {
                try (RawPeer client = RawPeer.openFrom(address, gateway.address(), Upgrade.to("/one"))) {
                    use(client);
                } catch (AssertionError | UncheckedIOException e) {
                    refused.add(e);
                }
            }
        }

        private void use(RawPeer client) {
            try {
                client.send(WireFrame.text("hello"));
                if (client.next().opcode() == WireFrame.TEXT) {
                    client.send(WireFrame.close(1000, "")).drain();
                    served.incrementAndGet();
                    return;
                }
            } catch (UncheckedIOException cutOff) {
                client.close();
            }
            lost.add(client.head().header("Endpoint"));
        }

        /** Returns when the last one has gone. */
        void end() {
            over = true;
            threads.close();
        }

        @Override
        public void close() {
            end();
        }
    }
}
