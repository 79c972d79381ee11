package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits that sessions share, by user, route or node: across event loops, reconnects and reloads. */
@ExtendWith(NothingLeftBehind.class)
class SharedLimitsTest {
    private static final WireFrame LAST = WireFrame.ping("last");

    private final EchoEndpoint endpoint = new EchoEndpoint();

    @Test
    void aUserHasOneLimitForAllSessionsAndAnotherUserHasItsOwn() {
        try (endpoint;
                var gateway = limiting("per: key, key: 'header:X-User', messages: 1/h, burst: 3, exceed: drop");
                RawPeer one = open(gateway, "ada");
                RawPeer two = open(gateway, "ada");
                RawPeer other = open(gateway, "bob")) {
            assertThat(echoed(one, 2)).isEqualTo(2);
            assertThat(echoed(two, 2)).isEqualTo(1);
            assertThat(echoed(other, 4)).isEqualTo(3);
        }
    }

    @Test
    void whoComesAgainFindsItsLimitAsItWas() {
        try (endpoint;
                var gateway = limiting("per: key, key: 'query:user', messages: 1/h, burst: 2, exceed: drop")) {
            for (int expected : List.of(2, 0, 0)) {
                try (RawPeer client = gateway.open("/?user=ada")) {
                    assertThat(echoed(client, 3)).isEqualTo(expected);
                    client.finish(WireFrame.close(1000, ""));
                }
            }
        }
    }

    @Test
    void aSessionWithoutTheKeyCountsByItsAddressAndALongKeyAsWell() {
        String longKey = "k".repeat(3000);
        try (endpoint;
                var gateway = limiting("per: key, key: 'header:X-User', messages: 1/h, burst: 2, exceed: drop");
                RawPeer one = gateway.open("/");
                RawPeer two = gateway.open("/");
                RawPeer three = open(gateway, longKey);
                RawPeer four = open(gateway, longKey)) {
            assertThat(echoed(one, 1) + echoed(two, 2)).isEqualTo(2);
            assertThat(echoed(three, 1) + echoed(four, 2)).isEqualTo(2);
        }
    }

    @Test
    void aRouteHasOneLimitAndTheOtherRouteItsOwn() {
        String filters = "[ { rate-limit: { per: route, messages: 1/h, burst: 3, exceed: drop } } ]";
        try (endpoint;
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", filters)
                        .routeBeside("side", "{ match: { path: /side }, upstream: chat, filters: " + filters + " }"));
                RawPeer one = gateway.open("/one");
                RawPeer two = gateway.open("/two");
                RawPeer side = gateway.open("/side")) {
            assertThat(echoed(one, 2) + echoed(two, 2)).isEqualTo(3);
            assertThat(echoed(side, 4)).isEqualTo(3);
        }
    }

    @Test
    void routesShareALimitOfTheNodeByItsName() {
        String filters = "[ { rate-limit: { per: node, name: all, messages: 1/h, burst: 3, exceed: drop } } ]";
        try (endpoint;
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", filters)
                        .routeBeside("side", "{ match: { path: /side }, upstream: chat, filters: " + filters + " }"));
                RawPeer one = gateway.open("/one");
                RawPeer side = gateway.open("/side")) {
            assertThat(echoed(one, 2) + echoed(side, 2)).isEqualTo(3);
        }
    }

    @Test
    @Timeout(60)
    void aLimitIsExactOverAllEventLoops() throws InterruptedException {
        int clients = 8;
        int burst = 1000;
        var echoed = new AtomicInteger();
        try (endpoint;
                var gateway = limiting("per: route, messages: 1/h, burst: " + burst + ", exceed: drop")) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) { // the loops take turns
                threads.add(Thread.ofVirtual().start(() -> {
                    try (RawPeer client = gateway.open("/")) {
                        echoed.addAndGet(echoed(client, burst / 2));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(echoed).hasValue(burst);
        }
    }

    @Test
    void whoWaitsForASharedLimitWaitsInOneLine() {
        try (endpoint;
                var gateway = limiting("per: route, messages: 20/s, burst: 1");
                RawPeer one = gateway.open("/one");
                RawPeer two = gateway.open("/two")) {
            long startNanos = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                one.send(WireFrame.text("message"));
                two.send(WireFrame.text("message"));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(one.next().text()).isEqualTo("message");
                assertThat(two.next().text()).isEqualTo("message");
            }
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(5 * 50_000_000L);
        }
    }

    @Test
    void aSharedLimitOutlivesAReloadThatLeavesItAsItIs() {
        String rate = "{ rate-limit: { per: route, messages: 1/h, burst: 2, exceed: drop } }";
        try (endpoint;
                var gateway = GatewayFixture.start(settings("[ " + rate + " ]"));
                RawPeer before = gateway.open("/before")) {
            assertThat(echoed(before, 1)).isEqualTo(1);

            gateway.reload(settings("[ { headers: { to-endpoint: { remove: [ X-Debug ] } } }, " + rate + " ]")
                    .route("max-message", "1MiB"));

            try (RawPeer after = gateway.open("/after")) {
                assertThat(echoed(after, 2)).isEqualTo(1);
                assertThat(echoed(before, 1)).isZero();
            }
        }
    }

    @Test
    void aLimitWithANameGoesOnWhereAReloadChangesItAndSessionsKeepTheirKey() {
        String rate =
                "[ { rate-limit: { per: key, key: 'cookie:user', name: users, messages: 1/h, burst: %d, exceed: %s } } ]";
        try (endpoint;
                var gateway = GatewayFixture.start(settings(rate.formatted(2, "drop")));
                RawPeer ada = openWith(gateway, "Cookie", "user=ada");
                RawPeer bob = openWith(gateway, "Cookie", "user=bob")) {
            assertThat(echoed(ada, 3)).isEqualTo(2);

            gateway.reload(settings(rate.formatted(3, "close")));

            assertThat(echoed(ada, 1)).as("one more may be owed").isEqualTo(1);
            assertThat(echoed(bob, 3)).isEqualTo(3);
            ada.send(WireFrame.text("too many"));
            assertThat(ada.next().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aLimitThatComesWithAReloadCountsOpenSessionsByTheirAddress() {
        try (endpoint;
                var gateway = GatewayFixture.start(settings("[]"));
                RawPeer ada = open(gateway, "ada");
                RawPeer bob = open(gateway, "bob")) {
            gateway.reload(settings(
                    "[ { rate-limit: { per: key, key: 'header:X-User', messages: 1/h, burst: 2, exceed: drop } } ]"));

            assertThat(echoed(ada, 2) + echoed(bob, 2)).isEqualTo(2);
            try (RawPeer later = open(gateway, "ada")) {
                assertThat(echoed(later, 3)).isEqualTo(2);
            }
        }
    }

    @Test
    void eachDirectionHasItsOwnSharedLimit() {
        try (endpoint;
                var raw = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(raw.url())
                                .route(
                                        "filters",
                                        "[ { rate-limit: { from: both, per: route, messages: 1/h, burst: 1, exceed: drop } } ]"));
                RawPeer client = gateway.open("/");
                RawPeer upstream = raw.next()) {
            client.send(WireFrame.text("up"), WireFrame.text("left out"), LAST);
            upstream.send(WireFrame.text("down"), WireFrame.text("left out"), LAST);

            assertThat(upstream.next().text()).isEqualTo("up");
            assertThat(upstream.next().text()).isEqualTo("last");
            assertThat(client.next().text()).isEqualTo("down");
            assertThat(client.next().text()).isEqualTo("last");
        }
    }

    @Test
    void aKeyThatThePathDoesNotHaveIsRefused() {
        Settings wrong = settings("[ { rate-limit: { per: key, key: 'segment:room', messages: 1/s } } ]");
        try (endpoint) {
            assertThatThrownBy(() -> GatewayFixture.start(wrong))
                    .hasMessageContaining("routes.all.filters[0].rate-limit must only use named segments of match.path,"
                            + " got segment:room");
            try (var gateway = GatewayFixture.start(wrong.route("match", "{ path: \"/rooms/{room}\" }"));
                    RawPeer client = gateway.open("/rooms/a")) {
                assertThat(echoed(client, 1)).isEqualTo(1);
            }
        }
    }

    private Settings settings(String filters) {
        return Settings.to(endpoint.url()).route("filters", filters);
    }

    private GatewayFixture limiting(String settings) {
        return GatewayFixture.start(settings("[ { rate-limit: { " + settings + " } } ]"));
    }

    private static RawPeer open(GatewayFixture gateway, String user) {
        return openWith(gateway, "X-User", user);
    }

    private static RawPeer openWith(GatewayFixture gateway, String header, String value) {
        return RawPeer.open(gateway.address(), Upgrade.to("/").with(header, value));
    }

    /** How many of so many messages came back. */
    private static int echoed(RawPeer client, int messages) {
        for (int i = 0; i < messages; i++) {
            client.send(WireFrame.text("message"));
        }
        client.send(LAST);
        int echoed = 0;
        while (client.next().opcode() == WireFrame.TEXT) {
            echoed++;
        }
        return echoed;
    }
}
