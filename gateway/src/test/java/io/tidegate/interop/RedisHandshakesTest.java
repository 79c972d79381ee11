package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that share limits on handshakes and sessions through a real Redis, which dies, stands still and comes back. */
@Tag("interop")
@Timeout(120)
@ExtendWith(NothingLeftBehind.class)
class RedisHandshakesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private EchoEndpoint endpoint;
    private RedisServer redis;

    @BeforeEach
    void start() {
        endpoint = new EchoEndpoint();
        redis = new RedisServer(folder);
    }

    @AfterEach
    void end() {
        redis.close();
        endpoint.close();
    }

    @Test
    void sessionsOfAllNodesAreCountedTogetherAndAPlaceIsFreeWhenOneEnds() {
        try (var one = node("sessions: 3");
                var two = node("sessions: 3")) {
            RawPeer first = one.open("/");
            try (RawPeer _ = one.open("/");
                    RawPeer _ = two.open("/")) {
                assertThat(status(one)).isEqualTo(429);
                assertThat(status(two)).isEqualTo(429);
                finish(first);
                Awaitility.await().atMost(LIMIT).until(() -> status(two) == 101);
            }
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> redis.ask("KEYS", "tidegate:s*").isEmpty());
        }
    }

    @Test
    void handshakesOfAllNodesShareOneRateAndTheAnswerSaysWhenToComeBack() {
        try (var one = node("handshakes: 1/m, burst: 4");
                var two = node("handshakes: 1/m, burst: 4")) {
            assertThat(List.of(status(one), status(two), status(one), status(two)))
                    .containsOnly(101);
            for (GatewayFixture node : List.of(one, two)) {
                Head refused = head(node, Upgrade.to("/"));
                assertThat(refused.status()).isEqualTo(429);
                assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(50, 60);
            }
        }
    }

    @Test
    void manyAtOnceGetExactlySoManyPlacesOnAllNodesTogether() throws Exception {
        try (var one = node("sessions: 20, handshakes: 25/h, burst: 25");
                var two = node("sessions: 20, handshakes: 25/h, burst: 25");
                ExecutorService threads = Executors.newFixedThreadPool(20)) {
            var admitted = new AtomicInteger();
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                clients.add(RawPeer.connect((i % 2 == 0 ? one : two).address()));
            }
            var done = clients.stream()
                    .map(client -> threads.submit(() -> {
                        int status =
                                client.send(Upgrade.to("/").bytes()).readHead().status();
                        return status == 101 ? admitted.incrementAndGet() : 0;
                    }))
                    .toList();
            for (var each : done) {
                each.get();
            }
            assertThat(admitted.get()).isEqualTo(20);
            clients.forEach(RawPeer::close);
            one.awaitNoSession();
            two.awaitNoSession();

            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> redis.ask("KEYS", "tidegate:s*").isEmpty());
            assertThat(List.of(status(one), status(two), status(one), status(two), status(one)))
                    .as("of the rate's 25, 20 are taken")
                    .containsOnly(101);
            assertThat(status(two)).isEqualTo(429);
        }
    }

    @Test
    void redisIsNotToldWhoTheUsersAreAndASessionsPlaceEndsByItself() {
        try (var one = node("sessions: 3, key: 'header:X-Key'");
                RawPeer _ = RawPeer.open(one.address(), Upgrade.to("/").with("X-Key", "secret-of-ada"))) {
            String key = redis.ask("KEYS", "tidegate:sessions*");

            assertThat(key).startsWith("tidegate:sessions:key:test:").doesNotContain("ada");
            assertThat(Long.parseLong(redis.ask("PTTL", key))).isBetween(50_000L, 60_000L);

            redis.ask("ZADD", key, Long.toString(System.currentTimeMillis() + 700), "of-a-node-that-died");
            redis.ask("ZADD", key, Long.toString(System.currentTimeMillis() + 700), "another");
            assertThat(ofAda(one)).isEqualTo(429);
            Awaitility.await().atMost(LIMIT).until(() -> ofAda(one) == 101);
        }
    }

    @Test
    void whileRedisIsDeadANodeCountsAloneAndWhenItIsBackAllAreCountedAgain() {
        try (var one = node("sessions: 3");
                var two = node("sessions: 3");
                RawPeer _ = one.open("/");
                RawPeer _ = one.open("/")) {
            redis.kill();

            try (RawPeer _ = one.open("/");
                    RawPeer _ = two.open("/")) {
                assertThat(status(one)).as("this node's own count").isEqualTo(429);
                assertThat(status(two))
                        .as("which the other node does not know of")
                        .isEqualTo(101);
                assertThat(Admin.of(one.gateway()).metric("tidegate_redis_up")).isZero();

                redis.startAgain();

                awaitUp(one);
                awaitUp(two);
                Awaitility.await().atMost(LIMIT).until(() -> status(two) == 429);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"local, 101", "allow, 101", "refuse, 503"})
    void whileRedisStandsStillHandshakesAreAnsweredAsConfigured(String policy, int expected) {
        String settings = "sessions: 1, on-store-failure: " + policy;
        try (var one = node(settings);
                var two = node(settings);
                RawPeer _ = one.open("/")) {
            assertThat(status(two)).isEqualTo(429);
            redis.stop();

            long begun = System.nanoTime();
            assertThat(status(two)).isEqualTo(expected);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            awaitUp(one, 0);
            assertThat(status(two)).as("not asked any more").isEqualTo(expected);
            assertThat(status(one))
                    .as("own count, or any number, or none")
                    .isEqualTo(
                            switch (policy) {
                                case "local" -> 429;
                                case "allow" -> 101;
                                default -> 503;
                            });

            redis.goOn();

            awaitUp(two);
            awaitUp(one);
            Awaitility.await().atMost(LIMIT).until(() -> status(two) == 429);
        }
    }

    @Test
    void aRedisThatIsNotThereAtTheStartIsWaitedFor() {
        redis.kill();
        try (var one = node("sessions: 1, on-store-failure: refuse")) {
            assertThat(status(one)).isEqualTo(503);

            redis.startAgain();

            awaitUp(one);
            assertThat(status(one)).isEqualTo(101);
        }
    }

    @Test
    void whatARedisThatLostItsScriptsAndDataIsAskedIsAnsweredAllTheSame() {
        try (var one = node("sessions: 1")) {
            assertThat(status(one)).isEqualTo(101);
            redis.ask("SCRIPT", "FLUSH");
            redis.ask("FLUSHALL");
            Awaitility.await().atMost(LIMIT).until(() -> status(one) == 101);
            assertThat(Admin.of(one.gateway()).metric("tidegate_redis_requests_unanswered_total{reason=\"failed\"}"))
                    .isZero();
        }
    }

    private GatewayFixture node(String limit) {
        GatewayFixture node = GatewayFixture.start(Settings.to(endpoint.url())
                .gateway("admin", Admin.ANY_PORT)
                .gateway("redis", redis.settings())
                .route("filters", "[ { handshake-limit: { store: redis, name: test, " + limit + " } } ]"));
        if (redis.isRunning()) {
            awaitUp(node);
        }
        return node;
    }

    private static void awaitUp(GatewayFixture node) {
        awaitUp(node, 1);
    }

    private static void awaitUp(GatewayFixture node, int up) {
        Admin admin = Admin.of(node.gateway());
        Awaitility.await("Redis answers: " + up).atMost(LIMIT).until(() -> admin.metric("tidegate_redis_up") == up);
    }

    private static int status(GatewayFixture node) {
        return head(node, Upgrade.to("/")).status();
    }

    private static int ofAda(GatewayFixture node) {
        return head(node, Upgrade.to("/").with("X-Key", "secret-of-ada")).status();
    }

    private static Head head(GatewayFixture node, Upgrade request) {
        try (RawPeer client = RawPeer.connect(node.address())) {
            Head head = client.send(request.bytes()).readHead();
            if (head.status() == 101) {
                finish(client);
            }
            return head;
        }
    }

    private static void finish(RawPeer client) {
        client.send(WireFrame.close(1000, ""));
        client.nextClose();
        client.drain();
        client.close();
    }
}
