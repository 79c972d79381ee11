package io.tidegate.filter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private static final String OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4

    @Test
    void theDigestOfATextIsThatOfItsUtf8() {
        assertThat(Sha256.of("abc")).isEqualTo(Sha256.parse(OF_ABC)).hasToString(OF_ABC);
        assertThat(Sha256.of("ä")).isEqualTo(Sha256.of(new byte[] {(byte) 0xC3, (byte) 0xA4}));
    }

    @Test
    void digestsDifferIfAnyPartDoes() {
        for (int digit = 0; digit < OF_ABC.length(); digit++) {
            var other = new StringBuilder(OF_ABC);
            other.setCharAt(digit, OF_ABC.charAt(digit) == '0' ? '1' : '0');
            assertThat(Sha256.parse(other.toString())).isNotEqualTo(Sha256.parse(OF_ABC));
        }
    }

    @Test
    void colonsAndCapitalsAreReadToo() {
        String colons = OF_ABC.toUpperCase(java.util.Locale.ROOT).replaceAll("..(?=.)", "$0:");

        assertThat(Sha256.parse(colons)).isEqualTo(Sha256.of("abc"));
    }

    @Test
    void whatIsNoDigestIsRefused() {
        assertThatThrownBy(() -> Sha256.parse(OF_ABC.substring(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("must be a SHA-256, 64 hexadecimal digits");
    }
}
