package io.tidegate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.journal.MessageLine.Facts;
import io.tidegate.journal.MessageLine.Fate;
import io.tidegate.journal.MessageLine.Origin;
import io.tidegate.journal.MessageLine.Payload;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageLineTest {
    private static final Facts TEXT = new Facts(true, 12, 7, null, false);

    @ParameterizedTest
    @CsvSource({
        "abc, 5, abc, false",
        "abc, 3, abc, false",
        "abc, 2, ab, true",
        "aü, 3, aü, false",
        "aü, 2, a, true",
        "aüb, 3, aü, true",
        "a€b, 3, a, true",
        "a€b, 4, a€, true",
        "a😀b, 4, a, true",
        "a😀b, 5, a😀, true",
        "😀, 1, '', true",
        "'', 1, '', false",
    })
    void aTextIsCutBetweenTwoCharacters(String text, int most, String kept, boolean truncated) {
        Payload payload = Payload.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true, most);

        assertThat(line(TEXT, payload, null))
                .endsWith(",\"payload\":\"" + kept + "\"" + (truncated ? ",\"truncated\":true" : "") + "}\n");
    }

    @Test
    void aBinaryPayloadIsCutAtAnyByteAndWrittenInBase64() {
        Payload payload = Payload.of(ByteBuffer.wrap(new byte[] {(byte) 0x80, 2, 3}), false, 2);

        assertThat(line(new Facts(false, 3, 3, null, false), payload, null))
                .isEqualTo(
                        "{\"time\":\"1970-01-01T00:00:01.500Z\",\"session\":\"s\",\"route\":\"r\",\"from\":\"client\","
                                + "\"type\":\"binary\",\"bytes\":3,\"wire-bytes\":3,\"payload-base64\":\"gAI=\",\"truncated\":true}\n");
    }

    @Test
    void aLineIsOneLineWhateverTheMessageSays() {
        Payload payload =
                Payload.of(ByteBuffer.wrap("a\"\n\r\u2028\u0000}".getBytes(StandardCharsets.UTF_8)), true, 100);

        assertThat(line(TEXT, payload, null))
                .endsWith(",\"payload\":\"a\\\"\\n\\r\u2028\\u0000}\"}\n")
                .matches(text -> text.lines().count() == 1);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        var header = Facts.of(FrameHeaders.of(Opcode.TEXT, false, 12), true);

        assertThat(line(header, null, new Fate("undelivered", null)))
                .endsWith("\"type\":\"text\",\"wire-bytes\":12,\"more\":true,\"reason\":\"undelivered\"}\n");
        assertThat(line(new Facts(true, 3, 2, "m-1", false), Payload.omitted("syntax"), new Fate("filter:a", "drop")))
                .endsWith("\"bytes\":3,\"wire-bytes\":2,\"id\":\"m-1\",\"reason\":\"filter:a\",\"verdict\":\"drop\","
                        + "\"payload-omitted\":\"syntax\"}\n");
    }

    private static String line(Facts facts, @Nullable Payload payload, @Nullable Fate fate) {
        var line = new MessageLine(new Origin(1500, "s", "r", Side.CLIENT), facts, payload, fate);
        return new String(line.line(), StandardCharsets.UTF_8);
    }
}
