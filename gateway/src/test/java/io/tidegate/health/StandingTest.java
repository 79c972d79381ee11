package io.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
    /** Of the results, {@code +} is a check that passed; the standing after each is {@code U} for up or {@code d} for down. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, +++, UUU",
        "2, 3, --+--+--, UUUUUUUU",
        "2, 3, ---+-+-, UUddddd",
        "2, 3, ---+-++, UUddddU",
        "2, 3, ---++--+---, UUddUUUUUUd",
        "1, 1, -+-+, dUdU",
        "3, 1, -++-+++, ddddddU"
    })
    void itTurnsOnlyAfterEnoughInARow(int rise, int fall, String results, String standings) {
        var standing = new Standing(rise, fall, true);
        var after = new StringBuilder();

        for (int i = 0; i < results.length(); i++) {
            boolean before = standing.isUp();
            boolean turned = standing.turnedBy(results.charAt(i) == '+');
            assertThat(turned).isEqualTo(before != standing.isUp());
            after.append(standing.isUp() ? 'U' : 'd');
        }

        assertThat(after).hasToString(standings);
    }

    @Test
    void itMayStartDown() {
        var standing = new Standing(2, 3, false);

        assertThat(standing.isUp()).isFalse();
        assertThat(standing.turnedBy(true)).isFalse();
        assertThat(standing.turnedBy(true)).isTrue();
    }
}
