package io.tidegate.e2e;

import static io.tidegate.e2e.SlowClient.WAITING;
import static io.tidegate.e2e.SlowClient.dropped;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sessions have waiting is counted, bounded, and given back, however they end. */
@ExtendWith(NothingLeftBehind.class)
class MemoryBudgetsTest {
    private static final String DROP_OLDEST = "{ policy: drop-oldest, buffer: 4MiB }";
    private static final int MANY = 700;
    private static final String PART = "x".repeat(400_000);

    /** How a session can end. */
    enum End {
        CLIENT_CLOSES,
        CLIENT_VANISHES,
        ENDPOINT_CLOSES,
        ENDPOINT_VANISHES,
        ENDPOINT_BREAKS_THE_PROTOCOL,
        MESSAGE_IS_CUT_OFF;

        void of(SlowClient slow) {
            switch (this) {
                case CLIENT_CLOSES -> slow.client().send(WireFrame.close(1000, ""));
                case CLIENT_VANISHES -> slow.client().reset();
                case ENDPOINT_CLOSES -> slow.endpoint().send(WireFrame.close(1000, ""));
                case ENDPOINT_VANISHES -> slow.endpoint().reset();
                case ENDPOINT_BREAKS_THE_PROTOCOL -> slow.endpoint().send(new byte[] {(byte) 0xFF, 0});
                case MESSAGE_IS_CUT_OFF -> {
                    slow.endpoint().send(WireFrame.text("begun").more()).halfClose();
                    slow.client().send(WireFrame.text("begun").more()).reset();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void nothingIsHeldAfterTheEndOfASession(End end) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        settings(endpoint).route("slow-consumer", DROP_OLDEST).route("close-timeout", "200ms"));
                var slow = SlowClient.open(gateway, endpoint, "/end")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.fill(admin, 3L << 20);

            end.of(slow);

            gateway.ending("/end");
            gateway.awaitNoSession();
            assertThat(admin.metric(WAITING)).isZero();
        }
    }

    @Test
    void nothingIsHeldAfterADrain() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint).route("slow-consumer", DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/drained")) {
            Admin admin = Admin.of(gateway.gateway());
            slow.fill(admin, 3L << 20);

            gateway.gateway().drain();

            assertThat(gateway.ending("/drained").cause()).isEqualTo(Cause.DRAINED);
            assertThat(admin.metric(WAITING)).isZero();
            assertThat(dropped(admin, "undelivered")).isPositive();
        }
    }

    @Test
    void aSideThatReadsAgainGivesBackWhatItHeld() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint));
                var slow = SlowClient.open(gateway, endpoint, "/again")) {
            Admin admin = Admin.of(gateway.gateway());
            Thread sending = Thread.ofVirtual().start(() -> slow.send(MANY, Integer::toString));
            Awaitility.await("the client's side is full").until(() -> admin.metric(WAITING) >= 64 * 1024);
            assertThat(admin.metric(WAITING)).isLessThan(1 << 20);

            slow.readUntil(Integer.toString(MANY - 1));

            assertThat(sending).satisfies(Thread::join);
            Awaitility.await("nothing waits").until(() -> admin.metric(WAITING) == 0);
        }
    }

    @ParameterizedTest(name = "of the {0}")
    @ValueSource(strings = {"route", "process"})
    void theSessionThatAsksForMoreThanThereIsEndsAndOthersGoOn(String whose) {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(withBudget(reading(endpoint), whose, "1MiB"))) {
            Admin admin = Admin.of(gateway.gateway());
            RawPeer first = beginMessage(gateway, admin, "/first", 1);
            RawPeer second = beginMessage(gateway, admin, "/second", 2);
            RawPeer third = gateway.open("/third").send(WireFrame.text(PART).more());

            assertThat(third.next().closeCode()).isEqualTo(1013);
            third.send(WireFrame.close(1013, ""));
            for (RawPeer upstream : List.of(endpoint.next(), endpoint.next())) {
                upstream.send(WireFrame.text("goes on"));
            }
            assertThat(first.next().text()).isEqualTo("goes on");
            assertThat(second.next().text()).isEqualTo("goes on");
            RawPeer ended = endpoint.next();
            assertThat(ended.next().closeCode()).isEqualTo(1013);
            ended.finish(WireFrame.close(1013, ""));
            assertThat(gateway.ending("/third"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.MEMORY, 1013, "over the memory budget of the " + whose));
            assertThat(admin.metric("tidegate_memory_budget_refused_total{budget=\"" + whose + "\",route=\"all\"}"))
                    .isPositive();
            assertThat(admin.metric("tidegate_memory_budget_refused_total{budget=\"session\",route=\"all\"}"))
                    .isZero();
            String id = third.head().header("Tidegate-Session");
            assertThat(admin.json("/api/v1/sessions/" + id).path("timeline").toString())
                    .contains("\"event\":\"budget-refused\"", "\"detail\":\"" + whose + "\"");
            List.of(first, second, third).forEach(RawPeer::close);
        }
    }

    @Test
    void aBudgetIsHeldWhileAMessageIsInflated() {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(reading(endpoint)
                        .route("max-message", "16MiB")
                        .route("memory-budget", "{ session: 64MiB, route: 1MiB }"));
                RawPeer client = RawPeer.open(
                        gateway.address(),
                        Upgrade.to("/bomb").with("Sec-WebSocket-Extensions", "permessage-deflate"))) {
            client.send(WireFrame.of(WireFrame.BINARY, deflated(8 << 20)).rsv(WireFrame.RSV1));

            assertThat(client.next().closeCode()).isEqualTo(1013);
            client.send(WireFrame.close(1013, ""));
            endpoint.next().finish(WireFrame.close(1013, ""));
            assertThat(gateway.ending("/bomb").cause()).isEqualTo(Cause.MEMORY);
            gateway.awaitNoSession();
            assertThat(Admin.of(gateway.gateway()).metric(WAITING)).isZero();
        }
    }

    @Test
    void whatMayBeDroppedIsDroppedBeforeASessionEnds() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint)
                        .route("max-message", "500KiB")
                        .route("memory-budget", "{ session: 1MiB }")
                        .route("slow-consumer", DROP_OLDEST));
                var slow = SlowClient.open(gateway, endpoint, "/drops")) {
            Admin admin = Admin.of(gateway.gateway());
            int sent = slow.fill(admin, 800L * 1024);

            assertThat(admin.metric(WAITING)).isLessThanOrEqualTo(1 << 20);
            List<String> received = slow.readUntil(Integer.toString(sent - 1));

            assertThat(received.size() + dropped(admin, "oldest")).isEqualTo(sent);
            assertThat(admin.metric("tidegate_memory_budget_refused_total{budget=\"session\",route=\"all\"}"))
                    .isPositive();
        }
    }

    @Test
    void aClientThatTakesNothingIsCutWhereThereIsNoRoomForWhatItLeaves() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint)
                        .gateway("memory-budget", "1MiB")
                        .route("close-timeout", "200ms")
                        .route("stall-timeout", "1m"))) {
            Admin admin = Admin.of(gateway.gateway());
            List<SlowClient> sessions = new ArrayList<>();
            List<Thread> floods = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                SlowClient slow = SlowClient.open(gateway, endpoint, "/" + i);
                sessions.add(slow);
                floods.add(slow.flood());
            }

            Awaitility.await("some are ended")
                    .atMost(RawPeer.LIMIT)
                    .until(() -> gateway.endings().count(Cause.MEMORY, 1013) > 0 && admin.metric(WAITING) > 512 * 1024);
            assertThat(admin.metric(WAITING)).isLessThanOrEqualTo(1 << 20);

            sessions.forEach(SlowClient::close);
            assertThat(floods).allSatisfy(Thread::join);
            gateway.awaitNoSession();
            assertThat(admin.metric(WAITING)).isZero();
        }
    }

    private static RawPeer beginMessage(GatewayFixture gateway, Admin admin, String path, int count) {
        RawPeer client = gateway.open(path).send(WireFrame.text(PART).more());
        Awaitility.await("it is held").until(() -> admin.metric(WAITING) >= (double) count * PART.length());
        return client;
    }

    private static byte[] deflated(int size) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[size]);
        byte[] out = new byte[64 * 1024];
        int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, count - 4);
    }

    private static Settings withBudget(Settings settings, String whose, String size) {
        return whose.equals("route")
                ? settings.route("memory-budget", "{ route: " + size + " }")
                : settings.gateway("memory-budget", size);
    }

    private static Settings reading(RawEndpoint endpoint) {
        return settings(endpoint).route("filters", "[ { content: {} } ]");
    }

    private static Settings settings(RawEndpoint endpoint) {
        return Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT);
    }
}
