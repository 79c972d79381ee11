package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentageTest {
    @ParameterizedTest
    @CsvSource({"100%, 1000000, 100%", "0%, 0, 0%", "5%, 50000, 5%", "0.01%, 100, 0.01%", "12.50%, 125000, 12.5%"})
    void aPercentageIsReadAndWritten(String text, int millionths, String written) {
        assertThat(Percentage.parse(text).millionths()).isEqualTo(millionths);
        assertThat(Percentage.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"50", "0.00001%", "-1%", "1,5%", "all", "%"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Percentage.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("must be a percentage like 100%, 5% or 0.01%, got " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101%", "100.0001%", "999%"})
    void moreThanAllIsRefused(String text) {
        assertThatThrownBy(() -> Percentage.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("must be a percentage of at most 100%, got " + text);
    }
}
