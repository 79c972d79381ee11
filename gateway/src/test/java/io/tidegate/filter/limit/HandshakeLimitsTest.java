package io.tidegate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import io.tidegate.config.Stored;
import io.tidegate.filter.Admission;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HandshakeLimitsTest {
    private static final int THREADS = 8;
    private static final int TRIES = 20_000;

    private final HandshakeCounts counts = new HandshakeCounts("test");

    @Test
    void manyThreadsGetExactlySoManyPlacesTogether() throws Exception {
        HandshakeRule rule = rule(null, 100);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();

        together(() -> {
            if (enter(rule, "ada") == Admission.Pass.ADMIT) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                rule.leave("ada");
            }
        });

        assertThat(most.get()).isBetween(1, 100);
        assertThat(counts.keys()).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(enter(rule, "ada")).isEqualTo(Admission.Pass.ADMIT);
        }
        assertThat(enter(rule, "ada")).isInstanceOf(Admission.Refuse.class);
        assertThat(enter(rule, "bob")).isEqualTo(Admission.Pass.ADMIT);
    }

    @Test
    void manyThreadsTakeExactlyTheBurstTogetherAndWhatIsRefusedCostsNoPlace() throws Exception {
        HandshakeRule rule = new HandshakeRule(config(Rate.parse("1/h"), 500, 1_000_000), counts, null);
        var admitted = new AtomicInteger();

        together(() -> {
            if (enter(rule, "ada") == Admission.Pass.ADMIT) {
                admitted.incrementAndGet();
            }
        });

        assertThat(admitted.get()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            rule.leave("ada");
        }
        assertThat(counts.sessions().size()).isZero();
    }

    @Test
    void aMillionKeysTakeBoundedMemory() {
        HandshakeRule rule = rule(Rate.parse("1/h"), 5);

        for (int i = 0; i < 1_000_000; i++) {
            String key = "user-" + i;
            if (enter(rule, key) == Admission.Pass.ADMIT) {
                rule.leave(key);
            }
        }

        assertThat(counts.keys()).isEqualTo(SharedLimits.MOST_KEYS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | handshakes must be given, or sessions, or both",
                "sessions: 0 | sessions must be between 1 and 10000000, got 0",
                "sessions: 1, burst: 2 | burst must not be given without handshakes",
                "handshakes: 1/s, burst: 0 | burst must be between 1 and 1000000, got 0",
                "sessions: 1, per: route, key: client-address | key must not be given unless per is key",
                "sessions: 1, per: node | name must be given if per is listener or node",
                "sessions: 1, per: listener | name must be given if per is listener or node",
                "sessions: 1, store: redis | name must be given if store is redis",
                "sessions: 1, name: n, on-store-failure: allow | on-store-failure must not be given unless store is redis",
                "sessions: 1, name: n, store: redis | store must have redis with a url at the top level, and that since the start of the gateway",
                "sessions: 1, name: 'a b' | name must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, got a b"
            })
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> LimitFilters.of("handshake-limit: { " + settings.replace("{}", "") + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filters[0].handshake-limit." + fault);
    }

    private HandshakeRule rule(@Nullable Rate handshakes, int sessions) {
        return new HandshakeRule(config(handshakes, null, sessions), counts, null);
    }

    private static HandshakeLimits.Config config(@Nullable Rate handshakes, @Nullable Integer burst, int sessions) {
        return new HandshakeLimits.Config(
                handshakes, burst, sessions, HandshakeLimits.Per.KEY, null, null, Stored.Store.LOCAL, null);
    }

    private static Admission enter(HandshakeRule rule, String key) {
        return rule.enter(key, rule.handshakes(key));
    }

    private static void together(Runnable step) throws InterruptedException {
        var begin = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                var _ = threads.submit(() -> {
                    begin.await();
                    for (int j = 0; j < TRIES; j++) {
                        step.run();
                    }
                    return true;
                });
            }
            begin.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
