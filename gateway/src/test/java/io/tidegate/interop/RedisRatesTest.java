package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Path;
import java.time.Duration;
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

/** Nodes that share limits on messages through a real Redis. */
@Tag("interop")
@Timeout(120)
@ExtendWith(NothingLeftBehind.class)
class RedisRatesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final WireFrame LAST = WireFrame.ping("last");

    @TempDir
    Path folder;

    private EchoEndpoint endpoint;

    @BeforeEach
    void start() {
        endpoint = new EchoEndpoint();
    }

    @AfterEach
    void end() {
        endpoint.close();
    }

    @Test
    void whatOneNodeTookTheOtherDoesNotGive() {
        try (var redis = new RedisServer(folder);
                var one = node(redis.settings(), "messages: 10/h, burst: 10, exceed: drop");
                var two = node(redis.settings(), "messages: 10/h, burst: 10, exceed: drop");
                RawPeer first = open(one);
                RawPeer second = open(two)) {
            assertThat(echoed(first, 6)).isEqualTo(6);
            awaitAnswered(one, 1);
            assertThat(echoed(second, 1)).as("credit, before it knows anything").isEqualTo(1);
            awaitAnswered(two, 1);

            assertThat(echoed(second, 10)).isEqualTo(3);
            awaitAnswered(two, 2);
            assertThat(echoed(first, 1)).as("credit, since it last heard of 6").isEqualTo(1);
            awaitAnswered(one, 2);
            assertThat(echoed(first, 10)).isZero();
            assertThat(redis.ask("KEYS", "tidegate:rate*"))
                    .startsWith("tidegate:rate:key:test:client:messages:")
                    .doesNotContain("ada");
        }
    }

    @Test
    void inTheLongRunAllNodesTogetherGetTheRateAndABurstOfEachAtMost() {
        String limit = "messages: 50/s, burst: 10, exceed: drop";
        try (var redis = new RedisServer(folder);
                var one = node(redis.settings(), limit);
                var two = node(redis.settings(), limit);
                RawPeer first = open(one);
                RawPeer second = open(two)) {
            long begun = System.nanoTime();
            int passed = 0;
            while (System.nanoTime() - begun < 3_000_000_000L) {
                passed += echoed(first, 5) + echoed(second, 5);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;

            assertThat(passed).isBetween((int) (50 * seconds * 0.8), (int) (50 * seconds + 2 * 10 + 10));
        }
    }

    @ParameterizedTest
    @CsvSource({"local, 5", "allow, 20", "refuse, 0"})
    void whileRedisIsDeadMessagesAreJudgedAsConfiguredAndThenTogetherAgain(String policy, int expected) {
        String limit = "messages: 5/h, burst: 5, exceed: drop, on-store-failure: " + policy;
        try (var redis = new RedisServer(folder);
                var one = node(redis.settings(), limit);
                RawPeer client = open(one)) {
            redis.kill();
            awaitUp(one, 0);

            assertThat(echoed(client, 20)).isEqualTo(expected);

            redis.startAgain();
            awaitUp(one, 1);
            try (var two = node(redis.settings(), limit);
                    RawPeer other = open(two)) {
                assertThat(echoed(other, 20)).isEqualTo(5);
            }
        }
    }

    @Test
    void aRedisThatStandsStillHoldsUpNoMessage() {
        try (var redis = new RedisServer(folder);
                var one = node(redis.settings(), "messages: 1000/s, burst: 1000, exceed: drop");
                RawPeer client = open(one)) {
            redis.stop();
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                assertThat(echoed(client, 10)).isEqualTo(10);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
            }
            awaitUp(one, 0);
            redis.goOn();
            awaitUp(one, 1);
        }
    }

    @Test
    void aPasswordIsGivenAndAWrongOneIsNoAnswerAndNeverShown() {
        try (var redis = new RedisServer(folder, "--requirepass", "the-password");
                var one = node(with(redis, "the-password"), "messages: 1/s");
                var two = started(with(redis, "not-the-password"), "messages: 1/s")) {
            assertThat(Admin.of(one.gateway()).text("/api/v1/config")).doesNotContain("the-password");
            Admin second = Admin.of(two.gateway());
            Awaitility.await()
                    .during(Duration.ofMillis(1500))
                    .atMost(LIMIT)
                    .until(() -> second.metric("tidegate_redis_up") == 0);
        }
    }

    @Test
    void redisMaySpeakTls() {
        try (var site = new TestSite();
                var redis = new RedisServer(folder, site);
                var trusting = node(tls(redis, ", ca: \"" + site.authority() + "\""), "messages: 1/s");
                var other = started(tls(redis, ""), "messages: 1/s")) {
            assertThat(Admin.of(trusting.gateway()).metric("tidegate_redis_up")).isEqualTo(1);
            assertThat(Admin.of(other.gateway()).metric("tidegate_redis_up")).isZero();
        }
    }

    private static String tls(RedisServer redis, String more) {
        return "{ url: \"rediss://localhost:" + redis.port() + "\"" + more + " }";
    }

    private static String with(RedisServer redis, String password) {
        return redis.settings().replace(" }", ", password: \"" + password + "\" }");
    }

    private GatewayFixture node(String redis, String limit) {
        GatewayFixture node = started(redis, limit);
        awaitUp(node, 1);
        return node;
    }

    private GatewayFixture started(String redis, String limit) {
        return GatewayFixture.start(Settings.to(endpoint.url())
                .gateway("admin", Admin.ANY_PORT)
                .gateway("redis", redis)
                .route("control-rate", "{ limit: 1000000/s, burst: 1000000 }")
                .route(
                        "filters",
                        "[ { rate-limit: { per: key, key: 'header:X-Key', name: test, store: redis, " + limit
                                + " } } ]"));
    }

    private static void awaitUp(GatewayFixture node, int up) {
        Admin admin = Admin.of(node.gateway());
        Awaitility.await("Redis answers: " + up).atMost(LIMIT).until(() -> admin.metric("tidegate_redis_up") == up);
    }

    /** Until it has heard so often what all nodes have taken. */
    private static void awaitAnswered(GatewayFixture node, int times) {
        Admin admin = Admin.of(node.gateway());
        Awaitility.await().atMost(LIMIT).until(() -> admin.metric("tidegate_redis_request_seconds_count") >= times);
    }

    private static RawPeer open(GatewayFixture gateway) {
        return RawPeer.open(gateway.address(), Upgrade.to("/").with("X-Key", "ada"));
    }

    /** How many of so many messages come back. */
    private static int echoed(RawPeer client, int messages) {
        for (int i = 0; i < messages; i++) {
            client.send(WireFrame.text("m" + i));
        }
        client.send(LAST);
        int echoed = 0;
        while (client.next().opcode() != WireFrame.PONG) {
            echoed++;
        }
        return echoed;
    }
}
