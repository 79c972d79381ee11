package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.e2e.peers.JavaWebSocketServer;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Phase CONNECT: which attempts are repeated and for how long, and that each gives back what it took. */
@ExtendWith(NothingLeftBehind.class)
class ConnectTest {
    private static final String STICKY = "{ secret: \"a secret of sixteen\" }";

    @Test
    void everyFailedAttemptIsCountedAndGivesItsPlaceBack() {
        RawEndpoint gone = new RawEndpoint(Answers.accept());
        gone.close();
        try (var silent = new RawEndpoint(Answers.stall());
                var busy = new RawEndpoint(Answers.status(503, "busy"));
                var echo = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(gone.url(), silent.url(), busy.url(), echo.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .gateway("event-loops", "1")
                        .upstream("connect-timeout", "150ms"))) {
            Admin admin = Admin.of(gateway.gateway());
            for (int i = 0; i < 4; i++) {
                RawPeer client = gateway.open("/session-" + i);
                assertThat(sessionsOf(admin)).containsExactlyInAnyOrder(0, 0, 0, 1);
                client.send(WireFrame.close(1000, "")).next();
                client.close();
                assertThat(gateway.ending("/session-" + i).cause()).isEqualTo(Cause.CLIENT_CLOSED);
            }

            List<Integer> attempts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                attempts.add(gateway.endings().attemptsOf("/session-" + i));
            }
            assertThat(attempts).allMatch(tries -> tries >= 1 && tries <= 4).anyMatch(tries -> tries > 1);
            assertThat(attemptsIn(admin.text("/metrics"))).isEqualTo(sum(attempts));
            Awaitility.await("places given back").until(() -> sum(sessionsOf(admin)) == 0);
            assertThat(admin.json("/api/v1/upstreams").toString()).contains("\"sessions\":0");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("403", Answers.status(403, "no"), 403, Cause.ENDPOINT_REFUSED),
                Arguments.of("500", Answers.status(500, "oh"), 500, Cause.ENDPOINT_REFUSED),
                Arguments.of("302", Answers.status(302, "", "Location: /"), 302, Cause.ENDPOINT_REFUSED),
                Arguments.of("200", Answers.status(200, "page"), 502, Cause.NO_ENDPOINT),
                Arguments.of("a wrong key", Answers.acceptingWrongly(), 502, Cause.NO_ENDPOINT),
                Arguments.of("part of an answer", Answers.closeInsideTheHead(), 502, Cause.NO_ENDPOINT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatAnEndpointHasAnsweredIsNotAskedAgain(String name, RawEndpoint.Answer answer, int status, Cause cause) {
        try (var first = new RawEndpoint(answer);
                var second = new RawEndpoint(answer);
                var gateway = GatewayFixture.start(
                        Settings.to(first.url(), second.url()).gateway("admin", Admin.ANY_PORT))) {
            try (RawPeer client = RawPeer.connect(gateway.address())) {
                assertThat(client.send(Upgrade.to("/once").bytes()).readHead().status())
                        .isEqualTo(status);
            }

            assertThat(gateway.ending("/once"))
                    .extracting(Ending::phase, Ending::cause, Ending::code)
                    .containsExactly(Phase.CONNECT, cause, status);
            assertThat(first.taken() + second.taken()).isEqualTo(1);
            assertThat(sessionsOf(Admin.of(gateway.gateway()))).containsOnly(0);
        }
    }

    @Test
    void anEndpointWithoutTlsIsLeftForAnother() throws Exception {
        try (var site = new TestSite();
                var plain = new RawEndpoint(peer -> peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
                var server = new JavaWebSocketServer(site);
                var gateway = GatewayFixture.start(
                        Settings.to(plain.url().replace("ws:", "wss:"), "wss://127.0.0.1:" + server.port())
                                .upstream("tls", "{ ca: \"" + site.authority() + "\" }"))) {
            for (int i = 0; i < 3; i++) {
                try (RawPeer client = gateway.open("/")) {
                    client.send(WireFrame.text("hello"));
                    assertThat(client.next().text()).isEqualTo("hello");
                }
            }
            assertThat(plain.taken()).isPositive();
        }
    }

    @Test
    void theDeadlineOfAllAttemptsIsA504() {
        try (var first = new RawEndpoint(Answers.stall());
                var second = new RawEndpoint(Answers.stall());
                var third = new RawEndpoint(Answers.stall());
                var gateway = GatewayFixture.start(Settings.to(first.url(), second.url(), third.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .upstream("connect-timeout", "200ms")
                        .upstream("connect-deadline", "300ms"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            assertThat(client.send(Upgrade.to("/late").bytes()).readHead().status())
                    .isEqualTo(504);

            assertThat(gateway.endings().attemptsOf("/late")).isEqualTo(2);
            Stream.of(first, second, third)
                    .filter(tried -> tried.taken() > 0)
                    .forEach(tried -> assertThat(tried.next().drain()).isZero()); // was closed
            assertThat(sessionsOf(Admin.of(gateway.gateway()))).containsOnly(0);
        }
    }

    @Test
    void aSessionOverMaxSessionsIs503UntilOneEnds() {
        try (var echo = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(echo.url()).upstream("max-sessions", "1"))) {
            try (RawPeer first = gateway.open("/first");
                    RawPeer second = RawPeer.connect(gateway.address())) {
                Head refusal = second.send(Upgrade.to("/second").bytes()).readHead();

                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.header("Retry-After")).matches("[1-9]\\d*");
                assertThat(gateway.ending("/second").cause()).isEqualTo(Cause.OVERLOAD);
                first.send(WireFrame.close(1000, "")).next();
            }
            gateway.ending("/first");
            gateway.open("/third").close();
            assertThat(gateway.ending("/third").cause()).isEqualTo(Cause.CLIENT_LOST);
        }
    }

    @Test
    void earlyBytesBeyondWhatIsKeptWaitInTheirOrder() {
        byte[] early = WireFrame.bytes(Stream.iterate(0, i -> i + 1)
                .limit(100)
                .map(i -> WireFrame.binary(Rfc6455Cases.bytes(10_000 + i)).masked(i))
                .toList());
        var mayAnswer = new CountDownLatch(1);
        try (var endpoint = new RawEndpoint(peer -> {
                    Head request = peer.readHead();
                    await(mayAnswer);
                    peer.send(Answers.switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key"))));
                });
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .upstream("connect-timeout", "10s")
                        .upstream("connect-deadline", "10s"));
                RawPeer client = RawPeer.connect(gateway.address(), 8 * 1024)) {
            client.send(Upgrade.to("/early").bytes());
            Thread sending = Thread.ofVirtual().start(() -> client.send(early));
            Awaitility.await("the attempt").until(() -> endpoint.taken() == 1);
            mayAnswer.countDown();

            try (RawPeer upstream = endpoint.next()) {
                assertThat(client.readHead().status()).isEqualTo(101);
                assertThat(upstream.readExactly(early.length)).isEqualTo(early);
                assertThat(sending).satisfies(Thread::join);
            }
        }
    }

    @Test
    void theCookieBringsAClientBackWhileItsEndpointLives() {
        try (var first = new RawEndpoint(Answers.accept());
                var second = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(first.url(), second.url()).upstream("sticky", STICKY))) {
            String cookie = cookieOf(gateway, Upgrade.to("/"));
            int firstBefore = first.taken();

            for (int i = 0; i < 4; i++) {
                assertThat(cookieOf(gateway, Upgrade.to("/").with("Cookie", "x=1; " + cookie)))
                        .isEmpty(); // it has it already
            }
            assertThat(first.taken()).isIn(firstBefore, firstBefore + 4);

            (first.taken() > firstBefore ? first : second).close();
            assertThat(cookieOf(gateway, Upgrade.to("/").with("Cookie", cookie)))
                    .startsWith("tidegate=")
                    .isNotEqualTo(cookie);
        }
    }

    @Test
    void theSameUserGetsTheSamePartOfASplit() {
        try (var first = new RawEndpoint(Answers.accept("X-From: first"));
                var second = new RawEndpoint(Answers.accept("X-From: second"));
                var gateway = GatewayFixture.start(Settings.to(first.url())
                        .upstreamBeside("canary", second.url())
                        .split("{ chat: 50, canary: 50 }")
                        .route("split-by", "cookie:user"))) {
            List<String> parts = new ArrayList<>();
            for (int user = 0; user < 40; user++) {
                String part = partOf(gateway, user);
                assertThat(partOf(gateway, user)).isEqualTo(part);
                parts.add(part);
            }
            assertThat(parts).contains("first", "second");
        }
    }

    private static String partOf(GatewayFixture gateway, int user) {
        Upgrade request = Upgrade.to("/").with("Cookie", "user=u" + user);
        try (RawPeer client = RawPeer.open(gateway.address(), request)) {
            return client.head().header("X-From");
        }
    }

    /** Name and value of the cookie that the 101 sets; empty if none. */
    private static String cookieOf(GatewayFixture gateway, Upgrade request) {
        try (RawPeer client = RawPeer.open(gateway.address(), request)) {
            String set = client.head().header("Set-Cookie");
            return set.isEmpty() ? set : set.substring(0, set.indexOf(';'));
        }
    }

    /** Of each endpoint of the first upstream. */
    private static List<Integer> sessionsOf(Admin admin) {
        List<Integer> sessions = new ArrayList<>();
        admin.json("/api/v1/upstreams")
                .path("upstreams")
                .path(0)
                .path("endpoints")
                .forEach(endpoint -> sessions.add(endpoint.path("sessions").asInt(-1)));
        return sessions;
    }

    private static int attemptsIn(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("tidegate_connect_attempts_total{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
