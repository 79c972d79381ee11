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

/** Records and calls on their way between clients and endpoints that put them otherwise. */
@ExtendWith(NothingLeftBehind.class)
class AdaptedMessagesTest {
    private static final String LINES = "{ framing: { client: { kind: lines } } }";
    private static final String SIZES =
            "{ framing: { client: { kind: lines }, endpoint: { kind: length-prefixed, prefix: u8 } } }";

    @Test
    void recordsAreCutOutOfMessagesAndFragmentsAndFoundAcrossThem() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "[ " + SIZES + " ]"));
                RawPeer client = gateway.open("/records");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("a\nbc").more(), WireFrame.ping("p"), WireFrame.continuation("\nd"));
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);
            WireFrame first = upstream.next();
            assertThat(first.opcode()).isEqualTo(WireFrame.BINARY);
            assertThat(first.payload()).containsExactly(1, 'a');
            assertThat(upstream.next().payload()).containsExactly(2, 'b', 'c');
            client.send(WireFrame.text("e\n"));
            assertThat(upstream.next().payload()).containsExactly(2, 'd', 'e');

            upstream.send(WireFrame.binary((byte) 1, (byte) 'x', (byte) 2, (byte) 'y'));
            assertThat(client.next().text()).isEqualTo("x\n");
            upstream.send(WireFrame.binary((byte) 'z'));
            assertThat(client.next().text()).isEqualTo("yz\n");
        }
    }

    @Test
    void halfARecordStaysThroughAReloadThatLeavesItsFramingAsItIs() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "[ " + LINES + " ]"));
                RawPeer client = gateway.open("/reloaded");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one\nha"));
            assertThat(upstream.next().text()).isEqualTo("one");

            gateway.reload(settings(endpoint, "[ { rate-limit: { messages: 1000/s } }, " + LINES + " ]"));
            client.send(WireFrame.text("lf\n"));
            assertThat(upstream.next().text()).isEqualTo("half");

            gateway.reload(settings(endpoint, "[ " + SIZES + " ]").route("on-removed", "close"));
            assertThat(client.nextClose().closeCode()).isEqualTo(1012);
        }
    }

    @Test
    void whatHasNotEndedWithItsSessionIsCounted() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "[ " + LINES + " ]"));
                RawPeer client = gateway.open("/half");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one\nhalf"));
            assertThat(upstream.next().text()).isEqualTo("one");
            client.reset();
            gateway.awaitNoSession();

            assertThat(
                            Admin.of(gateway.gateway())
                                    .metric(
                                            "tidegate_filter_verdicts_total{filter=\"framing\",route=\"all\",side=\"client\",verdict=\"drop\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void halfARecordOfALostEndpointIsNotGluedToTheNextOnesFirst() {
        try (var first = new RawEndpoint(Answers.accept());
                var second = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                        .upstream("balance", "round-robin")
                        .route("resume", "{}")
                        .route("filters", "[ { framing: { client: { kind: lines }, endpoint: { kind: lines } } } ]"));
                RawPeer client = gateway.open("/lost")) {
            boolean atFirst = first.taken() == 1;
            RawPeer lost = (atFirst ? first : second).next();
            lost.send(WireFrame.text("whole\nhalf"));
            client.send(WireFrame.text("one\ntw"));
            assertThat(client.next().text()).isEqualTo("whole\n");
            assertThat(lost.next().text()).isEqualTo("one\n");

            lost.reset();
            try (RawPeer next = (atFirst ? second : first).next()) {
                next.send(WireFrame.text("new\n"));
                client.send(WireFrame.text("o\n"));
                assertThat(client.next().text()).isEqualTo("new\n");
                assertThat(next.next().text()).isEqualTo("two\n");
            }
        }
    }

    @Test
    void callsAreAnsweredByTheirOwnIdsHoweverTheyCross() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "[ { json-rpc: {} } ]"));
                RawPeer client = gateway.open("/calls");
                RawPeer upstream = endpoint.next()) {
            client.send(
                    WireFrame.text("{\"id\":\"a\",\"method\":\"one\"}"),
                    WireFrame.text("{\"id\":\"a\",\"method\":\"two\"}"));
            upstream.send(WireFrame.text("{\"id\":1,\"method\":\"ask\"}"));
            assertThat(upstream.next().text()).isEqualTo("{\"id\":1,\"method\":\"one\"}");
            assertThat(upstream.next().text()).isEqualTo("{\"id\":2,\"method\":\"two\"}");
            assertThat(client.next().text()).isEqualTo("{\"id\":1,\"method\":\"ask\"}");

            upstream.send(WireFrame.text("[{\"id\":2,\"result\":2},{\"id\":1,\"result\":1}]"));
            client.send(WireFrame.text("{\"id\":1,\"result\":0}"));
            assertThat(client.next().text()).isEqualTo("[{\"id\":\"a\",\"result\":2},{\"id\":\"a\",\"result\":1}]");
            assertThat(upstream.next().text()).isEqualTo("{\"id\":1,\"result\":0}");

            client.send(WireFrame.text("no call"));
            assertThat(client.nextClose().closeCode()).isEqualTo(1007);
        }
    }

    private static Settings settings(RawEndpoint endpoint, String filters) {
        return Settings.to(endpoint.url()).route("filters", filters).gateway("admin", Admin.ANY_PORT);
    }
}
