package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
    @ParameterizedTest
    @CsvSource({"1024, 336, 96", "65536, 28560, 4096", "1048576, 458640, 4096", "100, 1, 1"})
    void asManyClientsAsThereAreDescriptorsFor(long descriptors, int sessions, int handshakes) {
        var capacity = new Capacity(descriptors);

        assertThat(capacity.sessions()).isEqualTo(sessions);
        assertThat(capacity.handshakes(1)).isEqualTo(handshakes);
    }

    @Test
    void eachLoopHasItsPartOfTheHandshakesButAtLeastOne() {
        assertThat(new Capacity(1024).handshakes(4)).isEqualTo(24);
        assertThat(new Capacity(136).handshakes(4)).isEqualTo(1);
    }

    @Test
    void whereTheSystemSaysNothingThereIsNoLimitOfSessions() {
        assertThat(new Capacity(Long.MAX_VALUE).sessions()).isEqualTo(Integer.MAX_VALUE);
    }
}
