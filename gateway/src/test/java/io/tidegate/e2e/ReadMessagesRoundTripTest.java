package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.EchoServer;
import io.tidegate.e2e.peers.Events;
import io.tidegate.e2e.peers.JavaWebSocketServer;
import io.tidegate.e2e.peers.JettyServer;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients and servers that others wrote, with compression that ends at the gateway, with and without takeover. */
@ExtendWith(NothingLeftBehind.class)
class ReadMessagesRoundTripTest {
    private static final List<Way> WAYS = new ArrayList<>();

    /** A server behind a gateway that reads. */
    private record Way(EchoServer server, GatewayFixture gateway, String compression) {
        static Way to(EchoServer server, String compression) {
            Settings settings = Settings.to("ws://127.0.0.1:" + server.port())
                    .route("filters", "[ { content: {} } ]")
                    .route("compression", compression);
            return new Way(server, GatewayFixture.start(settings), compression);
        }
    }

    /** A client, and the way that its WebSocket takes. */
    record Pair(ClientKind kind, Way way) {
        TestClient open() {
            return kind.open(
                    URI.create("ws://127.0.0.1:" + way.gateway().address().getPort() + "/"), null);
        }

        @Override
        public String toString() {
            return kind + " to " + way.server() + " " + way.compression();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        try (var _ = new OwnFilters(ContentFilter.class)) {
            for (String compression : List.of("{ min-size: 1B }", "{ min-size: 1B, takeover: true }")) {
                WAYS.add(Way.to(new JavaWebSocketServer(null), compression));
                WAYS.add(Way.to(new JettyServer(null), compression));
            }
        }
    }

    @AfterAll
    static void stop() {
        for (Way way : WAYS) {
            way.gateway().close();
            way.server().close();
        }
        WAYS.clear();
    }

    @AfterEach
    void everySessionHasEnded() {
        WAYS.forEach(way -> way.gateway().awaitNoSession());
    }

    static Stream<Pair> pairs() {
        return Stream.of(ClientKind.values()).flatMap(kind -> WAYS.stream().map(way -> new Pair(kind, way)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void messagesOfAnySizeComeBackAndFiltersHaveSeenThem(Pair pair) {
        byte[] big = Rfc6455Cases.bytes(300_000);
        String text = "lang & länger 世界 ".repeat(500);
        try (TestClient client = pair.open()) {
            client.text("reply to me");
            assertThat(client.events().next()).isEqualTo("text to client: reply to me");

            client.text("upper case");
            client.binary(new byte[] {0, (byte) 0xFF});
            client.text("");
            client.text(text);
            client.text(text);
            client.binary(big);
            client.text("later and upper");
            client.text("bye");

            assertThat(client.events().next()).isEqualTo("text UPPER CASE");
            assertThat(client.events().next()).isEqualTo(Events.describe(new byte[] {0, (byte) 0xFF}));
            assertThat(client.events().next()).isEqualTo("text ");
            assertThat(client.events().next()).isEqualTo("text " + text);
            assertThat(client.events().next()).isEqualTo("text " + text);
            assertThat(client.events().next()).isEqualTo(Events.describe(big));
            assertThat(client.events().next()).isEqualTo("text LATER AND UPPER");
            assertThat(client.events().next()).isEqualTo("text bye");
            client.closing(4001, "done");
            assertThat(pair.way().server().events().next()).isEqualTo("closed 4001 done");
            assertThat(client.events().next()).startsWith("closed 4001");
        }
    }
}
