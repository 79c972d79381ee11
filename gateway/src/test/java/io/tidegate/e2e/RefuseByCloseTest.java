package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.filter.Admission;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusals that a page's script can see: {@code refuse: close}. */
@ExtendWith(NothingLeftBehind.class)
class RefuseByCloseTest {
    private static final String ORIGINS =
            "[ { origins: { allow: [ \"https://app.example.com\" ], without-origin: refuse } } ]";

    @Test
    void aRefusedClientGets101AndACloseAndTheEndpointHearsNothing() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(refusingByClose(endpoint.url())
                        .route("filters", ORIGINS)
                        .gateway("admin", Admin.ANY_PORT));
                var client = RawPeer.open(
                        gateway.address(), Upgrade.to("/foreign").with("Origin", "https://evil.example"))) {
            WireFrame close = client.next();

            assertThat(client.head().header("Sec-WebSocket-Accept")).isEqualTo(Upgrade.acceptFor(Upgrade.KEY));
            assertThat(close.closeCode()).isEqualTo(4403);
            assertThat(close.closeReason()).isEqualTo("This origin is not allowed.");
            client.finish(WireFrame.close(4403, ""));
            assertThat(endpoint.taken()).isZero();
            assertThat(gateway.ending("/foreign"))
                    .isEqualTo(new Ending(Phase.ADMIT, Cause.REFUSED, 4403, "This origin is not allowed."));
            assertThat(
                            Admin.of(gateway.gateway())
                                    .metric(
                                            "tidegate_endings_total{cause=\"refused\",code=\"4403\",phase=\"admit\",route=\"all\",upstream=\"none\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatTheClientSendsBeforeItSeesTheCloseIsThrownAway() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(refusingByClose(endpoint.url()).route("filters", ORIGINS));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/early").bytes());
            for (int i = 0; i < 100; i++) {
                client.send(WireFrame.text("early " + i));
            }

            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(client.next().closeCode()).isEqualTo(4403);
            client.finish(WireFrame.close(4403, ""));
            assertThat(endpoint.taken()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'chat, trace', chat",
        "'bearer, secret-token, chat', chat",
        "'chat, bearer, secret-token', chat",
        "'bearer, secret-token', bearer",
        "'Bearer, secret-token', Bearer",
        "'', ''"
    })
    void aSubprotocolIsChosenSoThatBrowsersTakeTheAnswerAndNeverTheToken(String offered, String chosen) {
        Upgrade request = Upgrade.to("/protocols");
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(refusingByClose(endpoint.url()).route("filters", ORIGINS));
                var client = RawPeer.open(
                        gateway.address(),
                        offered.isEmpty() ? request : request.with("Sec-WebSocket-Protocol", offered))) {
            Head answer = client.head();

            assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo(chosen);
            assertThat(answer.headers().contains("Sec-WebSocket-Extensions")).isFalse();
            assertThat(client.next().closeCode()).isEqualTo(4403);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, 4401, no; retry-after-ms=7000",
        "403, 4403, no; retry-after-ms=7000",
        "429, 4429, no; retry-after-ms=7000",
        "400, 4400, no; retry-after-ms=7000",
        "500, 1011, no; retry-after-ms=7000",
        "503, 1013, no; retry-after-ms=7000"
    })
    void theCodeSaysWhatTheStatusWouldHaveSaid(int status, int code, String reason) throws InterruptedException {
        try (var _ = new OwnFilters(WaitingFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(refusingByClose(endpoint.url()).route("filters", "[ { waiting: {} } ]"));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/status").bytes());
            CompletableFuture<Admission> verdict = WaitingFilter.next();
            verdict.complete(new Admission.Refuse(status, Cause.REFUSED, "no", Duration.ofMillis(6500)));

            assertThat(client.readHead().status()).isEqualTo(101);
            WireFrame close = client.next();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(reason);
        }
    }

    @Test
    void theEndpointsOwnRefusalIsToldLikewise() {
        try (var endpoint = new RawEndpoint(Answers.status(401, "who are you", "WWW-Authenticate: Basic"));
                var gateway = GatewayFixture.start(refusingByClose(endpoint.url()));
                var client = gateway.open("/unknown")) {
            WireFrame close = client.next();

            assertThat(close.closeCode()).isEqualTo(4401);
            assertThat(close.closeReason()).isEqualTo("The service refused.");
            assertThat(gateway.ending("/unknown"))
                    .isEqualTo(new Ending(Phase.CONNECT, Cause.ENDPOINT_REFUSED, 4401, "endpoint answered 401"));
        }
    }

    @Test
    void aRouteInMaintenanceClosesWith1013() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(refusingByClose(endpoint.url())
                        .route("mode", "maintenance")
                        .route("maintenance-text", "Back at noon."));
                var client = gateway.open("/")) {
            WireFrame close = client.next();

            assertThat(close.closeCode()).isEqualTo(1013);
            assertThat(close.closeReason()).isEqualTo("Back at noon.");
        }
    }

    @Test
    void whereNoRouteMatchesOrTheRequestIsNoHandshakeTheAnswerStaysAStatus() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(refusingByClose(endpoint.url()).route("match", "{ path: /here }"));
                var nowhere = RawPeer.connect(gateway.address());
                var plain = RawPeer.connect(gateway.address())) {
            nowhere.send(Upgrade.to("/there").bytes());
            plain.send(Upgrade.to("/here").without("Upgrade").bytes());

            assertThat(nowhere.readHead().status()).isEqualTo(404);
            assertThat(plain.readHead().status()).isEqualTo(426);
        }
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void clientsThatOthersWroteSeeCodeAndReason(ClientKind kind) {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(refusingByClose(endpoint.url()).route("filters", ORIGINS));
                TestClient client = kind.open(uri("ws", gateway), null)) {
            assertThat(client.events().next()).isEqualTo("closed 4403 An Origin is required.");
        }
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void clientsThatOthersWroteSeeCodeAndReasonThroughTls(ClientKind kind) {
        try (var site = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(refusingByClose(endpoint.url())
                        .listener("tls", site.listenerTls())
                        .route("filters", ORIGINS));
                TestClient client = kind.open(uri("wss", gateway), site)) {
            assertThat(client.events().next()).isEqualTo("closed 4403 An Origin is required.");
        }
    }

    private static Settings refusingByClose(String url) {
        return Settings.to(url).route("refuse", "close");
    }

    private static URI uri(String scheme, GatewayFixture gateway) {
        return URI.create(scheme + "://127.0.0.1:" + gateway.address().getPort() + "/refused");
    }
}
