package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidegate.config.ConfigException;
import io.tidegate.control.ReloadReport;
import io.tidegate.control.ReloadReport.Change;
import io.tidegate.control.ReloadReport.How;
import io.tidegate.control.ReloadReport.Kind;
import io.tidegate.filter.Admission;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reload does with the sessions of routes, upstreams and endpoints that it takes away or moves. */
@ExtendWith(NothingLeftBehind.class)
class ReloadRoutesTest {
    private static final WireFrame HELLO = WireFrame.text("hello");
    private static final String NOBODY = "ws://127.0.0.1:9";

    @Test
    void aRouteThatIsNewTakesHandshakes() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("match", "{ path: /old }"))) {
            assertThat(status(gateway, "/new")).isEqualTo(404);

            ReloadReport report = gateway.reload(Settings.to(endpoint.url())
                    .route("match", "{ path: /old }")
                    .routeBeside("new", "{ match: { path: /new }, upstream: chat }"));

            assertThat(report.changes()).containsExactly(new Change(Kind.ROUTE, "new", How.ADDED, List.of(), 0));
            assertThat(status(gateway, "/new")).isEqualTo(101);
            assertThat(status(gateway, "/old")).isEqualTo(101);
        }
    }

    @Test
    void theSessionsOfARemovedRouteGoOnUnlessItSaysOtherwise() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, ""));
                var client = gateway.open("/beside")) {
            ReloadReport report = gateway.reload(Settings.to(endpoint.url()).route("match", "{ path: /other }"));

            assertThat(report.changes()).contains(new Change(Kind.ROUTE, "beside", How.REMOVED, List.of(), 1));
            assertThat(status(gateway, "/beside")).isEqualTo(404);
            assertEcho(client);
        }
    }

    @Test
    void theSessionsOfARemovedRouteAreClosedAtOnceIfItSaysSo() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, ", on-removed: close"));
                var client = gateway.open("/beside");
                var untouched = gateway.open("/untouched")) {
            gateway.reload(Settings.to(endpoint.url()));

            assertThat(client.next().closeCode()).isEqualTo(1012);
            client.finish(WireFrame.close(1012, ""));
            assertRemoved(gateway.ending("/beside"));
            assertEcho(untouched);
        }
    }

    @Test
    void theSessionsOfARemovedRouteAreEndedOneAfterTheOtherAtItsRate() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, ", on-removed: { action: drain, rate: 20/s }")
                        .gateway("event-loops", "1"))) {
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(gateway.open("/beside"));
            }
            long startNanos = System.nanoTime();

            gateway.reload(Settings.to(endpoint.url()).gateway("event-loops", "1"));

            List<Duration> told = new ArrayList<>();
            for (RawPeer client : clients) { // in the order in which they came
                assertThat(client.next().closeCode()).isEqualTo(1012);
                told.add(Duration.ofNanos(System.nanoTime() - startNanos));
                client.finish(WireFrame.close(1012, ""));
            }
            assertThat(told.getFirst()).isLessThan(Duration.ofMillis(400));
            assertThat(told.getLast()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ match: { path: /moved }, upstream: chat, on-removed: close }",
                "{ match: { path: /beside }, upstream: other, on-removed: close }",
                "{ match: { path: /beside }, split: { other: 1, chat: 0 }, on-removed: close }",
                "{ match: { path: /beside }, upstream: chat, rewrite: { strip-prefix: /beside }, on-removed: close }",
                "{ match: { path: /beside }, upstream: chat, filters: [ { origins: { allow: [ \"*\" ] } } ], on-removed: close }"
            })
    void whatOpenSessionsCannotFollowEndsThemAsTheNewConfigurationSays(String route) {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, "").upstreamBeside("other", endpoint.url()));
                var client = gateway.open("/beside");
                var untouched = gateway.open("/untouched")) {
            gateway.reload(Settings.to(endpoint.url())
                    .upstreamBeside("other", endpoint.url())
                    .routeBeside("beside", route));

            assertThat(client.next().closeCode()).isEqualTo(1012);
            client.finish(WireFrame.close(1012, ""));
            assertRemoved(gateway.ending("/beside"));
            assertEcho(untouched);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ match: { path: /beside }, upstream: chat, max-message: 1KiB, on-removed: close }",
                "{ match: { path: /beside }, split: { chat: 1, other: 9 }, on-removed: close }",
                "{ match: { path: /beside }, upstream: chat, mode: maintenance, on-removed: close }",
                "{ match: { path: /beside }, upstream: chat, filters: [ { rate-limit: { messages: 9/s } } ], on-removed: close }",
                "{ match: { path: /beside }, upstream: other, on-removed: keep }"
            })
    void whatTheyCanFollowEndsNobody(String route) {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, "").upstreamBeside("other", endpoint.url()));
                var client = gateway.open("/beside")) {
            gateway.reload(Settings.to(endpoint.url())
                    .upstreamBeside("other", endpoint.url())
                    .routeBeside("beside", route));

            assertEcho(client);
        }
    }

    @Test
    void aHandshakeFilterThatIsTakenAwayCountsAsWell() {
        String filters = ", filters: [ { origins: { allow: [ \"*\" ], without-origin: allow } } ]";
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(withBeside(endpoint, filters));
                var client = gateway.open("/beside")) {
            gateway.reload(withBeside(endpoint, ", on-removed: close"));

            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void theSessionsAtARemovedEndpointAreEndedAsTheUpstreamSays() {
        try (var stays = new EchoEndpoint();
                var goes = new EchoEndpoint();
                var gateway = GatewayFixture.start(evenly(stays.url(), goes.url()));
                var one = gateway.open("/one")) {
            boolean oneLeaves = goes.taken() == 1;
            try (var two = gateway.open("/two")) {
                assertThat(List.of(stays.taken(), goes.taken())).containsExactly(1, 1);

                ReloadReport report = gateway.reload(evenly(stays.url()).upstream("on-removed", "close"));

                assertThat(report.changes())
                        .extracting(Change::kind, Change::change, Change::sessions)
                        .contains(tuple(Kind.ENDPOINT, How.REMOVED, 1));
                assertThat((oneLeaves ? one : two).next().closeCode()).isEqualTo(1012);
                assertEcho(oneLeaves ? two : one);
            }
        }
    }

    @Test
    void theSessionsAtARemovedEndpointGoOnOtherwise() {
        try (var stays = new EchoEndpoint();
                var goes = new EchoEndpoint();
                var gateway = GatewayFixture.start(evenly(stays.url(), goes.url()));
                var one = gateway.open("/one");
                var two = gateway.open("/two")) {
            gateway.reload(evenly(stays.url()));

            assertEcho(one);
            assertEcho(two);
            try (var three = gateway.open("/three");
                    var four = gateway.open("/four")) {
                assertEcho(three);
                assertEcho(four);
            }
            assertThat(goes.taken()).isEqualTo(1);
        }
    }

    @Test
    void theSessionsOfARemovedUpstreamAreEndedAsItSaid() {
        try (var endpoint = new EchoEndpoint();
                var old = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .upstreamBeside("old", old.url(), "on-removed: close")
                        .routeBeside("beside", "{ match: { path: /beside }, upstream: old }"));
                var client = gateway.open("/beside");
                var untouched = gateway.open("/untouched")) {
            ReloadReport report = gateway.reload(
                    Settings.to(endpoint.url()).routeBeside("beside", "{ match: { path: /beside }, upstream: chat }"));

            assertThat(report.changes()).contains(new Change(Kind.UPSTREAM, "old", How.REMOVED, List.of(), 1));
            assertThat(client.next().closeCode()).isEqualTo(1012);
            assertEcho(untouched);
            assertThat(status(gateway, "/beside")).isEqualTo(101);
        }
    }

    @Test
    void aHandshakeWhoseUpstreamIsRemovedMeanwhileGets503() throws Exception {
        try (var _ = new OwnFilters(WaitingFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .upstreamBeside("old", endpoint.url())
                        .routeBeside(
                                "beside",
                                "{ match: { path: /beside }, upstream: old, filters: [ { waiting: {} } ] }"));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/beside").bytes());
            CompletableFuture<Admission> verdict = WaitingFilter.next();

            gateway.reload(Settings.to(endpoint.url()));
            verdict.complete(Admission.Pass.ADMIT);

            assertThat(client.readHead().status()).isEqualTo(503);
            assertThat(client.head().header("Retry-After")).matches("[1-5]");
            assertThat(gateway.ending("/beside"))
                    .isEqualTo(new Ending(Phase.CONNECT, Cause.REMOVED, 503, "upstream old was removed by a reload"));
        }
    }

    @Test
    void aHandshakeThatARouteChangedUnderOpensAndIsBoundAtOnce() throws Exception {
        String route = "{ match: { path: /beside }, upstream: chat, filters: [ { waiting: {} } ]";
        try (var _ = new OwnFilters(WaitingFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).routeBeside("beside", route + " }"));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/beside").bytes());
            CompletableFuture<Admission> verdict = WaitingFilter.next();

            gateway.reload(Settings.to(endpoint.url()).routeBeside("beside", route + ", max-message: 100B }"));
            gateway.reload(Settings.to(endpoint.url()).routeBeside("beside", route + ", max-message: 4B }"));
            verdict.complete(Admission.Pass.ADMIT);

            assertThat(client.readHead().status()).isEqualTo(101);
            client.send(HELLO);
            assertThat(client.next().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aHandshakeOfARouteThatWantsItsSessionsClosedIsClosedToo() throws Exception {
        String route = "{ match: { path: /beside }, upstream: chat, filters: [ { waiting: {} } ], on-removed: close }";
        try (var _ = new OwnFilters(WaitingFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).routeBeside("beside", route));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/beside").bytes());
            CompletableFuture<Admission> verdict = WaitingFilter.next();

            gateway.reload(Settings.to(endpoint.url()));
            verdict.complete(Admission.Pass.ADMIT);

            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void aSessionThatOpensAtAnEndpointThatIsGoneByThenIsEndedToo() throws Exception {
        var answering = new CountDownLatch(1);
        try (var stays = new EchoEndpoint();
                var goes = new RawEndpoint(peer -> {
                    await(answering);
                    Answers.accept().to(peer);
                });
                var gateway = GatewayFixture.to(goes.url());
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/late").bytes());
            Awaitility.await().until(() -> goes.taken() == 1);

            gateway.reload(Settings.to(stays.url()).upstream("on-removed", "close"));
            answering.countDown();

            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void healthChecksBeginAndEndWithTheConfiguration() {
        try (var gateway = GatewayFixture.start(Settings.to(NOBODY).gateway("admin", Admin.ANY_PORT))) {
            Admin admin = Admin.of(gateway.gateway());
            String up = "tidegate_endpoint_up{endpoint=\"127.0.0.1:9\",upstream=\"chat\"}";
            assertThat(admin.metric(up)).isOne();

            gateway.reload(Settings.to(NOBODY)
                    .gateway("admin", Admin.ANY_PORT)
                    .upstream("panic-threshold", "0")
                    .upstream("health-check", "{ type: tcp, interval: 100ms, timeout: 50ms, fall: 1 }"));
            Awaitility.await().until(() -> admin.metric(up) == 0);

            gateway.reload(Settings.to(NOBODY).gateway("admin", Admin.ANY_PORT));
            Awaitility.await().until(() -> admin.metric(up) == 1);
        }
    }

    @Test
    void aConfigurationWithAFaultChangesNothing() {
        try (var _ = new OwnFilters(FaultyFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/before")) {
            assertThatThrownBy(() -> gateway.reload(Settings.to(endpoint.url())
                            .route("max-message", "1B")
                            .route("match", "{ path: \"/{a}/{a}\" }")
                            .upstream("source", "[ 192.0.2.1 ]")
                            .listenerBeside(
                                    "tls",
                                    "{ address: \"127.0.0.1:0\", tls: { certificates: "
                                            + "[ { certificate: /no/such.pem, key: /no/such.key } ] } }")))
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            e -> assertThat(e.faults())
                                    .anyMatch(fault -> fault.contains("routes.all.match.path"))
                                    .anyMatch(fault -> fault.contains("listeners.tls.tls.certificates[0].key")));

            assertEcho(client);
            assertThat(status(gateway, "/after")).isEqualTo(101);
        }
    }

    private static Settings evenly(String... urls) {
        return Settings.to(urls).upstream("balance", "least-sessions");
    }

    private static Settings withBeside(EchoEndpoint endpoint, String more) {
        return Settings.to(endpoint.url())
                .routeBeside("beside", "{ match: { path: /beside }, upstream: chat" + more + " }");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private static int status(GatewayFixture gateway, String target) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            return client.send(Upgrade.to(target).bytes()).readHead().status();
        }
    }

    private static void assertEcho(RawPeer client) {
        client.send(HELLO);
        assertThat(client.next().text()).isEqualTo("hello");
    }

    private static void assertRemoved(Ending ending) {
        assertThat(ending).isEqualTo(new Ending(Phase.RELAY, Cause.REMOVED, 1012, ending.reason()));
        assertThat(ending.reason()).matches("service restart; retry-after-ms=(\\d{1,3}|1000)");
    }
}
