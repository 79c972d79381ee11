package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.protocol.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class SchemasTest {
    private static final String REPLY = ", on-fault: reply, reply: \"{rule} {pointer}\" }";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"object"}                     | []                | type
            {"required":["a"]}                    | {}                | required
            {"properties":{"a":{"minimum":3}}}    | {"a":2}           | minimum /a
            {"properties":{"a~/b":{"const":3}}}   | {"a~/b":2}        | const /a~0~1b
            {"items":{"maxLength":2}}             | ["ab","abc"]      | maxLength /1
            {"additionalProperties":false}        | {"secret":1}      | additionalProperties
            {"unevaluatedProperties":false}       | {"secret":1}      | unevaluatedProperties
            {"pattern":"^a+$"}                    | "b"               | pattern
            {"patternProperties":{"^x":{"type":"null"}}} | {"x1":1}   | type /x1
            {"anyOf":[{"type":"null"},{"const":1}]} | 2               | type
            {"not":{"type":"null"}}               | null              | not
            {"multipleOf":0.01}                   | 0.015             | multipleOf
            {"$defs":{"n":{"minimum":3}},"$ref":"#/$defs/n"} | 2      | minimum
            {"prefixItems":[{"type":"integer"}]}  | [1.5]             | type /0
            {"dependentRequired":{"a":["b"]}}     | {"a":1}           | dependentRequired
            {"uniqueItems":true}                  | [1,2,1]           | uniqueItems
            false                                 | 1                 | false
            """)
    void theFirstThingThatIsWrongIsToldWithItsPlace(String schema, String text, String fault) throws IOException {
        assertThat(ContentFilters.fault(withDefault(schema), text).strip()).isEqualTo(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"integer"}                    | 1.0
            {"type":"integer"}                    | 123456789012345678901234567890
            {"multipleOf":0.01}                   | 0.29
            {"anyOf":[{"type":"null"},{"const":1}]} | 1
            {"oneOf":[{"required":["a"]},{"required":["b"]}]} | {"b":1}
            {"if":{"required":["a"]},"then":{"required":["b"]}} | {"c":1}
            {"properties":{"a":true},"unevaluatedProperties":false} | {"a":1}
            {"format":"email"}                    | "not one"
            true                                  | 1
            {"$id":"https://example.com/tree","properties":{"child":{"$ref":"tree"}}} | {"child":{"child":{}}}
            """)
    void whatIsValidPasses(String schema, String text) throws IOException {
        assertThat(ContentFilters.fault(withDefault(schema), text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":                                  | is not JSON, line 1
            {"a":1,"a":2}                             | is not JSON, line 1: Duplicate
            {"type":"strin"}                          | at "/type":
            []                                        | at "":
            {"$schema":"http://json-schema.org/draft-07/schema#"} | $schema is http://json-schema.org/draft-07/schema#
            {"$ref":"#/$defs/missing"}                | /$defs/missing
            {"items":{"$ref":"other.json"}}           | other.json
            {"$ref":"https://example.com/remote"}     | https://example.com/remote
            {"properties":{"a":{"$dynamicRef":"https://example.com/remote"}}} | https://example.com/remote
            {"items":{"$dynamicRef":"#here"}}         | $dynamicRef #here
            {"pattern":"(?=x)"}                       | (?=
            {"patternProperties":{"(?=x)":true}}      | (?=
            {"properties":{"a":{"pattern":"["}}}      | [
            {"$ref":"#"}                              | refers to itself
            """)
    void aSchemaThatIsNoneIsRefusedAtLoadWithFileAndReason(String schema, String reason) {
        assertThatThrownBy(() -> withDefault(schema))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("json.schemas.default must be a JSON Schema of 2020-12, got " + folder)
                .hasMessageContaining("schema.json: ")
                .hasMessageContaining(reason);
    }

    @Test
    void aSchemaThatIsMissingIsRefusedWithItsPlaceInTheFile() {
        assertThatThrownBy(() -> ContentFilters.of("json: { schemas: { default: none.json } }", folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching(
                        "test.yaml:7:\\d+ routes.chat.filters\\[0].json.schemas.default must be a file that can be read: "
                                + folder + "/none.json does not exist");
    }

    @Test
    void schemasReferToEachOtherAndToSharedOnesByFileAndById() throws IOException {
        Files.writeString(folder.resolve("user.json"), "{\"required\":[\"name\"]}");
        Files.writeString(folder.resolve("room.json"), "{\"$id\":\"https://example.com/room\",\"minLength\":3}");
        Files.writeString(
                folder.resolve("schema.json"),
                "{\"properties\":{\"user\":{\"$ref\":\"user.json\"},\"room\":{\"$ref\":\"https://example.com/room\"}}}");
        MessageFilter filter = ContentFilters.of(
                "json: { schemas: { default: schema.json }, shared-schemas: [ user.json, room.json ]" + REPLY, folder);

        assertThat(ContentFilters.fault(filter, "{\"user\":{}}")).isEqualTo("required /user");
        assertThat(ContentFilters.fault(filter, "{\"room\":\"ab\"}")).isEqualTo("minLength /room");
        assertThat(ContentFilters.fault(filter, "{\"room\":\"abc\",\"user\":{\"name\":\"x\"}}"))
                .isEmpty();
    }

    @Test
    void patternsOfSchemasRunInLinearTime() throws IOException {
        MessageFilter filter = withDefault("{\"pattern\":\"^(a+)+$\"}");

        assertThat(ContentFilters.fault(filter, "\"" + "a".repeat(60_000) + "!\""))
                .isEqualTo("pattern ");
    }

    @Test
    void aSchemaThatTurnsInACircleDoesNotRunForEver() throws IOException {
        MessageFilter filter = withDefault("""
                {"properties":{"a":{"$ref":"#/$defs/loop"}},"$defs":{"loop":{"anyOf":[{"$ref":"#/$defs/loop"}]}}}
                """);

        assertThat(ContentFilters.fault(filter, "{\"b\":1}")).isEmpty();
        assertThat(ContentFilters.fault(filter, "{\"a\":1}")).isEqualTo("schema-limit ");
    }

    @Test
    void aMessageIsJudgedByTheSchemaOfItsType() throws IOException {
        Files.writeString(folder.resolve("say.json"), "{\"required\":[\"text\"]}");
        Files.writeString(folder.resolve("rest.json"), "{\"maxProperties\":2}");
        String say = "json: { type: /head/type, schemas: { say: say.json } ";
        MessageFilter strict = ContentFilters.of(say + REPLY, folder);
        MessageFilter open = ContentFilters.of(say + ", unknown-type: allow" + REPLY, folder);
        MessageFilter other = ContentFilters.of(
                "json: { type: /head/type, schemas: { say: say.json, default: rest.json }" + REPLY, folder);

        assertThat(ContentFilters.fault(strict, "{\"head\":{\"type\":\"say\"},\"text\":1}"))
                .isEmpty();
        assertThat(ContentFilters.fault(strict, "{\"head\":{\"type\":\"say\"}}"))
                .isEqualTo("required ");
        for (String unknown : new String[] {"{\"head\":{\"type\":\"x\"}}", "{\"head\":{\"type\":1}}", "{}", "7"}) {
            assertThat(ContentFilters.fault(strict, unknown)).isEqualTo("unknown-type /head/type");
            assertThat(ContentFilters.fault(open, unknown)).isEmpty();
            assertThat(ContentFilters.fault(other, unknown)).isEmpty();
        }
        assertThat(ContentFilters.fault(other, "{\"a\":1,\"b\":1,\"c\":1}")).isEqualTo("maxProperties ");
    }

    @Test
    void aSchemaIsReadOnceAndKept() throws IOException {
        MessageFilter filter = withDefault("{\"type\":\"object\"}");
        Files.delete(folder.resolve("schema.json"));

        assertThat(filter.onMessage(Side.CLIENT, Message.text("{}"))).isEqualTo(ContentFilters.FORWARD);
    }

    private MessageFilter withDefault(String schema) throws IOException {
        Files.writeString(folder.resolve("schema.json"), schema);
        return ContentFilters.of("json: { schemas: { default: schema.json }" + REPLY, folder);
    }
}
