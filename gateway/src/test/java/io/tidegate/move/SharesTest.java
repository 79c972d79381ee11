package io.tidegate.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Percentage;
import io.tidegate.move.Shares.Load;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static final Percentage FIFTH = Percentage.parse("20%");

    @Test
    void whoHasMoreThanItsShareAndTheThresholdHasTooManyByWhatIsBeyond() {
        Shares<String> shares = shares(1, 1000, 1, 1000, 1, 1000, 1, 0);

        assertThat(shares.excess(FIFTH)).hasSize(3).containsEntry("0", 100).containsEntry("2", 100);
        assertThat(shares.full()).containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void whoIsWithinTheThresholdHasNotTooMany() {
        assertThat(shares(1, 900, 1, 900, 1, 900, 1, 300).excess(FIFTH)).isEmpty();
    }

    @Test
    void sharesGoByWeight() {
        Shares<String> shares = shares(3, 300, 1, 300);

        assertThat(shares.excess(FIFTH)).containsOnlyKeys("1").containsEntry("1", 120);
        assertThat(shares.full()).containsExactly("1");
    }

    @Test
    void fewSessionsThatCannotBeSpreadBetterAreNotTooMany() {
        assertThat(shares(1, 1, 1, 1, 1, 1, 1, 0).excess(FIFTH)).isEmpty();
        assertThat(shares(1, 2, 1, 0).excess(FIFTH)).containsOnlyKeys("0").containsEntry("0", 1);
        assertThat(new Shares<String>(List.of()).excess(FIFTH)).isEmpty();
    }

    /** Of endpoints 0, 1, ... by weight and sessions. */
    private static Shares<String> shares(int... weightsAndSessions) {
        Load<?>[] loads = new Load<?>[weightsAndSessions.length / 2];
        Arrays.setAll(
                loads, i -> new Load<>(String.valueOf(i), weightsAndSessions[2 * i + 1], weightsAndSessions[2 * i]));
        return new Shares<>(Arrays.stream(loads)
                .map(load -> new Load<>(String.valueOf(load.endpoint()), load.sessions(), load.weight()))
                .toList());
    }
}
