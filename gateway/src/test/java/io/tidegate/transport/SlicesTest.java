package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.TransportChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlicesTest {
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<Integer> taken = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void fewStepsAreTakenAtOnce() throws Exception {
        int atOnce = onLoop(4);

        assertThat(atOnce).isEqualTo(4);
    }

    @Test
    void aCrowdIsTakenInItsOrderWithTimeForOthersInBetween() throws Exception {
        long startNanos = System.nanoTime();

        int atOnce = onLoop(200);
        Awaitility.await().until(() -> taken.size() == 200);

        assertThat(atOnce).isLessThan(200);
        assertThat(System.nanoTime() - startNanos)
                .isGreaterThan(Duration.ofMillis(15).toNanos());
        assertThat(taken).isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void aLargerCrowdIsTakenFaster() throws Exception {
        onLoop(50_000); // at 4 a millisecond it would take longer than Awaitility has patience

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> taken.size() == 50_000);
    }

    @Test
    void aStepThatFailsHoldsNobodyUp() throws Exception {
        onLoop(50);
        loop.eventLoop()
                .execute(() -> loop.inSlices(() -> {
                    throw new IllegalStateException("as this test wants");
                }));
        onLoop(20);

        Awaitility.await().until(() -> taken.size() == 70);
    }

    @Test
    void whenTheLoopEndsAllAreTaken() throws Exception {
        onLoop(5000);

        loops.close();

        assertThat(taken).hasSize(5000);
    }

    /** Asks for so many steps in one task; how many of them were taken when it ended. */
    private int onLoop(int steps) throws Exception {
        return loop.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < steps; i++) {
                        int number = i;
                        loop.inSlices(() -> taken.add(number));
                    }
                    return taken.size();
                })
                .get(5, TimeUnit.SECONDS);
    }
}
