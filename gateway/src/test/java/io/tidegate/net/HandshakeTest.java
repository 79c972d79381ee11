package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static io.tidegate.net.RawClient.upgradeWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.handler.ssl.SslHandler;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Phase;
import io.tidegate.session.Arrival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HandshakeTest {
    private static final String ADDRESS = "address: \"127.0.0.1:0\"";
    private static final String QUICK = ADDRESS + ", handshake-timeout: 100ms";

    @TempDir
    private Path folder;

    @Test
    void aValidHandshakeIsHandedOverWithTheBytesBehindIt() throws Exception {
        try (Front front = Front.on(folder, ADDRESS);
                RawClient client = front.connect()) {
            client.send(upgradeWith("Sec-WebSocket-Protocol: a, b\r\nX-Request-Id: r-1\r\n")
                            .replace("/chat/a ", "/chat/./%61?x=%2f ")
                            .replace("example.com", "Example.COM.:8080")
                    + "early");

            Arrival arrival = front.awaitArrival();

            Handshake handshake = arrival.handshake();
            assertThat(handshake.path()).isEqualTo("/chat/a");
            assertThat(handshake.query()).isEqualTo("x=%2f");
            assertThat(handshake.host()).isEqualTo("example.com");
            assertThat(handshake.subprotocols()).containsExactly("a", "b");
            assertThat(handshake.client()).isEqualTo(client.address());
            assertThat(handshake.clientTrusted()).isFalse();
            assertThat(handshake.secure()).isFalse();
            assertThat(handshake.certificateSubject()).isNull();
            assertThat(handshake.sessionId()).matches("[a-z2-7]{26}");
            assertThat(handshake.headers().get("Host")).isEqualTo("Example.COM.:8080");
            assertThat(arrival.key()).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(arrival.match().route().name()).isEqualTo("chat");
            assertThat(arrival.early().toString(StandardCharsets.US_ASCII)).isEqualTo("early");
            assertThat(arrival.deadlineNanos() - arrival.journey().acceptedNanos())
                    .isEqualTo(10_000_000_000L);
            assertThat(arrival.journey().phase()).isEqualTo(Phase.ADMIT);
            assertThat(arrival.journey().requestId()).isEqualTo("r-1");
            assertThat(arrival.journey().route()).isEqualTo("chat");
            assertThat(arrival.channel().pipeline().get(HandshakeHandler.class)).isNull();
            assertThat(arrival.channel().pipeline().get(SslHandler.class)).isNull();
            Front.dismiss(arrival);
        }
    }

    @Test
    void aHandshakeCutAtAnyByteIsHandedOverTheSame() throws Exception {
        try (Front front = Front.on(folder, ADDRESS)) {
            for (int cut = 1; cut < UPGRADE.length(); cut++) {
                try (RawClient client = front.connect()) {
                    client.send(UPGRADE.substring(0, cut));
                    client.send(UPGRADE.substring(cut) + "e");

                    Arrival arrival = front.awaitArrival();

                    assertThat(arrival.early().toString(StandardCharsets.US_ASCII))
                            .isEqualTo("e");
                    assertThat(arrival.handshake().headers().fields()).hasSize(5);
                    Front.dismiss(arrival);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n",
                "Sec-WebSocket-Extensions: a; b=\"c\" ; d , e;f=g\r\nSec-WebSocket-Extensions: h\r\n",
                "Content-Length: 0\r\n",
                "Connection: keep-alive\r\nUpgrade: h2c\r\n",
                "X-Odd: \u00e9\u00ff\r\nX-Empty:\r\n"
            })
    void whatTheStandardsAllowIsTaken(String fields) throws Exception {
        try (Front front = Front.on(folder, ADDRESS);
                RawClient client = front.connect()) {
            client.send(upgradeWith(fields));

            Front.dismiss(front.awaitArrival());
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost", "a_b.example", "127.0.0.1:80", "[::1]:80", "[::1]", "a:", "''"})
    void aHostIsANameOrAnAddress(String host) throws Exception {
        try (Front front = Front.on(folder, ADDRESS);
                RawClient client = front.connect()) {
            client.send(UPGRADE.replace("example.com", host));

            Front.dismiss(front.awaitArrival());
        }
    }

    @Test
    void anEncodedSlashIsKeptWhereConfigured() throws Exception {
        try (Front front = Front.on(folder, ADDRESS + ", encoded-slash: keep");
                RawClient client = front.connect()) {
            client.send(UPGRADE.replace("/chat/a", "/chat/a%2fb"));

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.handshake().path()).isEqualTo("/chat/a%2Fb");
            Front.dismiss(arrival);
        }
    }

    @Test
    void aRequestIdThatIsNotHarmlessIsReplacedByTheSessionsId() throws Exception {
        try (Front front = Front.on(folder, ADDRESS);
                RawClient client = front.connect()) {
            client.send(upgradeWith("X-Request-Id: a b\r\n"));

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.journey().requestId())
                    .isEqualTo(arrival.handshake().sessionId());
            Front.dismiss(arrival);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For: 192.0.2.1, 192.0.2.1",
        "X-Forwarded-For: 9.9.9.9| 192.0.2.1| 10.0.0.1, 192.0.2.1",
        "X-Forwarded-For: 10.0.0.2| 10.0.0.1, 10.0.0.2",
        "X-Forwarded-For: 192.0.2.1| unknown| 10.0.0.1, 10.0.0.1",
        "X-Forwarded-For: [2001:db8::1]:8080, 2001:db8:0:0:0:0:0:1",
        "X-Forwarded-For: 2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "X-Forwarded-For: 192.0.2.1:99, 192.0.2.1",
        "X-Forwarded-For: garbage, 127.0.0.1",
        "Forwarded: for=192.0.2.1;proto=https| for=10.0.0.1, 192.0.2.1",
        "Forwarded: proto=http;For=\"[2001:db8::1]:1\", 2001:db8:0:0:0:0:0:1",
        "X-Other: 1, 127.0.0.1"
    })
    void aTrustedProxyIsBelievedAsFarAsTheFirstStranger(String field, String client) throws Exception {
        try (Front front = Front.on(folder, ADDRESS + ", trusted-proxies: [ 127.0.0.0/8, 10.0.0.0/8 ]");
                RawClient proxy = front.connect()) {
            proxy.send(upgradeWith(field.replace('|', ',') + "\r\n"));

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.handshake().client().getAddress().getHostAddress())
                    .isEqualTo(client);
            assertThat(arrival.handshake().clientTrusted()).isTrue();
            assertThat(arrival.journey().client()).isEqualTo(arrival.handshake().client());
            Front.dismiss(arrival);
        }
    }

    @Test
    void aStrangersForwardingHeaderIsNotBelieved() throws Exception {
        try (Front front = Front.on(folder, ADDRESS + ", trusted-proxies: [ 10.0.0.0/8 ]");
                RawClient client = front.connect()) {
            client.send(upgradeWith("X-Forwarded-For: 192.0.2.1\r\n"));

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.handshake().client()).isEqualTo(client.address());
            assertThat(arrival.handshake().clientTrusted()).isFalse();
            Front.dismiss(arrival);
        }
    }

    @Test
    void refusalsTellWhatIsTaken() throws Exception {
        try (Front front = Front.on(folder, ADDRESS)) {
            assertThat(front.answer(UPGRADE.replace("GET", "PUT"))).contains("\r\nAllow: GET\r\n");
            assertThat(front.answer(UPGRADE.replace(": 13", ": 7")))
                    .contains("\r\nUpgrade: websocket\r\n", "Upgrade\r\n", "\r\nSec-WebSocket-Version: 13\r\n");

            assertThat(front.awaitEndings(2))
                    .extracting(Ending::phase, Ending::cause, Ending::code)
                    .containsExactly(
                            tuple(Phase.HANDSHAKE, Cause.BAD_REQUEST, 405),
                            tuple(Phase.HANDSHAKE, Cause.BAD_REQUEST, 426));
        }
    }

    @Test
    void whereNoRouteIsTheEndingSaysSo() throws Exception {
        try (Front front = Front.on(folder, ADDRESS)) {
            assertThat(front.answer(UPGRADE.replace("/chat", "/other"))).startsWith("HTTP/1.1 404 ");

            assertThat(front.awaitEndings(1).getFirst())
                    .isEqualTo(new Ending(Phase.ADMIT, Cause.NO_ROUTE, 404, "Nothing is served here."));
        }
    }

    @Test
    void tlsOnAPlainPortIsToldWhatThePortSpeaks() throws Exception {
        try (Front front = Front.on(folder, ADDRESS)) {
            assertThat(front.answer("\u0016\u0003\u0001\u0002\u0000\u0001")).contains("This port speaks plain HTTP");
        }
    }

    @Test
    void aRequestThatDoesNotComeInTimeGets408HoweverSlowlyItTrickles() throws Exception {
        try (Front front = Front.on(folder, QUICK);
                RawClient client = front.connect();
                var clock = Executors.newSingleThreadScheduledExecutor()) {
            Iterator<Integer> bytes = UPGRADE.chars().iterator();
            var trickle = clock.scheduleAtFixedRate(() -> send(client, bytes.next()), 0, 5, TimeUnit.MILLISECONDS);

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ");

            trickle.cancel(false);
            assertThat(front.awaitEndings(1).getFirst().code()).isEqualTo(408);
        }
    }

    @Test
    void aClientThatSendsNothingIsClosedWithoutAWord() throws Exception {
        try (Front front = Front.on(folder, QUICK);
                RawClient client = front.connect()) {
            assertThat(client.readToEnd()).isEmpty();

            assertThat(front.awaitEndings(1))
                    .containsExactly(
                            new Ending(Phase.HANDSHAKE, Cause.BAD_REQUEST, 0, "timeout: waited for a request"));
        }
    }

    @Test
    void aClientThatLeavesIsLostOnce() throws Exception {
        try (Front front = Front.on(folder, ADDRESS)) {
            front.connect().close();
            front.connect().send(UPGRADE.substring(0, 40)).close();
            try (RawClient halfClosed = front.connect()) {
                assertThat(halfClosed.send("GET /").sendEnd().readToEnd()).isEmpty();
            }

            assertThat(front.awaitEndings(3))
                    .allMatch(ending -> ending.phase() == Phase.HANDSHAKE && ending.cause() == Cause.CLIENT_LOST)
                    .allMatch(ending -> ending.code() == 0);
        }
    }

    @Test
    void whoIsStillInTheHandshakeWhenTheGatewayStopsIsDrained() throws Exception {
        try (Front front = Front.on(folder, ADDRESS);
                RawClient silent = front.connect();
                RawClient slow = front.connect()) {
            slow.send(UPGRADE.substring(0, 20));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> front.metric("tidegate_accepted_total{listener=\"public\"}") == 2);

            front.listeners().close();

            assertThat(silent.readToEnd()).isEmpty();
            assertThat(slow.readToEnd()).isEmpty();
            assertThat(front.awaitEndings(2))
                    .containsOnly(new Ending(Phase.HANDSHAKE, Cause.DRAINED, 0, "the gateway stops"));
        }
    }

    @Test
    void aHealthCheckIsAnsweredAndLeavesNoEnding() throws Exception {
        try (Front front = Front.on(folder, ADDRESS + ", health: /healthz")) {
            String check = "GET /healthz?x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

            assertThat(front.answer(check)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(front.answer(check.replace("GET", "HEAD")))
                    .contains("\r\nContent-Length: 2\r\n")
                    .endsWith("\r\n\r\n");
            front.drain();
            assertThat(front.answer(check)).startsWith("HTTP/1.1 503 ").endsWith("draining");

            assertThat(front.answer(check.replace("GET", "POST"))).startsWith("HTTP/1.1 404 ");
            assertThat(front.awaitEndings(1).getFirst().code()).isEqualTo(404);
            assertThat(front.metric("tidegate_health_checks_total{listener=\"public\"}"))
                    .isEqualTo(3);
        }
    }

    @Test
    void aHealthCheckMayBeOfHttp10AndWithoutHost() throws Exception {
        try (Front front = Front.on(folder, ADDRESS + ", health: /healthz")) {
            assertThat(front.answer("GET /healthz HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nok");
            assertThat(front.answer("HEAD /healthz HTTP/1.0\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(front.answer("GET /healthz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");

            assertThat(front.answer("GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(front.answer("GET /healthz HTTP/1.0\r\nContent-Length: 1\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(front.answer("POST /healthz HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 505 ");
            assertThat(front.answer("GET /health HTTP/1.0\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 505 ");
            assertThat(front.answer(UPGRADE.replace("HTTP/1.1", "HTTP/1.0"))).startsWith("HTTP/1.1 505 ");
            assertThat(front.answer(UPGRADE.replace("Host", "X-Host"))).startsWith("HTTP/1.1 400 ");
            assertThat(front.metric("tidegate_health_checks_total{listener=\"public\"}"))
                    .isEqualTo(3);
        }
    }

    @Test
    void sessionIdsAreNeverTheSame() {
        var ids = new SessionIds();

        assertThat(Stream.generate(ids::next).limit(1000))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z2-7]{26}"));
    }

    private static void send(RawClient client, int c) {
        try {
            client.send(Character.toString(c));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cut off, as it should be; ends the schedule
        }
    }
}
