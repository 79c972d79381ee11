package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {
    private static final int DRAWN = 1_000_000;

    @ParameterizedTest
    @CsvSource({"0%, 0, 0", "100%, 1000000, 1000000", "50%, 490000, 510000", "1%, 9000, 11000", "0.1%, 800, 1200"})
    void theShareIsDrawnThatIsAskedFor(String share, int least, int most) {
        Sample sample = new Sample(Percentage.parse(share));

        int taken = 0;
        for (int i = 0; i < DRAWN; i++) {
            taken += sample.takes() ? 1 : 0;
        }

        assertThat(taken).isBetween(least, most);
    }
}
