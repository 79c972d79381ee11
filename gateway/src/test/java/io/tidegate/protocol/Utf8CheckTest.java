package io.tidegate.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
    private final Utf8Check check = new Utf8Check();

    @Test
    void everyCharacterOfUnicodeIsAcceptedAndNoSurrogateIs() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            boolean surrogate = character >= 0xD800 && character <= 0xDFFF;
            byte[] bytes = surrogate
                    ? encoded(character)
                    : Character.toString(character).getBytes(UTF_8);

            assertThat(isUtf8(bytes, bytes.length)).as("U+%04X", character).isEqualTo(!surrogate);
        }
    }

    @Test
    void everySequenceOfThreeBytesIsJudgedAsTheJdkDoes() {
        byte[] bytes = new byte[3];
        for (int all = 0; all < 1 << 24; all += 7) {
            bytes[0] = (byte) (all >> 16);
            bytes[1] = (byte) (all >> 8);
            bytes[2] = (byte) all;

            if (isUtf8(bytes, 3) != jdkAccepts(bytes)) {
                assertThat(bytes).as("%06x", all).isEmpty();
            }
        }
    }

    @Test
    void whereABadByteIsFoundDoesNotDependOnWhereTheTextIsCut() {
        byte[] text = "plain ASCII for a while, Grüße, 世界, 🌊 and on".getBytes(UTF_8);
        Random random = new Random(7);
        for (int bad = 0; bad < text.length; bad++) {
            byte[] bytes = text.clone();
            bytes[bad] = (byte) 0xFF;
            for (int cut = 0; cut <= bytes.length; cut++) {
                int middle = cut + random.nextInt(bytes.length - cut + 1);
                check.reset();
                boolean first = check.accepts(bytes, 0, cut);
                boolean second = first && check.accepts(bytes, cut, middle - cut);
                boolean third = second && check.accepts(bytes, middle, bytes.length - middle);

                assertThat(first).isEqualTo(cut <= bad);
                assertThat(second).isEqualTo(middle <= bad);
                assertThat(third).isFalse();
            }
        }
    }

    @Test
    void aTextThatEndsWithinACharacterIsNotComplete() {
        byte[] wave = "🌊".getBytes(UTF_8);
        for (int length = 1; length < 4; length++) {
            check.reset();
            assertThat(check.accepts(wave, 0, length)).isTrue();
            assertThat(check.isComplete()).isFalse();
        }
        check.reset();
        assertThat(check.accepts(wave, 0, 4)).isTrue();
        assertThat(check.isComplete()).isTrue();
    }

    private boolean isUtf8(byte[] bytes, int length) {
        check.reset();
        return check.accepts(bytes, 0, length) && check.isComplete();
    }

    private static byte[] encoded(int character) {
        return new byte[] {
            (byte) (0xE0 | character >> 12), (byte) (0x80 | (character >> 6 & 0x3F)), (byte) (0x80 | (character & 0x3F))
        };
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
