package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Handshakes whose first endpoint refused them, while there is not room for everybody at once. */
@ExtendWith(NothingLeftBehind.class)
class RetriesTest {
    private static final int BUDGET = 10; // as many as there are at least

    private final List<RawPeer> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(RawPeer::close);
    }

    @Test
    void whoLeavesWhileItsRetryIsDueGivesItBackToTheBudget() {
        try (var gateway = GatewayFixture.start(Settings.to(nobody())
                .gateway("admin", Admin.ANY_PORT)
                .upstream("connect-deadline", "1m")
                .upstream("retry", "{ attempts: 2, backoff: 10s, max-backoff: 10s }"))) {
            Admin admin = Admin.of(gateway.gateway());
            ask(gateway, BUDGET);
            awaitRetries(admin, BUDGET);
            clients.forEach(RawPeer::close);
            Awaitility.await("all have left").until(() -> gateway.endings().count(Cause.CLIENT_LOST, 0) == BUDGET);

            ask(gateway, BUDGET);

            awaitRetries(admin, 2 * BUDGET);
            assertThat(retries(admin, "over-budget")).isZero();
        }
    }

    @Test
    void whoIsRefusedWaitsForTheTurnOfAnotherEndpoint() {
        try (var echo = new EchoEndpoint();
                var gateway = GatewayFixture.start(paced(nobody(), echo.url()))) {
            ask(gateway, 40);

            assertThat(clients).allMatch(client -> client.readHead().status() == 101);
        }
    }

    @Test
    void whoLeavesBeforeThatTurnGivesItsPlaceBack() {
        try (var echo = new EchoEndpoint();
                var gateway = GatewayFixture.start(paced(nobody(), echo.url()))) {
            Admin admin = Admin.of(gateway.gateway());
            ask(gateway, 40);
            Awaitility.await("a turn").until(() -> retries(admin, "made") > 3);

            clients.forEach(RawPeer::close);

            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    admin.json("/api/v1/upstreams/chat").findValues("sessions"))
                            .extracting(JsonNode::asInt)
                            .containsExactly(0, 0, 0)); // the upstream's and the endpoints'
        }
    }

    /** Endpoints that are connected to more slowly than the tests' clients come. */
    private static Settings paced(String... urls) {
        return Settings.to(urls)
                .gateway("admin", Admin.ANY_PORT)
                .upstream("balance", "least-sessions")
                .upstream("ejection", "{ max-ejected: 0 }")
                .upstream("connect-rate", "20/s")
                .upstream("waiting-room", "{ timeout: 10s }");
    }

    /** The address of an endpoint that is gone. */
    private static String nobody() {
        RawEndpoint gone = new RawEndpoint(Answers.accept());
        gone.close();
        return gone.url();
    }

    /** Clients that have asked and not heard yet. */
    private void ask(GatewayFixture gateway, int count) {
        for (int i = 0; i < count; i++) {
            clients.add(
                    RawPeer.connect(gateway.address()).send(Upgrade.to("/" + i).bytes()));
        }
    }

    private static void awaitRetries(Admin admin, int count) {
        Awaitility.await(count + " retries").atMost(RawPeer.LIMIT).until(() -> retries(admin, "made") == count);
    }

    private static int retries(Admin admin, String result) {
        return (int) admin.metric("tidegate_connect_retries_total{result=\"" + result + "\",upstream=\"chat\"}");
    }
}
