package io.tidegate.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateTextTest {
    private static final List<String> NAMES = List.of("example.com", "*.example.com", "192.0.2.1");

    @ParameterizedTest
    @CsvSource({
        "example.com, true",
        "a.example.com, true",
        "*.example.com, true",
        "a.b.example.com, false",
        "other.org, false",
        "localhost, false",
        "192.0.2.1, true"
    })
    void aStarIsOneLabel(String host, boolean covered) {
        assertThat(CertificateText.covers(NAMES, host)).isEqualTo(covered);
    }
}
