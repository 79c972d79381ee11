package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many handshakes and sessions come in, of whom, over event loops, refusals and reloads. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class HandshakeLimitTest {
    @Test
    void whoIsOverItsRateGets429WithTheTimeUntilTheNextPermit() {
        try (var endpoint = new EchoEndpoint();
                var gateway = limiting(endpoint.url(), "handshakes: 1/m, burst: 2")) {
            assertThat(statuses(gateway, "127.0.0.2", 3)).containsExactly(101, 101, 429);
            assertThat(Integer.parseInt(
                            head(gateway, Upgrade.to("/"), "127.0.0.2").header("Retry-After")))
                    .isBetween(50, 60);
            assertThat(statuses(gateway, "127.0.0.3", 1)).containsExactly(101);
            Awaitility.await().until(() -> gateway.endings().count(Cause.RATE, 429) == 2);
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenItsSessionHasEnded() {
        try (var endpoint = new EchoEndpoint();
                var gateway = limiting(endpoint.url(), "sessions: 2")) {
            RawPeer one = gateway.open("/");
            try (RawPeer _ = gateway.open("/")) {
                Head refused = head(gateway, Upgrade.to("/"), "127.0.0.1");
                assertThat(refused.status()).isEqualTo(429);
                assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 5);

                one.send(WireFrame.close(1000, ""));
                one.nextClose();
                one.close();

                Awaitility.await().until(() -> statuses(gateway, "127.0.0.1", 1).equals(List.of(101)));
            }
        }
    }

    @Test
    void whoIsRefusedFurtherOnOrLeavesBeforeAnAnswerGivesItsPlaceBack() {
        try (var endpoint = new RawEndpoint(Answers.status(503, "not now"));
                var gateway = limiting(endpoint.url(), "sessions: 1")) {
            assertThat(statuses(gateway, "127.0.0.1", 3)).containsExactly(503, 503, 503);
            endpoint.answerWith(Answers.stall());
            try (RawPeer leaving = RawPeer.connect(gateway.address())) {
                leaving.send(Upgrade.to("/").bytes());
                Awaitility.await().until(() -> statuses(gateway, "127.0.0.1", 1).equals(List.of(429)));
            }
            endpoint.answerWith(Answers.accept());
            Awaitility.await().until(() -> statuses(gateway, "127.0.0.1", 1).equals(List.of(101)));
        }
    }

    @Test
    void usersAreToldApartByTheirKeyAndWithoutOneByAddress() {
        try (var endpoint = new EchoEndpoint();
                var gateway = limiting(endpoint.url(), "handshakes: 1/h, key: 'header:X-User'")) {
            assertThat(user(gateway, "ada")).isEqualTo(101);
            assertThat(user(gateway, "ada")).isEqualTo(429);
            assertThat(user(gateway, "bob")).isEqualTo(101);
            assertThat(statuses(gateway, "127.0.0.1", 2)).containsExactly(101, 429);
            assertThat(statuses(gateway, "127.0.0.4", 1)).containsExactly(101);
        }
    }

    @Test
    void aSubjectOrAClaimIsKnownByTheFilterBeforeAndWithoutOneTheAddressCounts() {
        try (var own = new OwnFilters(KnownFilter.class);
                var endpoint = new EchoEndpoint()) {
            for (String key : List.of("subject", "claim:tenant")) {
                try (var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route(
                                "filters",
                                "[ { known: {} }, { handshake-limit: { handshakes: 1/h, key: '" + key + "' } } ]"))) {
                    assertThat(known(gateway, "ada")).isEqualTo(101);
                    assertThat(known(gateway, "ada")).isEqualTo(429);
                    assertThat(known(gateway, "bob")).isEqualTo(101);
                    assertThat(statuses(gateway, "127.0.0.1", 2)).containsExactly(101, 429);
                    assertThat(statuses(gateway, "127.0.0.4", 1)).containsExactly(101);
                }
            }
            assertThat(own).isNotNull();
        }
    }

    @Test
    void anIpv6ClientCountsByItsBlock() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(
                        settings(endpoint.url(), "handshakes: 1/h").listener("trusted-proxies", "[ 127.0.0.1 ]"))) {
            assertThat(forwarded(gateway, "2001:db8::1")).isEqualTo(101);
            assertThat(forwarded(gateway, "2001:db8::ffff:2")).isEqualTo(429);
            assertThat(forwarded(gateway, "2001:db8:0:1::1")).isEqualTo(101);
        }
    }

    @Test
    void aRouteAListenerAndTheNodeHaveLimitsOfTheirOwn() {
        String filters = "[ { handshake-limit: { sessions: 2, per: listener, name: doors } },"
                + " { handshake-limit: { sessions: 3, per: node, name: all } } ]";
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .listenerBeside("side", "{ address: \"127.0.0.1:0\" }")
                        .route("filters", filters)
                        .routeBeside("own", "{ match: { path: /own }, upstream: chat, filters: " + filters + " }"))) {
            InetSocketAddress side = gateway.gateway().address("side");
            try (RawPeer _ = gateway.open("/");
                    RawPeer _ = gateway.open("/own")) {
                assertThat(statuses(gateway, "127.0.0.1", 1)).as("listener").containsExactly(429);
                try (RawPeer _ = RawPeer.open(side, Upgrade.to("/"));
                        RawPeer fourth = RawPeer.connect(side)) {
                    fourth.send(Upgrade.to("/").bytes());
                    assertThat(fourth.readHead().status()).as("node").isEqualTo(429);
                }
            }
        }
    }

    @Test
    void whatANameHasCountedOutlivesAReloadThatChangesItsLimit() {
        try (var endpoint = new EchoEndpoint();
                var gateway = limiting(endpoint.url(), "sessions: 2, name: users");
                RawPeer _ = gateway.open("/")) {
            RawPeer two = gateway.open("/");
            gateway.reload(settings(endpoint.url(), "sessions: 3, name: users"));

            try (RawPeer _ = gateway.open("/")) {
                assertThat(statuses(gateway, "127.0.0.1", 1)).containsExactly(429);
                two.send(WireFrame.close(1000, ""));
                two.nextClose();
                two.close();
                Awaitility.await().until(() -> statuses(gateway, "127.0.0.1", 1).equals(List.of(101)));
            }
        }
    }

    @Test
    void clientsThatComeTogetherOnAllLoopsGetExactlySoManyPlaces() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = limiting(endpoint.url(), "sessions: 10");
                ExecutorService threads = Executors.newFixedThreadPool(20)) {
            var admitted = new AtomicInteger();
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(RawPeer.connect(gateway.address()));
            }
            var done = clients.stream()
                    .map(client -> threads.submit(() -> {
                        int status =
                                client.send(Upgrade.to("/").bytes()).readHead().status();
                        return status == 101 ? admitted.incrementAndGet() : 0;
                    }))
                    .toList();
            for (var each : done) {
                each.get();
            }

            assertThat(admitted.get()).isEqualTo(10);
            assertThat(gateway.gateway().sessions()).isEqualTo(10);
            clients.forEach(RawPeer::close);
            gateway.awaitNoSession();
            Awaitility.await().until(() -> statuses(gateway, "127.0.0.1", 1).equals(List.of(101)));
        }
    }

    private static GatewayFixture limiting(String url, String settings) {
        return GatewayFixture.start(settings(url, settings));
    }

    private static Settings settings(String url, String settings) {
        return Settings.to(url).route("filters", "[ { handshake-limit: { " + settings + " } } ]");
    }

    private static int user(GatewayFixture gateway, String name) {
        return head(gateway, Upgrade.to("/").with("X-User", name), "127.0.0.1").status();
    }

    private static int known(GatewayFixture gateway, String name) {
        Upgrade request = Upgrade.to("/").with("X-Subject", name).with("X-Claim-tenant", name);
        return head(gateway, request, "127.0.0.1").status();
    }

    private static int forwarded(GatewayFixture gateway, String address) {
        return head(gateway, Upgrade.to("/").with("X-Forwarded-For", address), "127.0.0.1")
                .status();
    }

    private static List<Integer> statuses(GatewayFixture gateway, String from, int times) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            statuses.add(head(gateway, Upgrade.to("/"), from).status());
        }
        return statuses;
    }

    private static Head head(GatewayFixture gateway, Upgrade request, String from) {
        try (RawPeer client = RawPeer.connectFrom(InetAddress.ofLiteral(from), gateway.address())) {
            return client.send(request.bytes()).readHead();
        }
    }
}
