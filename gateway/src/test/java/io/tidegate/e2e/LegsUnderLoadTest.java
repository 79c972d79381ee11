package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many messages at once over several legs: each leg keeps its order, and one that is slow stops its client, not the gateway. */
@ExtendWith(NothingLeftBehind.class)
@Timeout(60)
class LegsUnderLoadTest {
    private static final int CLIENTS = 8;
    private static final int MESSAGES = 3000;
    private static final List<String> LEGS = List.of("a", "b", "c"); // c is the route's own endpoint
    private static final String FILLING = "x".repeat(300);

    private static Settings settings(EchoEndpoint a, EchoEndpoint b, EchoEndpoint own) {
        return Settings.to(own.url())
                .upstreamBeside("a", a.url())
                .upstreamBeside("b", b.url())
                .route("compression", "{ min-size: 100B }")
                .route(
                        "legs",
                        "{ a: { upstream: a, when: { prefix: \"a \" }, on-end: reopen },"
                                + " b: { upstream: b, when: { prefix: \"b \" } } }");
    }

    @Test
    void overThreeEndpointsEachLegKeepsItsOrder() throws Exception {
        try (var a = new EchoEndpoint();
                var b = new EchoEndpoint();
                var own = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(a, b, own));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Integer>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit((Callable<Map<String, Integer>>) () -> talk(gateway)));
            }

            for (Future<Map<String, Integer>> client : clients) {
                assertThat(client.get(50, TimeUnit.SECONDS))
                        .containsOnlyKeys(LEGS)
                        .allSatisfy((leg, count) -> assertThat(count).isEqualTo(MESSAGES / LEGS.size()));
            }
            gateway.awaitNoSession();
        }
    }

    /** Sends while another thread reads, and tells how many answers of each leg came in the order in which they were asked for. */
    private static Map<String, Integer> talk(GatewayFixture gateway) throws InterruptedException {
        try (RawPeer client = gateway.open("/load")) {
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < MESSAGES; i++) {
                    String filling = i % 7 == 0 ? FILLING : "";
                    client.send(WireFrame.text(LEGS.get(i % 3) + " " + i / 3 + " " + filling));
                }
            });
            Map<String, Integer> inOrder = new ConcurrentHashMap<>();
            for (int i = 0; i < MESSAGES; i++) {
                String[] words = client.next().text().split(" ", -1);
                int expected = inOrder.getOrDefault(words[0], 0);
                assertThat(Integer.parseInt(words[1])).as(words[0]).isEqualTo(expected);
                inOrder.put(words[0], expected + 1);
            }
            sender.join();
            client.send(WireFrame.close(1000, ""));
            client.nextClose();
            return inOrder;
        }
    }

    @Test
    void aSlowLegStopsItsClientWithinBoundsAndNothingIsLost() throws Exception {
        byte[] payload = new byte[16 * 1024];
        try (var slow = new RawEndpoint(Answers.accept(), 16 * 1024);
                var own = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(own.url())
                        .upstreamBeside("slow", slow.url())
                        .route("stall-timeout", "30s")
                        .route("memory-budget", "{ session: 34MiB }")
                        .route("legs", "{ slow: { upstream: slow, when: { opcode: binary } } }"));
                RawPeer client = RawPeer.connect(gateway.address(), 16 * 1024)) {
            client.send(Upgrade.to("/slow").bytes()).readHead();
            RawPeer ofOwn = own.next();
            var sent = new AtomicLong();
            int all = 4000;
            Thread flood = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < all; i++) {
                    payload[0] = (byte) i;
                    client.send(WireFrame.binary(payload));
                    sent.incrementAndGet();
                }
            });

            RawPeer leg = slow.next();
            var before = new AtomicLong(-1);
            Awaitility.await("the flood stops")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(all);
            ofOwn.send(WireFrame.text("for the client"));
            assertThat(client.next().text()).isEqualTo("for the client");

            for (int i = 0; i < all; i++) {
                WireFrame next = leg.next();
                assertThat(next.payload()[0]).isEqualTo((byte) i);
            }
            flood.join();
        }
    }

    @Test
    void whileALegIsBeingOpenedAtMostItsBufferWaits() throws Exception {
        try (var late = new RawEndpoint(peer -> {});
                var own = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(own.url())
                        .upstreamBeside("late", late.url())
                        .route("legs", "{ late: { upstream: late, when: { prefix: \"late\" }, messages: 3 } }"));
                RawPeer client = gateway.open("/late")) {
            RawPeer ofOwn = own.next();

            for (int i = 0; i < 3; i++) {
                client.send(WireFrame.text("late " + i));
            }
            RawPeer leg = late.next();
            client.send(WireFrame.text("behind"), WireFrame.text("late 3"));
            ofOwn.send(WireFrame.text("the way back is open"));
            assertThat(client.next().text()).isEqualTo("the way back is open");
            leg.send(Answers.switching(Upgrade.acceptFor(leg.readHead().header("Sec-WebSocket-Key"))));

            for (int i = 0; i <= 3; i++) {
                assertThat(leg.next().text()).isEqualTo("late " + i);
            }
            assertThat(ofOwn.next().text()).isEqualTo("behind");
        }
    }
}
