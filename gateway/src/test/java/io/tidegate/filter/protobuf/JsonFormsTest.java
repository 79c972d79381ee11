package io.tidegate.filter.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.MessageFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What JSON texts become on the wire, and back: proto3 JSON, form by form. */
class JsonFormsTest {
    /**
     * @param json what a client sends
     * @param written what the wire's bytes say when they are read again; {@code !} with rule and place where it is refused;
     *     {@code =} if it is the same
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/protobuf/forms.txt", delimiter = '|', maxCharsPerColumn = 10_000, quoteCharacter = '`')
    void aTextIsReadAndWrittenAsTheRulesSay(String type, String json, String written) {
        MessageFilter filter = Protos.replying("test." + type, "");

        String hex = Protos.hex(filter, json);

        String again = hex.startsWith("!") ? hex.strip() : Protos.json(filter, hex);
        assertThat(again).isEqualTo(written.equals("=") ? json : written);
    }
}
