package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built-in filters and what routes change, as client and endpoint see them. */
@ExtendWith(NothingLeftBehind.class)
class FiltersAndRoutesTest {
    private static final WireFrame MESSAGE = WireFrame.text("hello");

    @Test
    void aForeignOriginGets403AndTheEndpointHearsNothing() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { origins: { allow: [ \"https://app.example.com\" ] } } ]"));
                var foreign = RawPeer.connect(gateway.address());
                var ours = RawPeer.connect(gateway.address())) {
            foreign.send(Upgrade.to("/foreign")
                    .with("Origin", "https://evil.example")
                    .bytes());
            ours.send(Upgrade.to("/ours")
                    .with("Origin", "https://app.example.com")
                    .bytes());

            assertThat(foreign.readHead().status()).isEqualTo(403);
            assertThat(ours.readHead().status()).isEqualTo(101);
            assertThat(endpoint.taken()).isEqualTo(1);
            assertThat(gateway.ending("/foreign"))
                    .isEqualTo(new Ending(Phase.ADMIT, Cause.REFUSED, 403, "This origin is not allowed."));
        }
    }

    @Test
    void fieldsAreSetAndRemovedOnTheWay() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route(
                                "filters",
                                "[ { headers: { to-endpoint: { set: { X-Edge: one }, remove: [ X-Debug ] },"
                                        + " to-client: { set: { X-Served-By: one } } } } ]"));
                var client = RawPeer.open(
                        gateway.address(),
                        Upgrade.to("/")
                                .with("x_edge", "forged")
                                .with("X-DEBUG", "1")
                                .with("X-Kept", "1"));
                var far = endpoint.next()) {
            Head request = far.head();

            assertThat(request.headers().all("X-Edge")).containsExactly("one");
            assertThat(request.headers().contains("x_edge")).isFalse();
            assertThat(request.headers().contains("X-Debug")).isFalse();
            assertThat(request.header("X-Kept")).isEqualTo("1");
            assertThat(client.head().header("X-Served-By")).isEqualTo("one");
        }
    }

    @Test
    void messagesOverTheRateCloseTheSessionWith1008() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { messages: 1/h, burst: 2, exceed: close } } ]"));
                var client = gateway.open("/fast")) {
            client.send(MESSAGE, MESSAGE, MESSAGE);

            WireFrame close = client.nextClose();

            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).isEqualTo("message rate exceeded");
            client.finish(WireFrame.close(1008, ""));
            assertThat(gateway.ending("/fast").cause()).isEqualTo(Cause.RATE);
        }
    }

    @Test
    void messagesOverTheRateAreLeftOutWithAllTheirFrames() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { messages: 1/h, burst: 1, exceed: drop } } ]"));
                var client = gateway.open("/dropped")) {
            client.send(
                    WireFrame.text("kept ").more(),
                    WireFrame.continuation("whole"),
                    WireFrame.text("left ").more(),
                    WireFrame.ping("passes"),
                    WireFrame.continuation("out"),
                    WireFrame.close(1000, "bye"));

            assertThat(client.next().text()).isEqualTo("kept ");
            assertThat(client.next().text()).isEqualTo("whole");
            assertThat(client.next().opcode()).isEqualTo(WireFrame.PONG);
            assertThat(client.next().closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void messagesOverTheRateWaitAndArriveInOrder() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { messages: 50/s, burst: 1 } } ]"));
                var client = gateway.open("/slow")) {
            long start = System.nanoTime();
            for (int i = 0; i < 11; i++) {
                client.send(WireFrame.text("message " + i));
            }

            for (int i = 0; i < 11; i++) {
                assertThat(client.next().text()).isEqualTo("message " + i);
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    @Test
    void theEndpointIsAskedForTheRewrittenPathWithTheQueryAsItWas() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("match", "{ path: \"/{tenant}/rooms/**\" }")
                        .route("rewrite", "{ path: \"/v2/{tenant}/{rest}\" }"));
                var client = gateway.open("/acme/x/../rooms/a%20b/c?q=%2F");
                var far = endpoint.next()) {
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(far.head().target()).isEqualTo("/v2/acme/a%20b/c?q=%2F");
        }
    }

    @Test
    void aRouteInMaintenanceGets503WithItsText() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("mode", "maintenance")
                        .route("maintenance-text", "Back at noon."));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/").bytes());

            assertThat(client.readHead().status()).isEqualTo(503);
            assertThat(client.readBody()).contains("Back at noon.");
            assertThat(endpoint.taken()).isZero();
        }
    }
}
