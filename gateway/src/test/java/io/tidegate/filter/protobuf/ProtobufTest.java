package io.tidegate.filter.protobuf;

import static io.tidegate.filter.protobuf.Protos.hex;
import static io.tidegate.filter.protobuf.Protos.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufTest {
    private static final String REPLY = ", on-fault: reply, reply: \"! {rule} {pointer}\"";

    @Test
    void aDirectionThatHasNoTypesPassesAsItIs() {
        MessageFilter filter = Protos.filter("to-endpoint: { type: test.Inner }");

        assertThat(filter.onMessage(Side.UPSTREAM, Message.binary(new byte[] {1})))
                .isEqualTo(MessageVerdict.Pass.FORWARD);
        assertThat(hex(filter, "{\"name\":\"a\"}")).isEqualTo("0a0161");
    }

    @Test
    void theClientMayBeTheOneThatSpeaksProtobuf() {
        MessageFilter filter =
                Protos.filter("client: binary, to-endpoint: { type: test.Inner }, to-client: { type: test.Names }");

        MessageVerdict up = filter.onMessage(Side.CLIENT, Message.binary(new byte[] {0x0a, 1, 'a'}));
        MessageVerdict down = filter.onMessage(Side.UPSTREAM, Message.text("{\"@own\":\"b\"}"));

        assertThat(((MessageVerdict.Replace) up).message().text()).isEqualTo("{\"name\":\"a\"}");
        assertThat(((MessageVerdict.Replace) down).message().bytes()).containsExactly(0x1a, 1, 'b');
    }

    @Test
    void aMessageOfTheWrongKindIsAtFault() {
        MessageFilter filter = Protos.replying("test.Inner", "");

        MessageVerdict binary = filter.onMessage(Side.CLIENT, Message.binary(new byte[] {0x0a}));
        MessageVerdict text = filter.onMessage(Side.UPSTREAM, Message.text("{}"));

        assertThat(((MessageVerdict.Reply) binary).message().text()).isEqualTo("! binary ");
        assertThat(((MessageVerdict.Reply) text).message().text()).isEqualTo("! text ");
    }

    @Test
    void aMessageAtFaultIsAnsweredAsConfigured() {
        Message bad = Message.text("{");

        assertThat(Protos.filter("to-endpoint: { type: test.Inner }").onMessage(Side.CLIENT, bad))
                .isEqualTo(new MessageVerdict.Close(Cause.INVALID, 1007, "message is not valid"));
        assertThat(Protos.filter("on-fault: drop, to-endpoint: { type: test.Inner }")
                        .onMessage(Side.CLIENT, bad))
                .isEqualTo(MessageVerdict.Pass.DROP);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00                     | ! wire
            0a                     | ! wire
            0a05 61                | ! wire
            0affffffffffffffffff01 | ! wire
            0a80808080808080808080 | ! wire
            0e                     | ! wire
            1b0a0161               | ! wire
            1b24                   | ! wire
            0a01ff                 | ! utf-8 /name
            1202 0a05              | ! wire /inner
            1203 0a01c3            | ! utf-8 /inner/name
            """)
    void bytesThatAreNoMessageAreAtFault(String hex, String answer) {
        assertThat(json(Protos.replying("test.Inner", ""), hex).strip()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            test.Inner   |                         | {}
            test.Inner   | 0a0161 0a0162           | {"name":"b"}
            test.Inner   | 1203 0a0161 1202 1200   | {"inner":{"name":"a","inner":{}}}
            test.Inner   | 0801 0d00000000 0a0161  | {"name":"a"}
            test.Inner   | 1b 0a0162 1c 0a0161     | {"name":"a"}
            test.Lists   | 1801 1a020203 1804      | {"ofInt32":[1,2,3,4]}
            test.Lists   | 9201 020102 9001 03     | {"notPacked":["-1","1","-2"]}
            test.Lists   | 1a00                    | {}
            test.Scalars | 18ffffffffffffffffff01  | {"ofInt32":-1}
            test.Scalars | 1880808080f0ffffffff01  | {}
            test.Scalars | 6802                    | {"ofBool":true}
            test.Scalars | 1800                    | {}
            test.Choices | 0a0161 1002             | {"number":"2"}
            test.Choices | 1a030a0161 1001 1a021200 | {"inner":{"inner":{}}}
            test.Choices | 3007                    | {"nothing":null}
            test.Choices | 4200                    | {"value":null}
            test.Maps    | 6206 0a0161 120162 6206 0a0163 120164 6206 0a0161 120165 | {"byString":{"a":"e","c":"d"}}
            test.Maps    | 0a00                    | {"byInt32":{"0":""}}
            test.old.Old | 0a0161 1807 1805 1802   | {"name":"a","closed":"SECOND"}
            test.old.Old | 0a0161 2003 2001        | {"name":"a","list":["FIRST"]}
            test.old.Old | 0a0161 2a03010302       | {"name":"a","block":["FIRST","SECOND"]}
            test.old.Old | 0a0161 3205 0a01611007  | {"name":"a","map":{}}
            test.old.Old | 0a0161 3203 0a0161      | {"name":"a","map":{"a":"ZERO"}}
            test.old.Old | 1007                    | ! required /name
            """)
    void whatTheWireAllowsIsReadAsItsRulesSay(String type, String hex, String answer) {
        assertThat(json(Protos.replying(type, ""), hex == null ? "" : hex)).isEqualTo(answer);
    }

    @Test
    void valuesThatJsonCannotSayAreAtFault() {
        MessageFilter filter = Protos.replying("test.WellKnown", "");

        assertThat(json(filter, "2a09 11 000000000000f87f")).isEqualTo("! range /value");
        assertThat(json(filter, "0a07 08ffffffffff3f")).isEqualTo("! range /time");
        assertThat(json(filter, "0a02 1001")).isEqualTo("{\"time\":\"1970-01-01T00:00:00.000000001Z\"}");
        assertThat(json(filter, "0a0b 10ffffffffffffffffff01")).isEqualTo("! range /time");
        assertThat(json(filter, "120d 0801 10ffffffffffffffffff01")).isEqualTo("! range /duration");
        assertThat(json(filter, "1a03 0a0141")).isEqualTo("! format /mask");
        assertThat(json(filter, "1a05 0a03 615f31")).isEqualTo("! format /mask");
        assertThat(json(filter, "3a05 0a03 782f79")).isEqualTo("! unknown-type /any");
    }

    @Test
    void aByteInFrontSaysTheTypeAndInJsonItsName() {
        MessageFilter filter = Protos.filter("to-endpoint: { by-first-byte: { 1: test.Inner, 200: test.Names } },"
                + " to-client: { by-first-byte: { 0: test.Inner, 7: google.protobuf.Duration } }" + REPLY);

        assertThat(hex(filter, "{\"@type\":\"test.Inner\",\"name\":\"a\"}")).isEqualTo("010a0161");
        assertThat(hex(filter, "{\"@own\":\"a\",\"@type\":\"test.Names\"}")).isEqualTo("c81a0161");
        assertThat(hex(filter, "{\"@type\":\"test.Names\"}")).isEqualTo("c8");
        assertThat(hex(filter, "{\"@type\":\"test.Lists\"}")).isEqualTo("! unknown-type /@type");
        assertThat(hex(filter, "{\"name\":\"a\"}")).isEqualTo("! unknown-type ");
        assertThat(hex(filter, "{}")).isEqualTo("! unknown-type ");
        assertThat(hex(filter, "[]")).isEqualTo("! type ");
        assertThat(json(filter, "00 0a0161")).isEqualTo("{\"@type\":\"test.Inner\",\"name\":\"a\"}");
        assertThat(json(filter, "07 0801")).isEqualTo("{\"@type\":\"google.protobuf.Duration\",\"value\":\"1s\"}");
        assertThat(json(filter, "01 0a0161")).isEqualTo("! unknown-type ");
        assertThat(json(filter, "")).isEqualTo("! unknown-type ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ByText   | inner: test.Inner, time: google.protobuf.Timestamp    | {"kind":"inner","body":{"name":"a"},"id":"1"} | 0a05696e6e6572 12030a0161 1a0131
            ByText   | inner: test.Inner, time: google.protobuf.Timestamp    | {"kind":"time","body":"1970-01-01T00:00:01Z"} | 0a0474696d65 12020801
            ByText   | inner: test.Inner                                     | {"kind":"inner"}                               | 0a05696e6e6572
            ByText   | inner: test.Inner                                     | {"kind":"outer","body":{}}                     | ! unknown-type /kind
            ByText   | inner: test.Inner                                     | {"body":{}}                                    | ! unknown-type /kind
            ByText   | inner: test.Inner                                     | {"kind":"inner","body":{"x":1}}                | ! unknown-field /body/x
            ByText   | "'': test.Inner"                                      | {"body":{}}                                    | 1200
            ByColor  | RED: test.Inner, NONE: test.Names                     | {"body":{"name":"a"},"kind":"CRIMSON"}         | 0a030a0161 1001
            ByColor  | RED: test.Inner, NONE: test.Names                     | {"kind":1,"body":{}}                           | 1001 0a00
            ByColor  | RED: test.Inner, NONE: test.Names                     | {"body":{"@own":"b"}}                          | 0a031a0162
            ByColor  | RED: test.Inner                                       | {"body":{}}                                    | ! unknown-type /kind
            ByNumber | -5: test.Inner                                        | {"kind":"-5","body":{}}                        | 08fbffffffffffffffff01 1200
            ByNumber | -5: test.Inner                                        | {"kind":-5,"body":{}}                          | 08fbffffffffffffffff01 1200
            """)
    void aFieldSaysWhatIsInAnother(String envelope, String types, String json, String wire) {
        String listed = types.replace("\"", "");
        String chosen = "{ by-field: { envelope: test." + envelope + ", field: kind, payload: body, types: { " + listed
                + " } } }";
        MessageFilter filter = Protos.filter("to-endpoint: " + chosen + ", to-client: " + chosen + REPLY);

        String hex = hex(filter, json);

        assertThat(hex.strip()).isEqualTo(wire.startsWith("!") ? wire : wire.replace(" ", ""));
        if (!wire.startsWith("!")) {
            assertThat(hex(filter, json(filter, hex)).length()).isEqualTo(hex.length());
        }
    }

    @Test
    void ofAOneofAMemberMustBeThere() {
        MessageFilter filter =
                Protos.filter("to-endpoint: { oneof: test.Either }, to-client: { oneof: test.Either }" + REPLY);

        assertThat(hex(filter, "{\"inner\":{},\"id\":\"1\"}")).isEqualTo("0a001a0131");
        assertThat(json(filter, "12031a0161")).isEqualTo("{\"names\":{\"@own\":\"a\"}}");
        assertThat(hex(filter, "{\"id\":\"1\"}")).isEqualTo("! unknown-type ");
        assertThat(json(filter, "1a0131")).isEqualTo("! unknown-type ");
        assertThat(json(filter, "2200")).isEqualTo("! unknown-type ");
        assertThat(hex(filter, "{\"inner\":{},\"names\":{}}")).isEqualTo("! oneof /names");
    }

    @Test
    void whatNobodyKnowsIsLeftOutIfItMayBe() {
        MessageFilter filter = Protos.replying("test.Choices", ", unknown-fields: drop");
        MessageFilter lists = Protos.replying("test.Lists", ", unknown-fields: drop");
        MessageFilter maps = Protos.replying("test.Maps", ", unknown-fields: drop");

        assertThat(hex(filter, "{\"new\":{\"a\":[1,{}]},\"text\":\"a\"}")).isEqualTo("0a0161");
        assertThat(hex(filter, "{\"color\":\"PINK\"}")).isEmpty();
        assertThat(hex(lists, "{\"ofColor\":[\"PINK\",\"RED\"]}")).isEqualTo("82010101");
        assertThat(hex(lists, "{\"ofColor\":[\"PINK\"]}")).isEmpty();
        assertThat(hex(maps, "{\"colors\":{\"a\":\"PINK\",\"b\":\"RED\"}}")).isEqualTo("ba01050a01621001");
        assertThat(hex(filter, "{\"new\":" + "[".repeat(1000))).startsWith("! max-depth /new/0/0");
    }

    @Test
    void fieldsThatAreEmptyAreWrittenWhereTheyAreWanted() {
        assertThat(json(Protos.replying("test.Names", ", emit-defaults: true"), ""))
                .isEqualTo("{\"snakeCase\":\"\",\"camelCase\":\"\",\"@own\":\"\"}");
        assertThat(json(Protos.replying("test.Choices", ", emit-defaults: true"), ""))
                .isEqualTo("{\"beside\":\"\"}");
        assertThat(json(Protos.replying("test.Names", ", emit-defaults: true, names: proto"), ""))
                .isEqualTo("{\"snake_case\":\"\",\"camelCase\":\"\",\"own\":\"\"}");
    }

    @Test
    void messagesWithinEachOtherAreBounded() {
        MessageFilter filter = Protos.replying("test.Inner", ", max-depth: 3");
        MessageFilter usual = Protos.replying("test.WellKnown", "");

        assertThat(hex(filter, "{\"inner\":{\"inner\":{}}}")).isEqualTo("12021200");
        assertThat(hex(filter, "{\"inner\":{\"inner\":{\"inner\":{}}}}")).isEqualTo("! max-depth /inner/inner/inner");
        assertThat(json(filter, "12021200")).isEqualTo("{\"inner\":{\"inner\":{}}}");
        assertThat(json(filter, "120412021200")).startsWith("! max-depth /inner/inner");
        assertThat(hex(usual, "{\"value\":" + "[".repeat(100_000))).startsWith("! max-depth /value/0/0");
        assertThat(hex(usual, "{\"any\":" + "{\"value\":".repeat(60) + "1" + "}".repeat(60)))
                .startsWith("! ");
    }

    @Test
    void typesThatAreNamedBehindTheirContentAreBounded() {
        String json = "{\"@type\":\"x/google.protobuf.Empty\"}";
        for (int i = 0; i < 5; i++) {
            json = "{\"value\":" + json + ",\"@type\":\"x/google.protobuf.Any\"}";
        }

        assertThat(hex(Protos.replying("test.WellKnown", ""), "{\"any\":" + json + "}"))
                .startsWith("! max-depth /any/value");
    }

    @Test
    void whatComesOfAMessageIsBounded() {
        MessageFilter filter = Protos.replying("test.Names", ", max-size: 20B, emit-defaults: true");

        assertThat(json(filter, "")).startsWith("! max-size");
        assertThat(hex(filter, "{\"own\":\"" + "a".repeat(18) + "\"}")).isEqualTo("1a12" + "61".repeat(18));
        assertThat(hex(filter, "{\"own\":\"" + "a".repeat(19) + "\"}")).isEqualTo("! max-size /own");
    }
}
