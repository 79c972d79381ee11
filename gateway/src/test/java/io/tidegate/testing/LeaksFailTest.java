package io.tidegate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeaksFailTest {
    @Test
    void aBufferThatIsNotReleasedIsFound() {
        for (int i = 0; i < 10; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16);
        }

        assertThat(LeakRecorder.leaks()).isNotEmpty();
    }
}
