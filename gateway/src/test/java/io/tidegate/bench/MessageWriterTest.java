package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageWriterTest {
    @ParameterizedTest
    @ValueSource(ints = {16, 17, 24, 31, 125, 126, 127, 600, 65_535, 65_536, 100_003})
    void theFrameHasTheLengthItSaysAndUnmaskedTheStampAndTheFiller(int payloadBytes) {
        MessageWriter writer = new MessageWriter(payloadBytes, true);
        ByteBuf out = Unpooled.buffer();

        writer.write(out, 123_456_789_012L, Stamp.identity(77, 5));

        assertThat(out.readableBytes()).isEqualTo(writer.frameBytes());
        byte[] payload = unmasked(out, payloadBytes);
        ByteBuf read = Unpooled.wrappedBuffer(payload);
        assertThat(Stamp.decode(read.getLong(0))).isEqualTo(123_456_789_012L);
        assertThat(Stamp.decode(read.getLong(8))).isEqualTo(Stamp.identity(77, 5));
        for (int i = Stamp.BYTES; i < payloadBytes; i++) {
            assertThat((char) payload[i]).isEqualTo("tidegate".charAt(i % 8));
        }
    }

    @Test
    void aStampKnowsWhoseItIsAndItsNumber() {
        long identity = Stamp.identity(1_000_000, (1L << 24) + 7);

        assertThat(Stamp.decode(Stamp.encode(identity))).isEqualTo(identity);
        assertThat(Stamp.connection(identity)).isEqualTo(1_000_000);
        assertThat(Stamp.sequence(identity)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 0x2F30_3030_3030_3030L, 0x3030_3030_3030_302FL, 0x3070_3030_3030_3030L})
    void whatIsNoStampIsNotTakenForOne(long characters) {
        assertThat(Stamp.decode(characters)).isEqualTo(-1);
    }

    private static byte[] unmasked(ByteBuf frame, int payloadBytes) {
        int start = frame.readableBytes() - payloadBytes;
        byte[] payload = new byte[payloadBytes];
        frame.getBytes(start, payload);
        for (int i = 0; i < payloadBytes; i++) {
            payload[i] ^= frame.getByte(start - 4 + i % 4);
        }
        return payload;
    }
}
