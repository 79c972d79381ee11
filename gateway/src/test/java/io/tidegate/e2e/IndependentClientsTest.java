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
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients and servers that others wrote, each with each, plain and with TLS on both legs. */
@ExtendWith(NothingLeftBehind.class)
class IndependentClientsTest {
    private static final List<Way> WAYS = new ArrayList<>();

    private static TestSite site;

    /** A server behind a gateway. */
    private record Way(
            EchoServer server,
            GatewayFixture gateway,
            @Nullable TestSite tls) {
        static Way plain(EchoServer server) {
            return new Way(server, GatewayFixture.start(settings("ws", server)), null);
        }

        static Way secure(EchoServer server) {
            Settings settings = settings("wss", server)
                    .upstream("tls", "{ ca: \"" + site.authority() + "\" }")
                    .listener("tls", site.listenerTls());
            return new Way(server, GatewayFixture.start(settings), site);
        }

        /** Nothing here may need a timeout to end. */
        private static Settings settings(String scheme, EchoServer server) {
            return Settings.to(scheme + "://127.0.0.1:" + server.port()).route("close-timeout", "1m");
        }

        /** Whether its server gets the answer to a Close of its own: with TLS Jetty says goodbye before it comes. */
        boolean hearsTheAnswer() {
            return tls == null || server instanceof JavaWebSocketServer;
        }

        URI uri() {
            return URI.create((tls == null ? "ws" : "wss") + "://127.0.0.1:"
                    + gateway.address().getPort() + "/echo");
        }
    }

    /** A client, and the way that its WebSocket takes. */
    record Pair(ClientKind kind, Way way) {
        TestClient open() {
            return kind.open(way.uri(), way.tls());
        }

        @Override
        public String toString() {
            return kind + " to " + way.server() + (way.tls() == null ? "" : ", TLS");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        site = new TestSite();
        WAYS.add(Way.plain(new JavaWebSocketServer(null)));
        WAYS.add(Way.plain(new JettyServer(null)));
        WAYS.add(Way.secure(new JavaWebSocketServer(site)));
        WAYS.add(Way.secure(new JettyServer(site)));
    }

    @AfterAll
    static void stop() {
        for (Way way : WAYS) {
            way.gateway().close();
            way.server().close();
        }
        WAYS.clear();
        site.close();
    }

    @AfterEach
    void everySessionHasEnded() {
        WAYS.forEach(way -> way.gateway().awaitNoSession());
    }

    static Stream<Pair> pairs() {
        return Stream.of(ClientKind.values()).flatMap(kind -> WAYS.stream().map(way -> new Pair(kind, way)));
    }

    static Stream<Pair> pairsThatSendSingleFrames() {
        return pairs().filter(pair -> pair.kind().sendsSingleFrames());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void messagesOfAnySizeComeBack(Pair pair) {
        byte[] big = Rfc6455Cases.bytes(1024 * 1024);
        String long5000 = "lang & länger ".repeat(500);
        try (TestClient client = pair.open()) {
            client.text("hello");
            client.binary(new byte[] {0, (byte) 0xFF});
            client.text("");
            client.text(long5000);
            client.binary(big);
            client.text("bye");

            assertThat(client.events().next()).isEqualTo("text hello");
            assertThat(client.events().next()).isEqualTo(Events.describe(new byte[] {0, (byte) 0xFF}));
            assertThat(client.events().next()).isEqualTo("text ");
            assertThat(client.events().next()).isEqualTo("text " + long5000);
            assertThat(client.events().next()).isEqualTo(Events.describe(big));
            assertThat(client.events().next()).isEqualTo("text bye");
            closes(pair, client);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void theSubprotocolIsTheServersChoice(Pair pair) {
        try (TestClient client = pair.open()) {
            assertThat(client.subprotocol()).isEqualTo("chat");
            closes(pair, client);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void theServersCloseReachesTheClient(Pair pair) {
        try (TestClient client = pair.open()) {
            client.text("close");

            assertThat(client.events().next()).isEqualTo("closed 4002 asked");
            String seen = pair.way().server().events().next();
            assertThat(seen).startsWith(pair.way().hearsTheAnswer() ? "closed 4002" : "closed");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairsThatSendSingleFrames")
    void fragmentsAndPingsPass(Pair pair) {
        try (TestClient client = pair.open()) {
            client.fragments("in two ", "parts");
            client.ping("p1");

            assertThat(client.events().next()).isEqualTo("text in two parts");
            assertThat(client.events().next()).isEqualTo("pong p1");
            closes(pair, client);
        }
    }

    /** The client's code and reason reach the server, and its answer the client. */
    private static void closes(Pair pair, TestClient client) {
        client.closing(4001, "done");

        assertThat(pair.way().server().events().next()).isEqualTo("closed 4001 done");
        assertThat(client.events().next()).startsWith("closed 4001");
    }
}
