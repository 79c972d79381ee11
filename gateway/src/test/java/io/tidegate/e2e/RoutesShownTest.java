package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the admin API says of routes that are in use. */
@ExtendWith(NothingLeftBehind.class)
class RoutesShownTest {
    @Test
    void eachFilterIsShownInItsOrderWithWhatItDidToEitherSide() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route(
                                "filters",
                                "[ { size-limit: { max-wire: 1KiB } },"
                                        + " { rate-limit: { from: both, messages: 1/h, exceed: drop } } ]")
                        .gateway("admin", Admin.ANY_PORT));
                RawPeer client = gateway.open("/");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.text("three"), WireFrame.ping("."));
            upstream.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.ping("."));
            assertThat(upstream.next().text()).isEqualTo("one");
            assertThat(upstream.next().text()).isEqualTo(".");
            assertThat(client.next().text()).isEqualTo("one");
            assertThat(client.next().text()).isEqualTo(".");

            JsonNode route = Admin.of(gateway.gateway()).json("/api/v1/routes").at("/routes/0");

            assertThat(route.path("sessions").asInt()).isOne();
            assertThat(route.path("verdicts").toString())
                    .isEqualTo("[{\"filter\":\"size-limit\",\"client\":{},\"upstream\":{}},"
                            + "{\"filter\":\"rate-limit\",\"client\":{\"drop\":2},\"upstream\":{\"drop\":1}}]");
            assertThat(route.at("/filters/1/rate-limit/exceed").asString()).isEqualTo("drop");
        }
    }

    @Test
    void eachLegIsShownWithTheSessionsInWhichItIsOpen() {
        try (var own = new RawEndpoint(Answers.accept());
                var orders = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(own.url())
                        .upstreamBeside("orders", orders.url())
                        .route(
                                "legs",
                                "{ orders: { upstream: orders, when: { prefix: O } }, quiet: { upstream: orders,"
                                        + " when: { prefix: Q } } }")
                        .gateway("admin", Admin.ANY_PORT));
                RawPeer client = gateway.open("/");
                RawPeer _ = own.next()) {
            client.send(WireFrame.text("Order"));
            try (RawPeer leg = orders.next()) {
                assertThat(leg.next().text()).isEqualTo("Order");

                JsonNode legs =
                        Admin.of(gateway.gateway()).json("/api/v1/routes").at("/routes/0/legs");

                assertThat(legs.propertyNames()).containsExactly("orders", "quiet");
                assertThat(legs.at("/orders/sessions").asInt()).isOne();
                assertThat(legs.at("/orders/upstream").asString()).isEqualTo("orders");
                assertThat(legs.at("/quiet/sessions").asInt()).isZero();
            }
        }
    }
}
