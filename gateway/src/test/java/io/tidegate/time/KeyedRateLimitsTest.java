package io.tidegate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyedRateLimitsTest {
    private static final long COST = 1_000;

    private final AtomicInteger crowded = new AtomicInteger();
    private final KeyedRateLimits limits = new KeyedRateLimits(100_000, crowded::incrementAndGet, 0);

    @Test
    void eachKeyHasItsLimitWhoeverHoldsIt() {
        RateLimit one = limits.of("a");
        RateLimit same = limits.of("a");
        RateLimit other = limits.of("b");

        assertThat(one.take(COST, 0, 0, 0)).isZero();
        assertThat(same.take(COST, 0, 0, 0)).isEqualTo(-COST);
        assertThat(other.take(COST, 0, 0, 0)).isZero();
        assertThat(limits.of("a").take(COST, 0, 0, 0)).as("after a reconnect").isEqualTo(-COST);
    }

    @Test
    void aKeyThatIsNotUsedCostsNothing() {
        List<RateLimit> held = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            held.add(limits.of("key " + i));
        }

        assertThat(held).hasSize(1000);
        assertThat(limits.size()).isZero();
    }

    @Test
    void keysWhoseTimeHasPassedAreForgotten() {
        for (int i = 0; i < 1_000_000; i++) {
            limits.of("key " + i).take(COST, 0, 0, i * 10L); // each is of use while 100 others come
        }

        assertThat(limits.size()).isLessThan(300);
        assertThat(crowded).hasValue(0);
    }

    @Test
    void aHundredThousandKeysInUseAreTheMost() {
        for (int i = 0; i < 150_000; i++) {
            limits.of("key " + i).take(COST, 0, 0, 0);
        }

        assertThat(limits.size()).isEqualTo(100_000);
        assertThat(crowded).hasValue(50_000);
        assertThat(limits.of("key 1").take(COST, 0, 0, 0)).as("its own").isEqualTo(-COST);
        assertThat(limits.of("late").take(COST, 0, 0, 0))
                .as("that of all others")
                .isEqualTo(-COST);
    }

    @Test
    void whoFoundNoRoomHasALimitOfItsOwnWhenThereIsSome() {
        var two = new KeyedRateLimits(2, crowded::incrementAndGet, 0);
        two.of("a").take(COST, 0, 0, 0);
        two.of("b").take(COST, 0, 0, 0);
        RateLimit late = two.of("c");
        RateLimit later = two.of("d");
        assertThat(late.take(COST, 0, 0, 0)).isZero();
        assertThat(later.take(COST, 0, 0, 0)).isEqualTo(-COST);

        assertThat(later.take(COST, 0, 0, COST)).isZero();
        assertThat(late.take(COST, 0, 0, COST)).isZero();
        assertThat(two.size()).isEqualTo(2);
    }

    @Test
    void aHolderFindsTheLimitThatTookThePlaceOfAForgottenOne() {
        RateLimit held = limits.of("a");
        held.take(COST, 0, 0, 0);
        for (int i = 0; i < 10; i++) {
            limits.of("key " + i).take(COST, 0, 0, COST); // looks at others
        }

        assertThat(limits.of("a").take(COST, 0, 0, COST)).isZero();
        assertThat(held.take(COST, 0, 0, COST)).isEqualTo(-COST);
    }

    @Test
    @Timeout(60)
    void noPermitIsGivenTwiceWhileKeysComeAndGo() throws InterruptedException {
        var granted = new AtomicLong();
        var time = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            int own = n;
            threads.add(Thread.ofPlatform().start(() -> {
                RateLimit held = limits.of("shared");
                for (int i = 0; i < 100_000; i++) {
                    long now = time.incrementAndGet();
                    granted.addAndGet(held.take(COST, 0, 0, now) == 0 ? 1 : 0);
                    limits.of(own + " " + i).take(1, 0, 0, now);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(granted.get()).isBetween(1L, time.get() / COST * 5 / 4);
    }
}
