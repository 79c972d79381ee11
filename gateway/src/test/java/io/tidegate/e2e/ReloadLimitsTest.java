package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.ReloadReport;
import io.tidegate.control.ReloadReport.Change;
import io.tidegate.control.ReloadReport.How;
import io.tidegate.control.ReloadReport.Kind;
import io.tidegate.protocol.Cause;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits and filters that a reload changes bind the sessions that are open. */
@ExtendWith(NothingLeftBehind.class)
class ReloadLimitsTest {
    private static final WireFrame HELLO = WireFrame.text("hello");
    private static final String RATE = "[ { rate-limit: { messages: 1/h, burst: %d, exceed: %s } } ]";

    @Test
    void anEqualConfigurationChangesNothing() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/same")) {
            ReloadReport report = gateway.reload(Settings.to(endpoint.url()));

            assertThat(report.changes()).isEmpty();
            assertEcho(client);
        }
    }

    @Test
    void theReportNamesTheKeysOfARouteAndItsSessions() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var _ = gateway.open("/one");
                var _ = gateway.open("/two")) {
            ReloadReport report = gateway.reload(
                    Settings.to(endpoint.url()).route("max-message", "1KiB").route("ping", "{ interval: 1h }"));

            assertThat(report.changes())
                    .containsExactly(new Change(Kind.ROUTE, "all", How.CHANGED, List.of("max-message", "ping"), 2));
            assertThat(report.dryRun()).isFalse();
        }
    }

    @Test
    void aMessageThatHasBegunKeepsItsLimitAndTheNextHasTheNewOne() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/sizes")) {
            client.send(WireFrame.text("half").more());
            assertThat(client.next().text()).isEqualTo("half");

            gateway.reload(Settings.to(endpoint.url()).route("max-message", "10B"));

            client.send(WireFrame.continuation("and more than ten bytes"));
            assertThat(client.next().text()).isEqualTo("and more than ten bytes");
            client.send(WireFrame.text("0123456789"));
            assertThat(client.next().text()).isEqualTo("0123456789");
            client.send(WireFrame.text("01234567890"));
            assertThat(client.next().closeCode()).isEqualTo(1009);
            client.finish(WireFrame.close(1009, ""));
            assertThat(gateway.ending("/sizes").cause()).isEqualTo(Cause.TOO_BIG);
        }
    }

    @Test
    void theEndpointsDirectionIsBoundToo() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/from-endpoint");
                var far = endpoint.next()) {
            far.send(WireFrame.text("half").more(), WireFrame.ping("between"));
            assertThat(client.next().text()).isEqualTo("half");
            assertThat(client.next().opcode()).isEqualTo(WireFrame.PING);

            gateway.reload(Settings.to(endpoint.url()).route("max-frame", "125B"));

            far.send(WireFrame.continuation("x".repeat(200)));
            assertThat(client.next().text()).hasSize(200);
            far.send(WireFrame.text("x".repeat(200)));
            assertThat(far.nextClose().closeCode()).isEqualTo(1009);
            assertThat(client.next().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void aFilterThatIsNewJudgesTheNextMessage() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/attack")) {
            client.send(HELLO, HELLO, HELLO);
            assertEchoes(client, 3);

            gateway.reload(Settings.to(endpoint.url()).route("filters", RATE.formatted(1, "close")));

            assertEcho(client);
            client.send(HELLO);
            assertThat(client.next().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aFilterThatIsGoneJudgesNoMore() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", RATE.formatted(1, "close")));
                var client = gateway.open("/freed")) {
            assertEcho(client);

            gateway.reload(Settings.to(endpoint.url()));

            client.send(HELLO, HELLO);
            assertEchoes(client, 2);
        }
    }

    @Test
    void aFilterWhoseSettingsStayKeepsItsStateWhereverItStands() {
        String rate = "rate-limit: { messages: 1/h, burst: 2, exceed: close }";
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ { " + rate + " } ]"));
                var client = gateway.open("/state")) {
            assertEcho(client);

            gateway.reload(Settings.to(endpoint.url())
                    .route("max-message", "1MiB")
                    .route("filters", "[ { headers: { to-endpoint: { remove: [ X-Debug ] } } }, { " + rate + " } ]"));

            assertEcho(client);
            client.send(HELLO);
            assertThat(client.next().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aFilterWhoseSettingsChangeStartsAnew() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", RATE.formatted(1, "close")));
                var client = gateway.open("/anew")) {
            assertEcho(client);

            gateway.reload(Settings.to(endpoint.url()).route("filters", RATE.formatted(2, "close")));

            assertEcho(client);
            assertEcho(client);
            client.send(HELLO);
            assertThat(client.next().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aFilterThatCannotBeMadeEndsTheSessionWithItsNextFrame() {
        try (var _ = new OwnFilters(FaultyFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/unmade")) {
            gateway.reload(Settings.to(endpoint.url()).route("filters", "[ { faulty: { where: making } } ]"));

            client.send(HELLO);

            assertThat(client.next().closeCode()).isEqualTo(1011);
            client.finish(WireFrame.close(1011, ""));
            assertThat(gateway.ending("/unmade").cause()).isEqualTo(Cause.INTERNAL);
        }
    }

    @Test
    void aCompressedMessageThatMayNotBeLeftOutEndsTheSession() {
        String offer = "permessage-deflate";
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Extensions: " + offer));
                var gateway = GatewayFixture.to(endpoint.url());
                var client = RawPeer.open(
                        gateway.address(), Upgrade.to("/deflate").with("Sec-WebSocket-Extensions", offer));
                var far = endpoint.next()) {
            gateway.reload(Settings.to(endpoint.url()).route("filters", RATE.formatted(1, "drop")));

            client.send(HELLO);
            assertThat(far.next().text()).isEqualTo("hello");
            client.send(WireFrame.text("plain, so left out"));
            client.send(WireFrame.text("compressed").rsv(WireFrame.RSV1));

            assertThat(client.next().closeCode()).isEqualTo(1012);
            client.finish(WireFrame.close(1012, ""));
            assertThat(far.next().opcode()).isEqualTo(WireFrame.CLOSE);
            assertThat(gateway.ending("/deflate").cause()).isEqualTo(Cause.REMOVED);
        }
    }

    @Test
    void timesThatAreTightenedEndWhoIsOverThem() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).routeBeside("aged", "{ match: { path: /aged }, upstream: chat }"));
                var idle = gateway.open("/idle");
                var aged = gateway.open("/aged")) {
            gateway.reload(Settings.to(endpoint.url())
                    .route("idle-timeout", "1s")
                    .routeBeside("aged", "{ match: { path: /aged }, upstream: chat, max-age: 1s }"));

            assertThat(idle.next().closeCode()).isEqualTo(1001);
            assertThat(aged.next().closeCode()).isEqualTo(1012);
            idle.finish(WireFrame.close(1001, ""));
            aged.finish(WireFrame.close(1012, ""));
            assertThat(gateway.ending("/idle").cause()).isEqualTo(Cause.IDLE);
            assertThat(gateway.ending("/aged").cause()).isEqualTo(Cause.MAX_AGE);
        }
    }

    @Test
    void timesThatAreLiftedEndNobody() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("max-age", "1s")
                        .route("idle-timeout", "1s")
                        .routeBeside("other", "{ match: { path: /other }, upstream: chat, max-age: 1500ms }"));
                var client = gateway.open("/lifted");
                var other = gateway.open("/other")) {
            gateway.reload(Settings.to(endpoint.url())
                    .routeBeside("other", "{ match: { path: /other }, upstream: chat, max-age: 1500ms }"));

            assertThat(other.next().closeCode()).isEqualTo(1012); // by then the first would have been over, too
            assertEcho(client);
        }
    }

    @Test
    void pingsBeginWhereThereWereNone() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/pinged");
                var far = endpoint.next()) {
            gateway.reload(Settings.to(endpoint.url()).route("ping", "{ interval: 1s, timeout: 9s }"));

            assertThat(client.next().opcode()).isEqualTo(WireFrame.PING);
            assertThat(far.next().opcode()).isEqualTo(WireFrame.PING);
        }
    }

    @Test
    void aClientLearnsOfALostEndpointByTheNewCode() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                var client = gateway.open("/lost");
                var far = endpoint.next()) {
            gateway.reload(Settings.to(endpoint.url()).route("endpoint-lost-code", "1013"));

            far.reset();

            assertThat(client.next().closeCode()).isEqualTo(1013);
        }
    }

    @Test
    void aSideThatTakesNothingIsGivenUpAfterTheNewTime() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("stall-timeout", "1h"));
                var client = gateway.open("/stalled");
                var _ = endpoint.next()) {
            Thread flood = Thread.ofVirtual().start(() -> flood(client));

            gateway.reload(Settings.to(endpoint.url()).route("stall-timeout", "200ms"));

            assertThat(gateway.ending("/stalled").cause()).isEqualTo(Cause.STALLED);
            flood.interrupt();
        }
    }

    /** Until the gateway takes no more. */
    private static void flood(RawPeer client) {
        byte[] message = WireFrame.binary(new byte[60_000]).masked(1).bytes();
        try {
            while (true) {
                client.send(message);
            }
        } catch (RuntimeException e) {
            client.close(); // it has ended
        }
    }

    private static void assertEcho(RawPeer client) {
        client.send(HELLO);
        assertEchoes(client, 1);
    }

    private static void assertEchoes(RawPeer client, int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(client.next().text()).isEqualTo("hello");
        }
    }
}
