package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.TransportChoice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlicesTest {
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<Integer> taken = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void quickStepsAreTakenAtOnce() throws Exception {
        onLoop(1, 0); // classes are loaded
        int atOnce = onLoop(8, 0);

        assertThat(atOnce).isEqualTo(9);
    }

    @Test
    void stepsThatTakeTimeAreTakenInTheirOrderWithTimeForOthersInBetween() throws Exception {
        long startNanos = System.nanoTime();

        int atOnce = onLoop(50, Duration.ofNanos(125_000).toNanos());
        Awaitility.await().until(() -> taken.size() == 50);

        assertThat(atOnce).isLessThanOrEqualTo(2);
        assertThat(System.nanoTime() - startNanos)
                .isGreaterThan(Duration.ofMillis(20).toNanos());
        assertThat(taken).isEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void aStepThatFailsHoldsNobodyUp() throws Exception {
        onLoop(50, 10_000);
        loop.eventLoop()
                .execute(() -> loop.inSlices(() -> {
                    throw new IllegalStateException("as this test wants");
                }));
        onLoop(20, 10_000);

        Awaitility.await().until(() -> taken.size() == 70);
    }

    @Test
    void whenTheLoopEndsAllAreTaken() throws Exception {
        onLoop(5000, 1_000);

        loops.close();

        assertThat(taken).hasSize(5000);
    }

    /** Asks for so many steps of that length in one task; how many were taken in all when it ended. */
    private int onLoop(int steps, long nanos) throws Exception {
        return loop.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < steps; i++) {
                        int number = i;
                        loop.inSlices(() -> {
                            spin(nanos);
                            taken.add(number);
                        });
                    }
                    return taken.size();
                })
                .get(5, TimeUnit.SECONDS);
    }

    private static void spin(long nanos) {
        long endNanos = System.nanoTime() + nanos;
        while (System.nanoTime() - endNanos < 0) {
            Thread.onSpinWait();
        }
    }
}
