package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.JavaWebSocketServer;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters of a user's own: one that fails harms its session alone, and one that drops leaves compression whole. */
@ExtendWith(NothingLeftBehind.class)
class OwnFilterTest {
    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aFilterThatFailsOnAFrameEndsItsSessionWith1011AndNoOther(Side from) {
        try (var _ = new OwnFilters(FaultyFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).route("filters", "[ { faulty: { where: frame } } ]"));
                RawPeer other = gateway.open("/other");
                RawPeer farOther = endpoint.next();
                RawPeer client = gateway.open("/faulty");
                RawPeer upstream = endpoint.next()) {
            (from == Side.CLIENT ? client : upstream).send(WireFrame.text("one"), WireFrame.text("two"));

            assertThat(client.next().closeCode()).isEqualTo(1011);
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.CLOSE);
            client.send(WireFrame.close(1011, ""));
            upstream.finish(WireFrame.close(1011, ""));
            assertThat(gateway.ending("/faulty"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.INTERNAL, 1011, "internal error"));
            other.send(WireFrame.text("unharmed"));
            assertThat(farOther.next().text()).isEqualTo("unharmed");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultyFilter.Where.class,
            names = {"MAKING", "HANDSHAKE"})
    void aFilterThatFailsBefore101IsA500(FaultyFilter.Where where) {
        try (var _ = new OwnFilters(FaultyFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { faulty: { where: " + where.name().toLowerCase(Locale.ROOT) + " } } ]"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/faulty").bytes());

            assertThat(client.readHead().status()).isEqualTo(500);
            assertThat(client.readBody()).doesNotContain("made to fail");
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            Ending ending = gateway.ending("/faulty");
            assertThat(ending.phase()).isEqualTo(Phase.ADMIT);
            assertThat(ending.cause()).isEqualTo(Cause.INTERNAL);
            assertThat(ending.code()).isEqualTo(500);
            assertThat(endpoint.taken()).isZero();
        }
    }

    @Test
    void aRouteThatMayDropHasCompressionWithoutContextTakeover() {
        Upgrade request =
                Upgrade.to("/").with("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
        try (var _ = new OwnFilters(EverySecondFilter.class);
                var endpoint = new RawEndpoint(
                        Answers.accept("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"));
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ { every-second: {} } ]"));
                RawPeer client = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            assertThat(upstream.head().header("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; client_max_window_bits; server_no_context_takeover");
            assertThat(client.head().header("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ClientKind.class,
            names = {"JAVA_WEB_SOCKET", "OK_HTTP"})
    void whatFollowsADroppedMessageCanBeInflated(ClientKind kind) throws Exception {
        String similar = "a text that is worth compressing, with much that it shares with the others ".repeat(20);
        try (var _ = new OwnFilters(EverySecondFilter.class);
                var server = new JavaWebSocketServer(null);
                var gateway = GatewayFixture.start(
                        Settings.to("ws://127.0.0.1:" + server.port()).route("filters", "[ { every-second: {} } ]"));
                TestClient client = kind.open(
                        URI.create("ws://127.0.0.1:" + gateway.address().getPort() + "/"), null)) {
            for (int i = 0; i < 8; i++) {
                client.text(similar + i); // 0, 2, 4, 6 reach the server; of its echoes 0 and 4 come back
            }
            assertThat(client.events().next()).isEqualTo("text " + similar + 0);
            assertThat(client.events().next()).isEqualTo("text " + similar + 4);

            client.closing(1000, "done");
            assertThat(client.events().next()).isEqualTo("closed 1000 done");
        }
    }
}
