package io.tidegate.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.FloodedGateway;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two classes that both want more of a bandwidth than there is, and what one that keeps to its part feels of the other:
 * {@code mvn -pl gateway test -Dtests.groups=load -Dtests.excluded=none -Dtests.forks=1 -Dtest=ShapedFloodTest}. Clients, gateway and endpoint
 * are one process; {@code -Dload.mib=N} for another limit, in MiB/s.
 */
@Tag("load")
class ShapedFloodTest {
    private static final int MIB = Integer.getInteger("load.mib", 16);
    private static final int SECONDS = 8;
    private static final int ECHOES = 2000;
    private static final String THREE_TO_ONE = "{ limit: " + MIB + "MiB/s, classes: { gold: 3, free: 1 } }";

    @ParameterizedTest(name = "{0} sessions with {1} B against {2} with {3} B")
    @CsvSource({"8, 4096, 8, 4096", "2, 256, 64, 16384", "64, 16384, 2, 256", "64, 256, 2, 65536", "1, 65536, 1, 65536"
    })
    void classesHaveTheirPartsByWeight(int gold, int goldBytes, int free, int freeBytes) {
        try (var flooded = new FloodedGateway(THREE_TO_ONE)) {
            flooded.flood("gold", gold, goldBytes);
            flooded.flood("free", free, freeBytes);
            flooded.awaitBytes((long) MIB << 20);

            long startNanos = System.nanoTime();
            long bytes = ((long) SECONDS * MIB) << 20;
            double ratio = flooded.ratioOver(bytes);

            double seconds = (System.nanoTime() - startNanos) / 1e9;
            print(
                    "gold %d x %d B, free %d x %d B: %.2f to 1, %.1f MiB/s of %d%n",
                    gold, goldBytes, free, freeBytes, ratio, bytes / seconds / (1 << 20), MIB);
            assertThat(ratio).isBetween(2.7, 3.3);
            assertThat(seconds).isBetween(SECONDS * 0.9, SECONDS * 1.1);
        }
    }

    @Test
    void whoKeepsToItsPartHasItsLatency() {
        try (var flooded = new FloodedGateway(THREE_TO_ONE)) {
            flooded.echoes("gold", ECHOES);
            long[] quiet = flooded.echoes("gold", ECHOES);
            flooded.flood("free", 16, 16_384);
            flooded.awaitBytes((long) MIB << 20);
            long[] shaped = flooded.echoes("gold", ECHOES);
            long[] inLine = flooded.echoes("free", 50);

            print(
                    "nobody else: %s; with 16 sessions of free that want all: %s; of free itself: %s%n",
                    figures(quiet), figures(shaped), figures(inLine));
            assertThat(percentile(shaped, 99)).isLessThan(percentile(inLine, 50));
        }
    }

    private static String figures(long[] nanos) {
        return String.format(
                Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", percentile(nanos, 50) / 1e6, percentile(nanos, 99) / 1e6);
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, "ShapedFloodTest: " + format, values);
    }
}
