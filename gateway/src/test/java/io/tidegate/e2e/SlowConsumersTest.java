package io.tidegate.e2e;

import static io.tidegate.e2e.SlowClient.awaitTaken;
import static io.tidegate.e2e.SlowClient.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages for a side that takes them slower than they come. */
@ExtendWith(NothingLeftBehind.class)
class SlowConsumersTest {
    private static final int MANY = 1500;
    private static final int SMALL = 8 * 1024;
    private static final String DROP_OLDEST = "{ policy: drop-oldest, messages: 10 }";

    @Test
    void onlyTheOldestAreDroppedAndAllAreCounted() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/oldest")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.send(MANY, Integer::toString);
            awaitTaken(admin, MANY);

            List<Integer> received = slow.readUntil(Integer.toString(MANY - 1)).stream()
                    .map(Integer::valueOf)
                    .toList();

            assertThat(received).isSorted().doesNotHaveDuplicates();
            assertThat(received.subList(received.size() - 10, received.size()))
                    .as("those that might wait")
                    .first()
                    .isEqualTo(MANY - 10);
            assertThat(received.size() + dropped(admin, "oldest")).isEqualTo(MANY);
            assertThat(dropped(admin, "oldest")).isGreaterThan(100);
            assertThat(admin.metric("tidegate_slow_consumer_waits_total{route=\"all\",side=\"upstream\"}"))
                    .isPositive();
            assertThat(admin.metric("tidegate_read_pauses_total{route=\"all\",side=\"upstream\"}"))
                    .as("the sender never waits")
                    .isZero();
        }
    }

    @Test
    void conflationDeliversTheLastValueOfEachKey() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{ policy: conflate, key: /key }"));
                var slow = SlowClient.open(gateway, endpoint, "/conflated")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.send(MANY, i -> "{\"key\":\"k" + i % 7 + "\",\"value\":" + i + "} ");
            slow.endpoint().send(WireFrame.text("no key"), WireFrame.text("no key"));
            awaitTaken(admin, MANY + 2);

            Map<Integer, Integer> last = new HashMap<>();
            int received = 0;
            for (WireFrame frame = slow.client().next(); !frame.text().equals("no key"); received++) {
                int value = Integer.parseInt(SlowClient.head(frame).replaceAll(".*value\":|}.*", ""));
                assertThat(last.getOrDefault(value % 7, -1)).isLessThan(value);
                last.put(value % 7, value);
                frame = slow.client().next();
            }

            assertThat(slow.client().next().text()).isEqualTo("no key");
            assertThat(last)
                    .hasSize(7)
                    .allSatisfy((key, value) -> assertThat(value).isGreaterThanOrEqualTo(MANY - 7));
            assertThat(received + dropped(admin, "conflated")).isEqualTo(MANY);
            assertThat(dropped(admin, "conflated")).isGreaterThan(100);
            assertThat(dropped(admin, "oldest")).isZero();
        }
    }

    @Test
    void whatComesInOneBurstIsNotDroppedForAClientThatReads() {
        int burst = 600;
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "{ policy: drop-oldest, messages: 1 }"));
                RawPeer client = gateway.open("/burst");
                RawPeer upstream = endpoint.next()) {
            byte[] frame = WireFrame.text("m".repeat(300)).bytes();
            byte[] all = new byte[burst * frame.length];
            for (int i = 0; i < burst; i++) {
                System.arraycopy(frame, 0, all, i * frame.length, frame.length);
            }

            upstream.send(all);

            for (int i = 0; i < burst; i++) {
                assertThat(client.next().text()).hasSize(300);
            }
            assertThat(dropped(Admin.of(gateway.gateway()), "oldest")).isZero();
        }
    }

    @Test
    void anEndpointMayBeTheSlowSide() {
        try (var endpoint = new RawEndpoint(Answers.accept(), SMALL);
                var gateway = GatewayFixture.start(
                        settings(endpoint, "{ policy: drop-oldest, messages: 10, to: upstream }"));
                RawPeer client = gateway.open("/upwards");
                RawPeer upstream = endpoint.next()) {
            for (int i = 0; i < MANY; i++) {
                client.send(WireFrame.text(i + "x".repeat(SlowClient.PADDING_BYTES)));
            }
            client.send(WireFrame.close(1000, "all"));

            int received = 0;
            for (WireFrame frame = upstream.next(); frame.opcode() != WireFrame.CLOSE; frame = upstream.next()) {
                received++;
            }

            Admin admin = Admin.of(gateway.gateway());
            assertThat(received
                            + admin.metric("tidegate_slow_consumer_dropped_total{reason=\"oldest\",route=\"all\","
                                    + "side=\"client\"}"))
                    .isEqualTo(MANY);
            assertThat(received).isLessThan(MANY);
            upstream.finish(WireFrame.close(1000, ""));
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void aCloseComesBehindWhatWaits() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/close")) {
            slow.send(MANY, Integer::toString);
            slow.endpoint().send(WireFrame.close(4000, "bye")).halfClose();
            awaitTaken(Admin.of(gateway.gateway()), MANY);

            slow.readUntil(Integer.toString(MANY - 1));
            assertThat(slow.client().next().closeCode()).isEqualTo(4000);
            slow.client().send(WireFrame.close(4000, ""));

            Ending ending = gateway.ending("/close");
            assertThat(ending.cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
            assertThat(ending.reason()).isEqualTo("bye");
        }
    }

    @Test
    void aDrainDoesNotTakeAwayWhatWaitsBeforeAClose() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        settings(endpoint, DROP_OLDEST).gateway("drain", "{ window: 0s, deadline: 10s }"));
                var slow = SlowClient.open(gateway, endpoint, "/drained")) {
            int sent = slow.fill(Admin.of(gateway.gateway()), 5L * SlowClient.PADDING_BYTES);
            slow.endpoint().send(WireFrame.close(4000, "bye")).halfClose();
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);
            assertThat(slow.endpoint().next().closeCode()).isEqualTo(1001);

            slow.readUntil(Integer.toString(sent - 1));

            assertThat(slow.client().next().closeCode()).isEqualTo(1012);
            slow.client().send(WireFrame.close(1012, ""));
            assertThat(draining).satisfies(Thread::join);
            assertThat(gateway.ending("/drained").cause()).isEqualTo(Cause.DRAINED);
        }
    }

    @Test
    void anEndpointThatVanishesDoesNotTakeAwayWhatWaits() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/vanished")) {
            slow.send(MANY, Integer::toString);
            awaitTaken(Admin.of(gateway.gateway()), MANY);
            slow.endpoint().close();

            slow.readUntil(Integer.toString(MANY - 1));

            assertThat(slow.client().next().closeCode()).isEqualTo(1011);
            slow.client().send(WireFrame.close(1011, ""));
            assertThat(gateway.ending("/vanished").cause()).isEqualTo(Cause.ENDPOINT_LOST);
        }
    }

    @Test
    void aCloseOfOursComesBehindWhatWaits() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway =
                        GatewayFixture.start(settings(endpoint, DROP_OLDEST).route("max-age", "2s"));
                var slow = SlowClient.open(gateway, endpoint, "/age")) {
            slow.send(MANY, Integer::toString);
            assertThat(slow.endpoint().next().closeCode())
                    .as("its time is over")
                    .isEqualTo(1001);

            slow.readUntil(Integer.toString(MANY - 1));

            assertThat(slow.client().next().closeCode()).isEqualTo(1012);
            slow.client().send(WireFrame.close(1012, ""));
            slow.endpoint().send(WireFrame.close(1001, "")).halfClose();
            assertThat(gateway.ending("/age")).extracting(Ending::cause).isEqualTo(Cause.MAX_AGE);
        }
    }

    @Test
    void whatIsNotTakenInTimeBeforeACloseIsUndelivered() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway =
                        GatewayFixture.start(settings(endpoint, DROP_OLDEST).route("close-timeout", "300ms"));
                var slow = SlowClient.open(gateway, endpoint, "/never")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.fill(admin, 10L * SlowClient.PADDING_BYTES);
            slow.endpoint().send(WireFrame.close(4000, "bye"));

            assertThat(gateway.ending("/never").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
            gateway.awaitNoSession();
            assertThat(dropped(admin, "undelivered")).isBetween(1.0, 10.0);
            assertThat(admin.metric(SlowClient.WAITING)).isZero();
        }
    }

    @Test
    void pingsOfTheSenderDoNotWaitAndDoNotPileUp() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway =
                        GatewayFixture.start(settings(endpoint, DROP_OLDEST).route("stall-timeout", "1m"));
                var slow = SlowClient.open(gateway, endpoint, "/pings")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.send(MANY, Integer::toString);
            Thread pinging = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        slow.endpoint().send(WireFrame.ping("p".repeat(100)));
                    }
                } catch (UncheckedIOException e) {
                    return; // the session has ended
                }
            });
            awaitTaken(admin, MANY);
            AtomicLong before = new AtomicLong();
            Awaitility.await("pings are not read any more").until(() -> {
                long now = (long) pings(admin);
                return before.getAndSet(now) == now && now >= 256 && pinging.getState() == Thread.State.WAITING;
            });
            // reads that were under way bring more than the ten messages: far from the 64 MiB of the session's budget
            assertThat(admin.metric(SlowClient.WAITING)).isLessThan(8 << 20);

            slow.client().reset();
            slow.endpoint().reset();
            assertThat(pinging).satisfies(Thread::join);
        }
    }

    @ParameterizedTest(name = "the {0}")
    @EnumSource(Side.class)
    void aSideThatIsFullForTooLongIsDisconnected(Side slow) {
        String policy = "{ policy: disconnect, after: 300ms, to: " + slow.label() + " }";
        try (var endpoint = new RawEndpoint(Answers.accept(), SMALL);
                var gateway = GatewayFixture.start(settings(endpoint, policy).route("close-timeout", "300ms"));
                RawPeer client = RawPeer.connect(gateway.address(), SMALL)) {
            client.send(Upgrade.to("/slow").bytes()).readHead();
            RawPeer upstream = endpoint.next();
            RawPeer sender = slow == Side.CLIENT ? upstream : client;
            Thread flood = Thread.ofVirtual().start(() -> flood(sender));

            Ending ending = gateway.ending("/slow");

            assertThat(ending.cause()).isEqualTo(Cause.SLOW);
            assertThat(ending.code()).isEqualTo(1013);
            assertThat(ending.reason()).startsWith("the " + slow.label() + " side is too slow");
            int code = slow == Side.CLIENT ? 1001 : 1013;
            assertThat(sender.nextClose().closeCode()).isEqualTo(code);
            sender.drain();
            assertThat(flood).satisfies(Thread::join);
        }
    }

    @Test
    void theOtherSideMayTakeItsTime() {
        try (var endpoint = new RawEndpoint(Answers.accept(), SMALL);
                var gateway = GatewayFixture.start(settings(endpoint, "{ policy: disconnect, after: 100ms }")
                        .route("stall-timeout", "600ms"));
                RawPeer client = gateway.open("/stalled");
                RawPeer upstream = endpoint.next()) {
            Thread flood = Thread.ofVirtual().start(() -> flood(client));

            assertThat(gateway.ending("/stalled").cause()).isEqualTo(Cause.STALLED);

            client.drain();
            upstream.reset();
            assertThat(flood).satisfies(Thread::join);
        }
    }

    @Test
    void messagesThatWaitAreNoReasonToKeepASideThatIsTooSlow() {
        String policy = "{ policy: drop-oldest, messages: 10, after: 300ms }";
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, policy).route("close-timeout", "300ms"));
                var slow = SlowClient.open(gateway, endpoint, "/both")) {
            Thread flood = slow.flood();

            assertThat(gateway.ending("/both").cause()).isEqualTo(Cause.SLOW);

            gateway.awaitNoSession();
            assertThat(dropped(Admin.of(gateway.gateway()), "undelivered")).isPositive();
            assertThat(flood).satisfies(Thread::join);
        }
    }

    private static double pings(Admin admin) {
        return admin.metric("tidegate_control_frames_total{route=\"all\",side=\"upstream\"}");
    }

    private static Settings settings(RawEndpoint endpoint, String slowConsumer) {
        return Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT).route("slow-consumer", slowConsumer);
    }

    private static void flood(RawPeer sender) {
        WireFrame frame = WireFrame.binary(new byte[60_000]);
        try {
            while (true) {
                sender.send(frame);
            }
        } catch (UncheckedIOException e) {
            return; // the gateway ended the session
        }
    }
}
