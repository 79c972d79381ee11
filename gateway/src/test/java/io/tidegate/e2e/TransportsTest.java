package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.tidegate.e2e.peers.ClientKind;
import io.tidegate.e2e.peers.JavaWebSocketServer;
import io.tidegate.e2e.peers.TestClient;
import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.URI;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short session of everything on each transport: where one loads, it does the same. On Linux all must load. */
@ExtendWith(NothingLeftBehind.class)
class TransportsTest {
    private static final int BIG = 300_000;
    private static final int MESSAGES = 40;
    private static final int FRAMES_KEPT = 5; // by the kernel: the gateway does not read

    static Stream<String> transports() {
        boolean linux = OS.LINUX.isCurrentOs();
        return linux ? Stream.of("nio", "epoll", "io_uring") : Stream.of("nio");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void epollAndIoUringLoadOnLinux() {
        assertThat(causeText(Epoll.unavailabilityCause()))
                .as("why epoll does not load")
                .isEmpty();
        assertThat(causeText(IoUring.unavailabilityCause()))
                .as("why io_uring does not load")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void messagesPassAndEitherSideMayClose(String transport) {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(on(transport, endpoint.url()));
                RawPeer client = gateway.open("/client-closes")) {
            byte[] big = Rfc6455Cases.bytes(BIG);
            client.send(WireFrame.text("hello"), WireFrame.text("in ").more(), WireFrame.ping("between"));
            client.send(WireFrame.continuation("parts"), WireFrame.binary(big), WireFrame.binary());

            assertThat(client.next().text()).isEqualTo("hello");
            assertThat(client.next()).isEqualTo(WireFrame.text("in ").more());
            assertThat(client.next()).isEqualTo(WireFrame.pong("between"));
            assertThat(client.next()).isEqualTo(WireFrame.continuation("parts"));
            assertThat(client.next()).isEqualTo(WireFrame.binary(big));
            assertThat(client.next()).isEqualTo(WireFrame.binary());
            client.send(WireFrame.close(4000, "bye"));
            assertThat(client.next()).isEqualTo(WireFrame.close(4000, "bye"));
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(gateway.ending("/client-closes").cause()).isEqualTo(Cause.CLIENT_CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void lossesAreToldToTheOtherSide(String transport) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(on(transport, endpoint.url()))) {
            try (RawPeer client = gateway.open("/half-closes");
                    RawPeer upstream = endpoint.next()) {
                client.send(WireFrame.text("last words")).halfClose();
                assertThat(upstream.next().text()).isEqualTo("last words");
                assertThat(upstream.next().closeCode()).isEqualTo(1001);
                upstream.finish(WireFrame.close(1001, ""));
                assertThat(gateway.ending("/half-closes").cause()).isEqualTo(Cause.CLIENT_LOST);
            }
            try (RawPeer client = gateway.open("/resets");
                    RawPeer upstream = endpoint.next()) {
                upstream.reset();
                assertThat(client.next().closeCode()).isEqualTo(1011);
                client.finish(WireFrame.close(1011, ""));
                assertThat(gateway.ending("/resets").cause()).isEqualTo(Cause.ENDPOINT_LOST);
            }
        }
    }

    /** Reading from the endpoint is paused by the client when the endpoint's Close and FIN come. */
    @ParameterizedTest
    @MethodSource("transports")
    void allThatAnEndpointSentBeforeItEndedArrives(String transport) {
        WireFrame frame = WireFrame.binary(Rfc6455Cases.bytes(BIG));
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(on(transport, endpoint.url()));
                RawPeer client = RawPeer.connect(gateway.address(), 8 * 1024)) {
            client.send(Upgrade.to("/flood").bytes()).readHead();
            RawPeer upstream = endpoint.next();
            Thread sending = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < MESSAGES; i++) {
                    upstream.send(frame);
                }
                upstream.send(WireFrame.close(1000, "all sent")).halfClose();
            });

            for (int i = 0; i < MESSAGES; i++) {
                assertThat(client.next()).isEqualTo(frame);
            }
            assertThat(client.next()).isEqualTo(WireFrame.close(1000, "all sent"));
            client.send(WireFrame.close(1000, ""));
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(sending).satisfies(Thread::join);
            assertThat(upstream.next().closeCode()).isEqualTo(1000);
            assertThat(gateway.ending("/flood").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
        }
    }

    /** The endpoint's kernel holds its last bytes and its FIN while the client does not read at all. */
    @ParameterizedTest
    @MethodSource("transports")
    void anEndpointMayEndWhileTheClientDoesNotRead(String transport) {
        WireFrame frame = WireFrame.binary(Rfc6455Cases.bytes(20_000));
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(on(transport, endpoint.url()).gateway("admin", Admin.ANY_PORT));
                RawPeer client = RawPeer.connect(gateway.address(), 8 * 1024)) {
            client.send(Upgrade.to("/ended").bytes()).readHead();
            RawPeer upstream = endpoint.next();
            Admin admin = Admin.of(gateway.gateway());
            int sent = 0;
            while (!isPaused(admin, sent)) {
                upstream.send(frame);
                sent++;
            }
            upstream.send(WireFrame.close(1000, "all sent")).halfClose();

            for (int i = 0; i < sent; i++) {
                assertThat(client.next()).isEqualTo(frame);
            }
            assertThat(client.next()).isEqualTo(WireFrame.close(1000, "all sent"));
            client.send(WireFrame.close(1000, ""));
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(gateway.ending("/ended").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void compressedMessagesPassWithTlsOnBothLegs(String transport) throws Exception {
        String text = "worth compressing ".repeat(5000);
        try (var site = new TestSite();
                var server = new JavaWebSocketServer(site);
                var gateway = GatewayFixture.start(on(transport, "wss://127.0.0.1:" + server.port())
                        .upstream("tls", "{ ca: \"" + site.authority() + "\" }")
                        .listener(
                                "tls",
                                "{ certificates: [ { certificate: \"" + site.certificate() + "\", key: \"" + site.key()
                                        + "\" } ] }"));
                TestClient client = ClientKind.OK_HTTP.open(
                        URI.create("wss://127.0.0.1:" + gateway.address().getPort() + "/tls"), site)) {
            client.text(text);
            client.text(text);

            assertThat(client.events().next()).isEqualTo("text " + text);
            assertThat(client.events().next()).isEqualTo("text " + text);
            client.closing(4000, "bye");
            assertThat(client.events().next()).isEqualTo("closed 4000 bye");
            assertThat(gateway.ending("/tls").cause()).isEqualTo(Cause.CLIENT_CLOSED);
        }
    }

    /** Whether the gateway reads no more from the endpoint, on two looks. */
    private static boolean isPaused(Admin admin, int framesSent) {
        boolean paused = true;
        for (int look = 0; look < 2; look++) {
            int passedOn = admin.json("/api/v1/sessions")
                    .at("/sessions/0/from-upstream/frames")
                    .asInt(0);
            paused &= framesSent - passedOn >= FRAMES_KEPT;
        }
        return paused;
    }

    private static Settings on(String transport, String url) {
        return Settings.to(url).gateway("transport", transport);
    }

    private static String causeText(@Nullable Throwable cause) {
        return cause == null ? "" : cause.toString();
    }
}
