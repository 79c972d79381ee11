package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
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
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Who is admitted by address, and who is banned. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class AddressesTest {
    private static final String BANS = "{ addresses: { bans: { failures: 3/h, first: 1h, longest: 4h } } }";
    private static final String BANNED = "127.0.0.2";

    @Test
    void listedAddressesAreRefusedWith403AndDenyWins() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        filtering(endpoint.url(), "{ addresses: { allow: [ 127.0.0.0/30 ], deny: [ 127.0.0.2 ] } }")) {
            assertThat(status(gateway, "127.0.0.1")).isEqualTo(101);
            assertThat(status(gateway, "127.0.0.3")).isEqualTo(101);
            assertThat(status(gateway, "127.0.0.2")).isEqualTo(403);
            assertThat(status(gateway, "127.0.0.4")).isEqualTo(403);
            Awaitility.await().until(() -> gateway.endings().count(Cause.REFUSED, 403) == 2);
        }
    }

    @Test
    void theAddressIsTheOneThatATrustedProxyNamesAndNobodyElse() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .listener("trusted-proxies", "[ 127.0.0.2 ]")
                        .route("filters", "[ { addresses: { deny: [ 192.0.2.0/24, '2001:db8::/32' ] } } ]"))) {
            assertThat(forwarded(gateway, "127.0.0.2", "192.0.2.7")).isEqualTo(403);
            assertThat(forwarded(gateway, "127.0.0.2", "2001:db8::7")).isEqualTo(403);
            assertThat(forwarded(gateway, "127.0.0.2", "198.51.100.7")).isEqualTo(101);
            assertThat(forwarded(gateway, "127.0.0.3", "192.0.2.7")).isEqualTo(101);
        }
    }

    @Test
    void whoIsRefusedAgainAndAgainIsBannedOnEveryRouteWithBansAndOthersAreNot() {
        String refusing = "[ " + BANS + ", { origins: { allow: [ 'https://a.example' ], without-origin: refuse } } ]";
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .route("filters", refusing)
                        .routeBeside("side", "{ match: { path: /side }, upstream: chat, filters: [ " + BANS + " ] }")
                        .routeBeside("free", "{ match: { path: /free }, upstream: chat }"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(status(gateway, BANNED)).isEqualTo(403);
            }

            Head banned = head(gateway, BANNED, "/side");

            assertThat(banned.status()).isEqualTo(429);
            assertThat(Integer.parseInt(banned.header("Retry-After"))).isBetween(3500, 3600);
            assertThat(head(gateway, BANNED, "/").status()).isEqualTo(429);
            assertThat(head(gateway, BANNED, "/free").status()).isEqualTo(101);
            assertThat(head(gateway, "127.0.0.3", "/side").status()).isEqualTo(101);
            assertThat(Admin.of(gateway.gateway()).metric("tidegate_banned_addresses"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatTheEndpointRefusesCountsAndSoDoesACodeThatASessionEndsWith() {
        String filters = "{ addresses: { bans: { failures: 2/h, codes: [ 401, 4401 ] } } }";
        try (var endpoint = new RawEndpoint(Answers.status(401, "who are you?"));
                var gateway = filtering(endpoint.url(), filters)) {
            for (int i = 0; i < 2; i++) {
                assertThat(status(gateway, BANNED)).isEqualTo(401);
                endpoint.next().close();
            }
            endpoint.answerWith(Answers.accept());
            try (RawPeer client = RawPeer.openFrom(InetAddress.ofLiteral(BANNED), gateway.address(), Upgrade.to("/"));
                    RawPeer upstream = endpoint.next()) {
                upstream.send(WireFrame.close(4401, "no"));
                client.nextClose();
                client.finish(WireFrame.close(4401, "no"));
                upstream.nextClose();
            }
            gateway.awaitNoSession();

            assertThat(status(gateway, BANNED)).isEqualTo(429);
        }
    }

    @Test
    void whoIsExceptedIsNeverBanned() {
        String filters = "{ addresses: { bans: { failures: 1/h, except: [ 127.0.0.2/31 ] } } }";
        try (var endpoint = new RawEndpoint(Answers.status(403, "no"));
                var gateway = filtering(endpoint.url(), filters)) {
            for (int i = 0; i < 5; i++) {
                assertThat(status(gateway, BANNED)).isEqualTo(403);
            }
        }
    }

    @Test
    void theAdminApiListsBansAndLiftsThem() {
        try (var endpoint = new RawEndpoint(Answers.status(403, "no"));
                var gateway = filtering(endpoint.url(), BANS)) {
            Admin admin = Admin.of(gateway.gateway());
            ban(gateway, BANNED);
            ban(gateway, "127.0.0.9");

            JsonNode all = admin.json("/api/v1/bans");
            JsonNode one = admin.json("/api/v1/bans?address=127.0.0.2").at("/bans/0");

            assertThat(all.at("/total").asInt()).isEqualTo(2);
            assertThat(one.at("/address").asString()).isEqualTo(BANNED);
            assertThat(one.at("/times").asInt()).isEqualTo(1);
            assertThat(Duration.between(
                            Instant.parse(one.at("/since").asString()),
                            Instant.parse(one.at("/until").asString())))
                    .isEqualTo(Duration.ofHours(1));
            assertThat(admin.delete("/api/v1/bans?address=127.0.0.2")
                            .json()
                            .at("/lifted")
                            .asInt())
                    .isEqualTo(1);
            assertThat(status(gateway, BANNED)).isEqualTo(403);
            assertThat(status(gateway, "127.0.0.9")).isEqualTo(429);
            assertThat(admin.delete("/api/v1/bans?address=127.0.0.2").status()).isEqualTo(404);
            assertThat(admin.delete("/api/v1/bans?all=true")
                            .json()
                            .at("/lifted")
                            .asInt())
                    .isEqualTo(1);
            assertThat(status(gateway, "127.0.0.9")).isEqualTo(403);
        }
    }

    @Test
    void theAdminApiRefusesWhatItCannotMean() {
        try (var endpoint = new EchoEndpoint();
                var gateway = filtering(endpoint.url(), BANS)) {
            Admin admin = Admin.of(gateway.gateway());

            assertThat(admin.delete("/api/v1/bans").body()).contains("Give either address or all=true.");
            assertThat(admin.delete("/api/v1/bans?address=1.2.3.4&all=true").status())
                    .isEqualTo(400);
            assertThat(admin.delete("/api/v1/bans?address=10.0.0.0/8").body())
                    .contains("address must be an address, or an IPv6 block /64, got 10.0.0.0/8");
            assertThat(admin.delete("/api/v1/bans?address=2001:db8::/64").status())
                    .isEqualTo(404);
            assertThat(admin.status("/api/v1/bans?address=here")).isEqualTo(400);
        }
    }

    @Test
    void bansOutliveAReloadOfTheFilter() {
        try (var endpoint = new RawEndpoint(Answers.status(403, "no"));
                var gateway = filtering(endpoint.url(), BANS)) {
            ban(gateway, BANNED);

            gateway.reload(
                    settings(endpoint.url(), "{ addresses: { deny: [ 127.0.0.5 ], bans: { failures: 100/s } } }"));

            assertThat(status(gateway, BANNED)).isEqualTo(429);
            assertThat(status(gateway, "127.0.0.5")).isEqualTo(403);
        }
    }

    private static void ban(GatewayFixture gateway, String address) {
        for (int i = 0; i < 4; i++) {
            status(gateway, address);
        }
        Awaitility.await().until(() -> status(gateway, address) == 429);
    }

    private static GatewayFixture filtering(String url, String filter) {
        return GatewayFixture.start(settings(url, filter));
    }

    private static Settings settings(String url, String filter) {
        return Settings.to(url).gateway("admin", Admin.ANY_PORT).route("filters", "[ " + filter + " ]");
    }

    private static int status(GatewayFixture gateway, String from) {
        return head(gateway, from, "/").status();
    }

    private static int forwarded(GatewayFixture gateway, String hop, String client) {
        return head(gateway, hop, Upgrade.to("/").with("X-Forwarded-For", client))
                .status();
    }

    private static Head head(GatewayFixture gateway, String from, String target) {
        return head(gateway, from, Upgrade.to(target));
    }

    private static Head head(GatewayFixture gateway, String from, Upgrade request) {
        try (RawPeer client = RawPeer.connectFrom(InetAddress.ofLiteral(from), gateway.address())) {
            return client.send(request.bytes()).readHead();
        }
    }
}
