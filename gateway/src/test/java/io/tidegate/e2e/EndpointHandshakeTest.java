package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawEndpoint.Answer;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that shake hands badly, and what the client is told. */
@ExtendWith(NothingLeftBehind.class)
class EndpointHandshakeTest {
    private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols";
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions: ";
    private static final String OTHER = "Sec-WebSocket-Accept: " + Upgrade.acceptFor(Upgrade.KEY);

    static Stream<Arguments> brokenHandshakes() {
        return Stream.of(
                broken("200", Answers.status(200, "hello")),
                broken("204", Answers.head("HTTP/1.1 204 No Content")),
                broken("a wrong accept key", Answers.acceptingWrongly()),
                broken(
                        "the client's accept key in place of its own",
                        Answers.head(SWITCHING, UPGRADE, CONNECTION, OTHER)),
                broken("101 without an accept key", Answers.head(SWITCHING, UPGRADE, CONNECTION)),
                broken("101 to another protocol", Answers.head(SWITCHING, "Upgrade: h2c", CONNECTION)),
                broken("two accept keys", Answers.accept(OTHER)),
                broken("a subprotocol that was not offered", Answers.accept("Sec-WebSocket-Protocol: chat")),
                broken("an extension that was not offered", Answers.accept(EXTENSIONS + "permessage-deflate")),
                broken("an unknown extension", Answers.accept(EXTENSIONS + "x-secret")),
                broken("garbage", Answers.head("\u0000\u0001 no HTTP at all")),
                broken("another protocol's greeting", Answers.head("SSH-2.0-OpenSSH_9.2")),
                broken("an end before the answer", Answers.closeAtOnce()),
                broken("a reset before the answer", Answers.resetAtOnce()),
                broken("an end inside the answer", Answers.closeInsideTheHead()),
                Arguments.of("silence", 504, Answers.stall()),
                Arguments.of("silence inside the answer", 504, Answers.bytes("HTTP/1.1 101 Switch")));
    }

    private static Arguments broken(String name, Answer answer) {
        return Arguments.of(name, 502, answer);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("brokenHandshakes")
    void aBrokenHandshakeIsAStatus(String name, int status, Answer answer) {
        try (var endpoint = new RawEndpoint(answer);
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).upstream("connect-timeout", "300ms"))) {
            Head refusal = refusal(gateway, "/broken");

            assertThat(refusal.status()).isEqualTo(status);
            assertThat(refusal.header("Content-Type")).isEqualTo("application/problem+json");
            Ending ending = gateway.ending("/broken");
            assertThat(ending)
                    .extracting(Ending::phase, Ending::cause, Ending::code)
                    .containsExactly(Phase.CONNECT, Cause.NO_ENDPOINT, status);
        }
    }

    @Test
    void anEndpointThatRefusesConnectionsIs502() {
        RawEndpoint gone = new RawEndpoint(Answers.accept());
        gone.close();
        try (var gateway = GatewayFixture.to(gone.url())) {
            assertThat(refusal(gateway, "/gone").status()).isEqualTo(502);
        }
    }

    @Test
    void anEndpointWhoseNameDoesNotResolveIs503WithARetryAfter() {
        try (var gateway = GatewayFixture.to("ws://no-such-host.invalid:9")) {
            Head refusal = refusal(gateway, "/unresolved");

            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.header("Retry-After")).matches("[1-9]\\d*");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(302, "", "Location: /login"),
                Arguments.of(401, "who are you?", "WWW-Authenticate: Basic realm=\"chat\""),
                Arguments.of(403, "no", "X-Why: banned"),
                Arguments.of(404, "not here", "Content-Type: text/plain"),
                Arguments.of(426, "upgrade to something else", "Upgrade-Insecure-Requests: 1"),
                Arguments.of(429, "slowly", "Retry-After: 7"),
                Arguments.of(500, "x".repeat(64 * 1024), "Content-Type: text/plain"),
                Arguments.of(503, "come back", "Retry-After: 9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void anEndpointsOwnRefusalIsPassedOn(int status, String body, String headerLine) {
        try (var endpoint = new RawEndpoint(Answers.status(status, body, headerLine));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            Head refusal = client.send(Upgrade.to("/refused").bytes()).readHead();

            assertThat(refusal.status()).isEqualTo(status);
            String[] header = headerLine.split(": ", 2);
            assertThat(refusal.header(header[0])).isEqualTo(header[1]);
            assertThat(client.readBody()).isEqualTo(body);
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(gateway.ending("/refused").cause()).isEqualTo(Cause.ENDPOINT_REFUSED);
        }
    }

    @Test
    void aRefusalWithAChunkedBodyIsPassedOnWithItsLength() {
        String chunked = "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnope\r\n0\r\n\r\n";
        try (var endpoint = new RawEndpoint(Answers.bytes(chunked));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            Head refusal = client.send(Upgrade.to("/chunked").bytes()).readHead();

            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.headers().contains("Transfer-Encoding")).isFalse();
            assertThat(client.readBody()).isEqualTo("nope");
        }
    }

    @Test
    void aRefusalWithABodyTooBigIsPassedOnWithoutIt() {
        try (var endpoint = new RawEndpoint(Answers.status(404, "x".repeat(64 * 1024 + 1)));
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            Head refusal = client.send(Upgrade.to("/big").bytes()).readHead();

            assertThat(refusal.status()).isEqualTo(404);
            assertThat(client.readBody()).isEmpty();
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        }
    }

    @Test
    void aDeadEndpointDoesNotHinderTheOther() {
        RawEndpoint gone = new RawEndpoint(Answers.accept());
        gone.close();
        try (var echo = new EchoEndpoint();
                var gateway = GatewayFixture.to(gone.url(), echo.url(), "ws://no-such-host.invalid:9")) {
            for (int i = 0; i < 6; i++) {
                echoes(gateway);
            }
        }
    }

    static Stream<Arguments> retried() {
        return Stream.of(
                Arguments.of("silence", Answers.stall()),
                Arguments.of("an end", Answers.closeAtOnce()),
                Arguments.of("a reset", Answers.resetAtOnce()),
                Arguments.of("502", Answers.status(502, "")),
                Arguments.of("503", Answers.status(503, "busy", "Retry-After: 1")),
                Arguments.of("504", Answers.status(504, "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("retried")
    void anotherEndpointIsTriedWhereThatIsSafe(String name, Answer answer) {
        try (var bad = new RawEndpoint(answer);
                var echo = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(bad.url(), echo.url()).upstream("connect-timeout", "1s"))) {
            for (int i = 0; i < 4; i++) {
                echoes(gateway);
            }
            assertThat(bad.taken()).isPositive();
        }
    }

    @Test
    void a4xxIsNotRetried() {
        try (var bad = new RawEndpoint(Answers.status(403, "no"));
                var echo = new EchoEndpoint();
                var gateway = GatewayFixture.to(bad.url(), echo.url())) {
            int refused = 0;
            for (int i = 0; i < 4; i++) {
                try (RawPeer client = RawPeer.connect(gateway.address())) {
                    refused += client.send(Upgrade.to("/").bytes()).readHead().status() == 403 ? 1 : 0;
                }
            }
            assertThat(refused).isEqualTo(bad.taken()).isPositive();
        }
    }

    private static Head refusal(GatewayFixture gateway, String path) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            Head refusal = client.send(Upgrade.to(path).bytes()).readHead();
            assertThat(refusal.header("Connection")).isEqualTo("close");
            assertThat(client.readBody()).doesNotContain("127.0.0.1", "invalid", "chat");
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
            return refusal;
        }
    }

    private static void echoes(GatewayFixture gateway) {
        try (RawPeer client = gateway.open("/")) {
            client.send(WireFrame.text("hello"));
            assertThat(client.next().text()).isEqualTo("hello");
        }
    }
}
