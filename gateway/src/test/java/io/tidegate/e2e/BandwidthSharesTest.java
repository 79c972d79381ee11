package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.FloodedGateway;
import io.tidegate.testing.NothingLeftBehind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Classes of sessions that want more of a bandwidth than there is. */
@ExtendWith(NothingLeftBehind.class)
class BandwidthSharesTest {
    private static final String CLASSES = "classes: { gold: 3, free: 1 }";

    @Test
    void classesThatBothWantAllHaveTheirPartsByWeight() {
        try (var flooded = new FloodedGateway("{ limit: 4MiB/s, " + CLASSES + " }")) {
            flooded.flood("gold", 2, 1000);
            flooded.flood("free", 8, 16_000);
            flooded.awaitBytes(2 << 20);

            assertThat(flooded.ratioOver(8 << 20)).isBetween(2.7, 3.3);
        }
    }

    @Test
    void aClassHasAllThatTheOthersLeave() {
        try (var flooded = new FloodedGateway("{ limit: 4MiB/s, " + CLASSES + " }")) {
            flooded.flood("free", 2, 4000);
            flooded.awaitBytes(1 << 20);
            long startNanos = System.nanoTime();
            flooded.awaitBytes(5 << 20);

            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isBetween(Duration.ofMillis(900), Duration.ofMillis(2000)); // with its own part alone it took 4 s
        }
    }

    @Test
    void whoKeepsToItsPartDoesNotWaitForThoseWhoDoNot() {
        try (var flooded = new FloodedGateway("{ limit: 1MiB/s, " + CLASSES + " }")) {
            flooded.flood("free", 8, 64_000);
            flooded.awaitBytes(1 << 20);

            long[] nanos = flooded.echoes("gold", 50);

            assertThat(Duration.ofNanos(nanos[25])).isLessThan(Duration.ofMillis(60)); // in one line it took 500 ms
            Admin admin = Admin.of(flooded.gateway().gateway());
            assertThat(held(admin, "gold")).isZero();
            assertThat(held(admin, "free")).isPositive();
        }
    }

    @Test
    void aReloadOfTheWeightsHoldsForThoseWhoWait() {
        try (var flooded = new FloodedGateway("{ limit: 4MiB/s, " + CLASSES + " }")) {
            flooded.flood("gold", 4, 4000);
            flooded.flood("free", 4, 4000);
            flooded.awaitBytes(2 << 20);

            flooded.gateway().reload(flooded.settings("{ limit: 4MiB/s, classes: { gold: 1, free: 1 } }"));
            flooded.awaitBytes(4 << 20);

            assertThat(flooded.ratioOver(8 << 20)).isBetween(0.9, 1.1);
        }
    }

    private static double held(Admin admin, String ofClass) {
        return admin.metric("tidegate_bandwidth_held_total{class=\"" + ofClass + "\",from=\"client\",share=\"edge\"}");
    }
}
