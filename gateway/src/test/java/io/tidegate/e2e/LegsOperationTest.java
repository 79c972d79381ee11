package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Sessions with legs, as an operator sees, moves, reloads and ends them. */
@ExtendWith(NothingLeftBehind.class)
class LegsOperationTest {
    private static final String REPORT = "on-end: report, report: \"{leg} {cause}\"";

    private final RawEndpoint chat = new RawEndpoint(Answers.accept());
    private final RawEndpoint orders = new RawEndpoint(Answers.accept());
    private final RawEndpoint others = new RawEndpoint(Answers.accept());
    private GatewayFixture gateway;
    private Admin admin;
    private RawPeer client;
    private RawPeer own;
    private RawPeer leg;

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        chat.close();
        orders.close();
        others.close();
    }

    private Settings settings(String upstream, String more) {
        return Settings.to(chat.url())
                .gateway("admin", Admin.ANY_PORT)
                .upstreamBeside("orders", orders.url() + "\", \"" + others.url(), "balance: round-robin")
                .upstreamBeside("others", others.url())
                .route("close-timeout", "300ms")
                .route("on-removed", "close")
                .route("legs", "{ orders: { upstream: " + upstream + ", when: { prefix: ORD }, " + more + " } }");
    }

    private void start(String more) {
        gateway = GatewayFixture.start(settings("orders", more));
        admin = Admin.of(gateway.gateway());
        client = gateway.open("/s");
        own = chat.next();
        client.send(WireFrame.text("ORD 1"));
        Awaitility.await("a leg").until(() -> orders.taken() + others.taken() > 0);
        leg = taken().next();
        assertThat(leg.next().text()).isEqualTo("ORD 1");
    }

    private RawEndpoint taken() {
        return orders.taken() > 0 ? orders : others;
    }

    private JsonNode session(String leg) {
        for (JsonNode each : admin.json("/api/v1/sessions").path("sessions")) {
            if (each.path("leg").asString("").equals(leg)) {
                return each;
            }
        }
        throw new AssertionError("no session " + leg);
    }

    @Test
    void aLegIsListedBesideItsSessionAndCountsAtItsEndpointButNotAsAClient() {
        start(REPORT);

        JsonNode whole = session("");
        JsonNode part = session("orders");

        assertThat(part.path("id").asString()).isEqualTo(whole.path("id").asString() + ".orders");
        assertThat(part.path("upstream").asString()).isEqualTo("orders");
        assertThat(part.path("from-client").path("messages").asInt()).isEqualTo(1);
        assertThat(gateway.gateway().sessions()).isEqualTo(1);
        assertThat(admin.metric("tidegate_legs{leg=\"orders\",route=\"all\"}")).isEqualTo(1);
        assertThat(admin.metric("tidegate_sessions{route=\"all\",upstream=\"chat\"}"))
                .isEqualTo(1);
    }

    @Test
    void anOperatorMayEndALegAlone() {
        start(REPORT);

        admin.delete("/api/v1/sessions/" + session("orders").path("id").asString());

        assertThat(leg.nextClose().closeCode()).isEqualTo(1001);
        assertThat(client.next().text()).isEqualTo("orders killed");
    }

    @Test
    void whoeverEndsAllEndsEachSessionOnceAndItsLegsWithIt() {
        start("on-end: reopen");

        JsonNode answer = admin.delete("/api/v1/sessions?all=true&rate=1000/s").json();

        assertThat(answer.path("ending").asInt()).isEqualTo(1);
        assertThat(client.nextClose().closeCode()).isEqualTo(1012);
        assertThat(leg.nextClose().closeCode()).isEqualTo(1001);
        assertThat(gateway.endings().ofLeg("orders").cause()).isEqualTo(Cause.KILLED);
    }

    @Test
    void aLegWithResumeMovesWhenItsEndpointIsEmptied() {
        start("resume: { quiet: 1ms }");
        RawEndpoint at = taken();
        String endpoint = session("orders").path("endpoint").asString();

        admin.post(
                "/api/v1/upstreams/orders/endpoints/" + endpoint + "/evacuate",
                "application/json",
                "{\"rate\":\"100/s\"}".getBytes(UTF_8));
        WireFrame goodbye = leg.nextClose();
        leg.send(goodbye.unmasked()).close();
        RawPeer next = other(at).next();
        client.send(WireFrame.text("ORD 2"));

        assertThat(next.next().text()).isEqualTo("ORD 2");
        assertThat(next.head().header("Tidegate-Resume")).endsWith("cause=moved");
    }

    private RawEndpoint other(RawEndpoint endpoint) {
        return endpoint == orders ? others : orders;
    }

    @Test
    void aLegThatAReloadSendsElsewhereGoesThere() {
        start("on-end: reopen");
        gateway.reload(settings("others", "on-end: reopen"));
        assertThat(leg.nextClose().closeCode()).isEqualTo(1001);
        client.send(WireFrame.text("ORD 2"));

        assertThat(others.next().next().text()).isEqualTo("ORD 2");
    }

    @Test
    void aReloadChangesWhichMessagesALegTakes() {
        start(REPORT);

        gateway.reload(settings("orders", REPORT)
                .route("legs", "{ orders: { upstream: orders, when: { prefix: NEW }, " + REPORT + " } }"));
        client.send(WireFrame.text("ORD 2"), WireFrame.text("NEW 3"));

        assertThat(own.next().text()).isEqualTo("ORD 2");
        assertThat(leg.next().text()).isEqualTo("NEW 3");
    }

    @Test
    void aDrainEndsASessionWithItsLegs() throws Exception {
        start("on-end: reopen");

        Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

        assertThat(client.nextClose().closeCode()).isEqualTo(1012);
        assertThat(leg.nextClose().closeCode()).isEqualTo(1001);
        client.send(WireFrame.close(1012, ""));
        draining.join();
        assertThat(gateway.endings().ofLeg("orders").cause()).isEqualTo(Cause.DRAINED);
    }
}
