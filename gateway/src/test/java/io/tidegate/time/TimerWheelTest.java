package io.tidegate.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private final long start = Math.subtractExact(Long.MAX_VALUE, 5 * TimerWheel.TICK_NANOS); // nanoTime may wrap

    private final List<RuntimeException> faults = new ArrayList<>();
    private final TimerWheel wheel = new TimerWheel(start, faults::add);
    private final List<String> fired = new ArrayList<>();

    @Test
    void aTimerFiresNeverEarlyAndAtMostATickLate() {
        Random random = new Random(7);
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Probe probe = new Probe();
            wheel.arm(probe, start + random.nextLong(1, 20_000 * TimerWheel.TICK_NANOS));
            probes.add(probe);
        }

        for (long tick = 1; tick <= 20_001; tick++) {
            wheel.advance(start + tick * TimerWheel.TICK_NANOS);
        }

        assertThat(probes).allSatisfy(probe -> assertThat(probe.lateNanos).isBetween(0L, TimerWheel.TICK_NANOS));
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void aTimerMayArmAndDisarmOthersWhileItFires() {
        Named victim = new Named("victim");
        Named later = new Named("later");
        Named first = new Named("first") {
            @Override
            protected void onTimeout(long nowNanos) {
                super.onTimeout(nowNanos);
                wheel.disarm(victim);
                wheel.arm(later, nowNanos + TimerWheel.TICK_NANOS);
                wheel.arm(this, nowNanos + 3 * TimerWheel.TICK_NANOS);
            }
        };
        wheel.arm(victim, start + TimerWheel.TICK_NANOS);
        wheel.arm(first, start + TimerWheel.TICK_NANOS);

        for (int tick = 1; tick <= 4; tick++) {
            wheel.advance(start + tick * TimerWheel.TICK_NANOS);
        }

        assertThat(fired).containsExactly("first", "later", "first");
    }

    @Test
    void aTimerThatFailsKeepsNoOtherWaiting() {
        wheel.arm(new Named("before"), start + TimerWheel.TICK_NANOS);
        wheel.arm(
                new TimerWheel.Timer() {
                    @Override
                    protected void onTimeout(long nowNanos) {
                        throw new IllegalStateException("a fault of its owner");
                    }
                },
                start + TimerWheel.TICK_NANOS);
        wheel.arm(new Named("behind"), start + TimerWheel.TICK_NANOS);

        wheel.advance(start + TimerWheel.TICK_NANOS);

        assertThat(fired).containsExactlyInAnyOrder("before", "behind");
        assertThat(faults).hasSize(1);
    }

    @Test
    void theNextWakeUpIsTheNextSlotThatHoldsATimer() {
        assertThat(wheel.nanosToNext(start)).isEqualTo(-1);

        wheel.arm(new Named("far"), start + 100 * TimerWheel.TICK_NANOS);

        assertThat(wheel.nanosToNext(start)).isEqualTo(100 * TimerWheel.TICK_NANOS);
    }

    private static final class Probe extends TimerWheel.Timer {
        private long lateNanos = -1;

        @Override
        protected void onTimeout(long nowNanos) {
            lateNanos = nowNanos - deadlineNanos();
        }
    }

    private class Named extends TimerWheel.Timer {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void onTimeout(long nowNanos) {
            fired.add(name);
        }
    }
}
