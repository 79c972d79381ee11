package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.ChatUpstream;
import io.tidegate.testing.EndpointProcess;
import io.tidegate.testing.EndpointProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that are processes of their own and are killed, stopped and started again under a gateway with sessions. */
@ExtendWith(NothingLeftBehind.class)
class EndpointProcessesTest {
    private static final String CHECKS =
            "{ type: websocket, path: " + EndpointProgram.CHECK + ", interval: 100ms, timeout: 1s, fall: 3, rise: 2 }";
    private static final String NEVER_EJECTED = "{ max-ejected: 0 }";

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private List<EndpointProcess> endpoints = List.of();
    private EndpointProcess first;

    @BeforeEach
    void startEndpoints() {
        endpoints = EndpointProcess.start(folder, 3);
        first = endpoints.getFirst();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable part : opened.reversed()) {
            part.close();
        }
        endpoints.forEach(EndpointProcess::close);
    }

    @Test
    void noSessionGoesToAKilledEndpointOnceItsChecksHaveFailed() throws Exception {
        GatewayFixture gateway =
                gateway(settings().upstream("health-check", CHECKS).upstream("ejection", NEVER_EJECTED));
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());
        List<LiveClient> before = open(gateway, 9);

        first.kill();

        assertThat(at(first, before)).hasSize(3).allMatch(client -> client.awaitClose() == 1011);
        upstream.awaitState(first.id(), "down");
        int attempts = upstream.attempts(first.id());
        assertThat(open(gateway, 20)).extracting(LiveClient::endpoint).doesNotContain(first.id());
        assertThat(upstream.attempts(first.id())).isEqualTo(attempts);
        for (LiveClient elsewhere : except(first, before)) {
            assertThat(elsewhere.echoes("still here")).isTrue();
        }
        awaitLost(gateway, 3);
    }

    @Test
    void withoutChecksAKilledEndpointIsEjectedAndNoHandshakeFails() {
        GatewayFixture gateway = gateway(settings().upstream("ejection", "{ min-sessions: 5 }"));
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());

        first.kill();

        assertThat(open(gateway, 20)).extracting(LiveClient::endpoint).doesNotContain(first.id());
        assertThat(upstream.state(first.id())).isEqualTo("ejected");
        assertThat(upstream.attempts(first.id(), "failed")).isEqualTo(5);
        assertThat(upstream.attempts(first.id(), "connected")).isZero();
    }

    @Test
    void aStoppedEndpointIsFoundByThePingsOfItsSessionsAndComesBackWhenItGoesOn() throws Exception {
        GatewayFixture gateway = gateway(settings()
                .upstream("ejection", "{ min-sessions: 3, min-clients: 3, time: 2s }")
                .upstream("connect-timeout", "300ms")
                .route("ping", "{ interval: 1s, timeout: 700ms }")
                .route("close-timeout", "200ms"));
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());
        List<LiveClient> before = open(gateway, 9);

        first.stop();

        assertThat(at(first, before)).hasSize(3).allMatch(client -> client.awaitClose() == 1011);
        upstream.awaitState(first.id(), "ejected");
        awaitLost(gateway, 3);
        assertThat(open(gateway, 6)).extracting(LiveClient::endpoint).doesNotContain(first.id());
        for (LiveClient elsewhere : except(first, before)) {
            assertThat(elsewhere.echoes("still here")).isTrue();
        }
        first.goOn();
        upstream.awaitState(first.id(), "up");
        assertThat(at(first, open(gateway, 3)).getFirst().echoes("back")).isTrue();
    }

    @Test
    void aRestartedEndpointIsGivenAGrowingShareOfTheSessions() {
        GatewayFixture gateway =
                gateway(settings().upstream("health-check", CHECKS).upstream("slow-start", "20"));
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());
        first.kill();
        upstream.awaitState(first.id(), "down");
        open(gateway, 30);

        first.restart();
        upstream.awaitState(first.id(), "up");

        int early = at(first, open(gateway, 20)).size();
        assertThat(early).isBetween(1, 5); // all 20, if it were flooded
        assertThat(upstream.isStarting(first.id())).isTrue();
        int later = at(first, open(gateway, 20)).size();
        assertThat(later).isBetween(early + 1, 15);
        open(gateway, 50);
        assertThat(upstream.isStarting(first.id())).isFalse();
        assertThat(sessions(gateway)).containsExactly(40, 40, 40);
    }

    @Test
    void whenAllAreKilledEveryHandshakeIsToldSoUntilTheyAreStartedAgain() throws Exception {
        GatewayFixture panicking = gateway(settings().upstream("health-check", CHECKS));
        GatewayFixture calm =
                gateway(settings().upstream("health-check", CHECKS).upstream("panic-threshold", "0"));
        List<LiveClient> before = open(panicking, 3);
        before.addAll(open(calm, 3));

        endpoints.forEach(EndpointProcess::kill);

        assertThat(before).allMatch(client -> client.awaitClose() == 1011);
        for (EndpointProcess endpoint : endpoints) {
            ChatUpstream.of(panicking.gateway()).awaitState(endpoint.id(), "down");
            ChatUpstream.of(calm.gateway()).awaitState(endpoint.id(), "down");
        }
        assertThat(ChatUpstream.of(panicking.gateway()).isInPanic()).isTrue();
        assertThat(refusal(panicking, "/panic").status()).isEqualTo(502);
        assertThat(panicking.endings().attemptsOf("/panic")).isEqualTo(4);
        Head refusal = refusal(calm, "/none");
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.header("Retry-After")).matches("[1-5]");
        assertThat(calm.endings().attemptsOf("/none")).isZero();

        endpoints.forEach(EndpointProcess::restart);

        open(panicking, 3); // at once: nobody waits for the checks in a panic
        awaitUp(panicking);
        awaitUp(calm);
        open(panicking, 3);
        open(calm, 3);
        assertThat(sessions(panicking)).containsExactly(2, 2, 2);
        assertThat(sessions(calm)).containsExactly(1, 1, 1);
    }

    private Settings settings() {
        return Settings.to(endpoints.stream().map(EndpointProcess::url).toArray(String[]::new))
                .gateway("admin", Admin.ANY_PORT)
                .upstream("balance", "least-sessions");
    }

    private GatewayFixture gateway(Settings settings) {
        GatewayFixture gateway = GatewayFixture.start(settings);
        opened.add(gateway);
        return gateway;
    }

    /** One after the other, from three addresses in turn. */
    private List<LiveClient> open(GatewayFixture gateway, int count) {
        List<LiveClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LiveClient client = LiveClient.open(gateway.address(), address(i / endpoints.size() % 3));
            opened.add(client);
            clients.add(client);
        }
        return clients;
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("127.0.0." + (2 + number));
    }

    private void awaitUp(GatewayFixture gateway) {
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());
        endpoints.forEach(endpoint -> upstream.awaitState(endpoint.id(), "up"));
        assertThat(upstream.isInPanic()).isFalse();
    }

    private List<Integer> sessions(GatewayFixture gateway) {
        ChatUpstream upstream = ChatUpstream.of(gateway.gateway());
        return endpoints.stream()
                .map(endpoint -> upstream.sessions(endpoint.id()))
                .toList();
    }

    private static void awaitLost(GatewayFixture gateway, int sessions) {
        Awaitility.await("endings of lost sessions")
                .atMost(RawPeer.LIMIT)
                .until(() -> gateway.endings().count(Cause.ENDPOINT_LOST, 1011) == sessions);
    }

    private static Head refusal(GatewayFixture gateway, String path) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            return client.send(Upgrade.to(path).bytes()).readHead();
        }
    }

    private static List<LiveClient> at(EndpointProcess endpoint, List<LiveClient> clients) {
        return clients.stream()
                .filter(client -> client.endpoint().equals(endpoint.id()))
                .toList();
    }

    private static List<LiveClient> except(EndpointProcess endpoint, List<LiveClient> clients) {
        return clients.stream()
                .filter(client -> !client.endpoint().equals(endpoint.id()))
                .toList();
    }
}
