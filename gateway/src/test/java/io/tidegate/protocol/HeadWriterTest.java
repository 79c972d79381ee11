package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadWriterTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\n", "\r", "\u0000", "\u007f", "\u001b[2J"})
    void aControlCharacterIsRefusedWhereverItStands(String text) {
        assertThatThrownBy(() -> new HeadWriter("GET /" + text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HeadWriter("GET /").field(text, "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HeadWriter("GET /").field("A", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(text);
    }

    /** A character of two bytes whose lower one is a line feed must not become that. */
    @Test
    void whatIsNotLatinBecomesAQuestionMark() {
        ByteBuf head =
                new HeadWriter("GET /").field("A", "\u010aB: 1\t\u00e9").encode(UnpooledByteBufAllocator.DEFAULT, "");

        assertThat(head.toString(StandardCharsets.ISO_8859_1)).isEqualTo("GET /\r\nA: ?B: 1\t\u00e9\r\n\r\n");
        head.release();
    }
}
