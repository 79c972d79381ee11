package io.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class EndpointCheckTest {
    private static final String PASSED = SingleChecks.PASSED;
    private static final String TCP = "{ type: tcp, timeout: 10s }";
    private static final String HTTP = "{ type: http, timeout: 10s }";
    private static final String WEB_SOCKET = "{ type: websocket, timeout: 10s }";
    private static final String HTTP_SOON = "{ type: http, timeout: 500ms }";
    private static final String WEB_SOCKET_SOON = "{ type: websocket, timeout: 1s }";

    private final SingleChecks checks = new SingleChecks();

    @AfterEach
    void close() {
        checks.close();
    }

    @Test
    void tcpPassesWhereAConnectionIsTaken() throws Exception {
        try (var endpoint = new RawEndpoint(peer -> {})) {
            assertThat(checks.check(endpoint.url(), TCP)).isEqualTo(PASSED);
            assertThat(endpoint.next().end()).isEqualTo(RawPeer.End.FIN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "http", "websocket"})
    void everyTypeFailsWhereAConnectionIsRefused(String type) throws Exception {
        RawEndpoint endpoint = new RawEndpoint(peer -> {});
        endpoint.close();

        assertThat(checks.check(endpoint.url(), "{ type: " + type + " }")).isEqualTo(type + ": connection refused");
    }

    @Test
    void anotherPortThanTheTraffics() throws Exception {
        try (var traffic = new RawEndpoint(peer -> {});
                var endpoint = new RawEndpoint(Answers.status(200, ""))) {
            int port = port(endpoint);

            assertThat(checks.check(traffic.url(), "{ type: http, port: " + port + " }"))
                    .isEqualTo(PASSED);
            assertThat(endpoint.next().head().header("Host")).isEqualTo("127.0.0.1:" + port);
            assertThat(traffic.taken()).isZero();
        }
    }

    @Test
    void fromASourceAddressOfTheTraffic() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(200, ""))) {
            assertThat(checks.check(endpoint.url(), HTTP, "source: [ \"127.0.0.1\" ]"))
                    .isEqualTo(PASSED);
        }
    }

    @Test
    void httpAsksForThePathAndSaysWhoAsks() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(204, ""))) {
            assertThat(checks.check(endpoint.url(), "{ type: http, path: \"/up?full=%20\", host: app.example }"))
                    .isEqualTo(PASSED);

            Head request = endpoint.next().head();
            assertThat(request.startLine()).isEqualTo("GET /up?full=%20 HTTP/1.1");
            assertThat(request.header("Host")).isEqualTo("app.example");
            assertThat(request.header("User-Agent")).isEqualTo("tidegate-health-check");
            assertThat(request.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void httpJudgesTheStatus() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(302, "moved"))) {
            assertThat(checks.check(endpoint.url(), HTTP)).isEqualTo("http: answered 302, expected 200 to 299");
            assertThat(checks.check(endpoint.url(), "{ type: http, status: [ 200, 401-403 ] }"))
                    .isEqualTo("http: answered 302, expected 200, 401 to 403");
            assertThat(checks.check(endpoint.url(), "{ type: http, status: [ 200, 302 ] }"))
                    .isEqualTo(PASSED);
        }
    }

    @Test
    void httpPassesInterimAnswersOver() throws Exception {
        String answers = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

        assertThat(check(Answers.bytes(answers), HTTP)).isEqualTo(PASSED);
        assertThat(check(Answers.head("HTTP/1.1 101 Switching Protocols", "Upgrade: x", "Connection: upgrade"), HTTP))
                .isEqualTo("http: answered 101, expected 200 to 299");
    }

    @Test
    void httpTakesAnAnswerThatEndsWithTheConnectionAndNoMoreOfOneThanItNeeds() throws Exception {
        assertThat(check(
                        peer -> {
                            peer.readHead();
                            peer.send("HTTP/1.0 200 OK\r\n\r\nfine").halfClose();
                        },
                        HTTP))
                .isEqualTo(PASSED);
        assertThat(check(Answers.bytes("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100_000)), HTTP))
                .isEqualTo(PASSED);
    }

    @Test
    void httpNeedsAWholeAnswer() throws Exception {
        String half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";

        assertThat(check(Answers.stall(), HTTP_SOON)).isEqualTo("http: no answer within 500ms");
        assertThat(check(Answers.bytes(half), HTTP_SOON)).isEqualTo("http: no end of its answer 200 within 500ms");
        assertThat(check(Answers.closeAtOnce(), HTTP)).isEqualTo("http: connection closed before the answer");
        assertThat(check(Answers.resetAtOnce(), HTTP)).isEqualTo("http: connection reset");
        assertThat(check(Answers.bytes("SSH-2.0-OpenSSH\r\n\r\n"), HTTP)).startsWith("http: broken answer: ");
    }

    @Test
    void webSocketPassesWithAPongAndClosesPolitely() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.accept())) {
            var result = checks.start(endpoint.url(), "{ type: websocket, path: /live, host: app.example }")
                    .result();

            RawPeer peer = endpoint.next();
            assertThat(peer.head().startLine()).isEqualTo("GET /live HTTP/1.1");
            assertThat(peer.head().header("Host")).isEqualTo("app.example");
            assertThat(peer.head().header("User-Agent")).isEqualTo("tidegate-health-check");
            assertThat(peer.head().header("Origin")).isEmpty();
            WireFrame ping = peer.next();
            assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
            peer.send(WireFrame.of(WireFrame.PONG, ping.payload()));
            assertThat(peer.next()).extracting(WireFrame::closeCode).isEqualTo(1000);
            peer.finish(WireFrame.close(1000, ""));

            assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(PASSED);
        }
    }

    @Test
    void webSocketPassesAlthoughItsCloseIsNotAnswered() throws Exception {
        assertThat(check(
                        peer -> {
                            Answers.accept().to(peer);
                            peer.send(WireFrame.of(WireFrame.PONG, peer.next().payload()));
                        },
                        WEB_SOCKET_SOON))
                .isEqualTo(PASSED);
    }

    @Test
    void webSocketTakesAPongThatComesWithOtherFrames() throws Exception {
        assertThat(check(
                        peer -> {
                            Answers.acceptGluing(
                                            WireFrame.text("welcome"), WireFrame.ping("you?"), WireFrame.binary((byte)
                                                    1))
                                    .to(peer);
                            WireFrame ping = peer.next();
                            peer.send(WireFrame.pong("another"), WireFrame.of(WireFrame.PONG, ping.payload()));
                        },
                        WEB_SOCKET_SOON))
                .isEqualTo(PASSED);
    }

    @Test
    void webSocketFailsWithoutAHandshake() throws Exception {
        assertThat(check(Answers.stall(), WEB_SOCKET_SOON))
                .isEqualTo("websocket: no answer to its handshake within 1s");
        assertThat(check(Answers.status(503, "busy"), WEB_SOCKET)).isEqualTo("websocket: answered 503, expected 101");
        assertThat(check(Answers.status(200, "x".repeat(100)), WEB_SOCKET))
                .isEqualTo("websocket: answered 200, expected 101");
        assertThat(check(Answers.acceptingWrongly(), WEB_SOCKET)).startsWith("websocket: broken handshake: ");
        assertThat(check(Answers.closeInsideTheHead(), WEB_SOCKET))
                .isEqualTo("websocket: connection closed before the answer to its handshake");
        assertThat(check(Answers.bytes("SSH-2.0-OpenSSH\r\n\r\n"), WEB_SOCKET))
                .startsWith("websocket: broken answer: ");
    }

    @Test
    void webSocketFailsWithoutAPong() throws Exception {
        assertThat(check(Answers.accept(), WEB_SOCKET_SOON)).isEqualTo("websocket: no pong within 1s");
        assertThat(check(Answers.acceptGluing(WireFrame.pong("not yours")), WEB_SOCKET_SOON))
                .isEqualTo("websocket: no pong within 1s");
        assertThat(check(Answers.acceptGluing(WireFrame.close(1013, "later")), WEB_SOCKET))
                .isEqualTo("websocket: closed with 1013 before the pong");
        assertThat(check(Answers.acceptGluing(WireFrame.text("x").masked(7)), WEB_SOCKET))
                .startsWith("websocket: broken answer: ");
        assertThat(check(
                        peer -> {
                            Answers.accept().to(peer);
                            peer.close();
                        },
                        WEB_SOCKET))
                .isIn("websocket: connection closed before the pong", "websocket: connection reset");
    }

    @Test
    void webSocketOffersASubprotocolThatMustBeChosen() throws Exception {
        String check = "{ type: websocket, subprotocol: v1, timeout: 10s }";

        assertThat(check(peer -> answerLikeEcho(peer, "Sec-WebSocket-Protocol: v1"), check))
                .isEqualTo(PASSED);
        assertThat(check(peer -> answerLikeEcho(peer), check)).startsWith("websocket: broken handshake: ");
    }

    @Test
    void webSocketSendsATextAndWaitsForTheExpectedOne() throws Exception {
        try (var echo = new EchoEndpoint()) {
            assertThat(checks.check(echo.url(), "{ type: websocket, send: are you there, expect: are you there }"))
                    .isEqualTo(PASSED);
            assertThat(checks.check(echo.url(), "{ type: websocket, send: no, expect: yes, timeout: 500ms }"))
                    .isEqualTo("websocket: no expected message among 1 within 500ms");
            assertThat(checks.check(echo.url(), "{ type: websocket, expect: yes, timeout: 500ms }"))
                    .isEqualTo("websocket: no expected message within 500ms");
        }
    }

    @Test
    void webSocketPassesOtherMessagesOverAndJoinsFragments() throws Exception {
        assertThat(check(
                        peer -> {
                            Answers.acceptGluing(
                                            WireFrame.text("welcome"),
                                            WireFrame.binary((byte) 1),
                                            WireFrame.text("re").more(),
                                            WireFrame.continuation("ady"))
                                    .to(peer);
                            EchoEndpoint.echo(peer);
                        },
                        "{ type: websocket, expect: ready }"))
                .isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ pointer: /status, value: ready }",
                "{ pointer: /nodes/1/up, value: true }",
                "{ pointer: /a~1b, value: 3 }",
                "{ pointer: /none, value: 'null' }"
            })
    void webSocketFindsAValueInJson(String expected) throws Exception {
        assertThat(checkJson(expected)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ pointer: /status, value: READY }",
                "{ pointer: /nodes, value: ready }",
                "{ pointer: /missing, value: 'null' }",
                "{ pointer: '', value: ready }"
            })
    void webSocketFailsWithoutTheValueInJson(String expected) throws Exception {
        assertThat(checkJson(expected)).isEqualTo("websocket: no expected message among 2 within 1s");
    }

    @Test
    void webSocketDoesNotListenForever() throws Exception {
        assertThat(check(
                        peer -> {
                            Answers.accept().to(peer);
                            peer.send(WireFrame.of(WireFrame.PONG, peer.next().payload()));
                            while (true) {
                                peer.send(WireFrame.text("x".repeat(1000)));
                            }
                        },
                        "{ type: websocket, expect: ready, timeout: 30s }"))
                .matches("websocket: sent more than 1MiB, but no expected message among 1\\d\\d\\d");
    }

    @Test
    void whatIsCancelledHasNoResultAndNoConnection() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.stall())) {
            SingleChecks.Started check = checks.start(endpoint.url(), HTTP);
            RawPeer peer = endpoint.next();

            check.cancel();

            assertThat(peer.end()).isEqualTo(RawPeer.End.FIN);
            assertThat(check.result()).isNotDone();
        }
    }

    private String checkJson(String expected) throws Exception {
        String json = "{\"status\":\"ready\",\"nodes\":[{},{\"up\":true}],\"a/b\":3,\"none\":null}";
        return check(
                peer -> {
                    Answers.acceptGluing(WireFrame.text("{ not json"), WireFrame.text(json))
                            .to(peer);
                    EchoEndpoint.echo(peer);
                },
                "{ type: websocket, timeout: 1s, expect-json: " + expected + " }");
    }

    private static void answerLikeEcho(RawPeer peer, String... headerLines) throws IOException {
        Answers.accept(headerLines).to(peer);
        EchoEndpoint.echo(peer);
    }

    private String check(RawEndpoint.Answer answer, String check) throws Exception {
        try (var endpoint = new RawEndpoint(answer)) {
            return checks.check(endpoint.url(), check);
        }
    }

    private static int port(RawEndpoint endpoint) {
        return Integer.parseInt(endpoint.url().substring(endpoint.url().lastIndexOf(':') + 1));
    }
}
