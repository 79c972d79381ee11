package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.FaultLog;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import io.tidegate.testing.LogOf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationTest {
    @RegisterExtension
    final LogOf log = new LogOf(FaultLog.class);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id":"a-1"}        | a-1
            {"id":17}           | 17
            {"id":"\\u0061/~"}  | a/~
            {"id":""}           | ``
            {"id":"a b"}        | ``
            {"id":"a\\"b"}      | ``
            {"id":"a\\\\b"}     | ``
            {"id":"a\\nb"}      | ``
            {"id":"ä"}          | ``
            {"id":[]}           | ``
            {"id":null}         | ``
            {"a":1}             | ``
            no JSON             | ``
            """)
    void aMessageIsCalledByTheIdThatItCarriesIfThatMayStandInALog(String text, String expected) {
        Message message = Message.text(text);

        MessageVerdict verdict = ContentFilters.of("correlation: { at: /id }").onMessage(Side.CLIENT, message);

        assertThat(verdict).isEqualTo(ContentFilters.FORWARD);
        assertThat(message.id() == null ? "" : message.id()).isEqualTo(expected);
    }

    @Test
    void anIdHasAtMost128Characters() {
        Message longest = Message.text("{\"id\":\"" + "x".repeat(128) + "\"}");
        Message tooLong = Message.text("{\"id\":\"" + "x".repeat(129) + "\"}");

        MessageFilter filter = ContentFilters.of("correlation: { at: /id, missing: generate }");
        assertThat(filter.onMessage(Side.CLIENT, longest)).isEqualTo(ContentFilters.FORWARD);
        assertThat(filter.onMessage(Side.CLIENT, tooLong)).isEqualTo(ContentFilters.FORWARD);

        assertThat(longest.id()).hasSize(128);
        assertThat(tooLong.id()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /id     | {}                                | {"id":"ID"}
            /id     | ` { \t} `                         | ` { \t"id":"ID"} `
            /id     | {"ä":"ö" } trailing               | {"ä":"ö" ,"id":"ID"} trailing
            /id     | {"a":{"id":1},"b":[{}]}           | {"a":{"id":1},"b":[{}],"id":"ID"}
            /id     | {"a":"{"}                         | {"a":"{","id":"ID"}
            /id     | {"a":{}}                          | {"a":{},"id":"ID"}
            /id     | {"a":1.50e+1}                     | {"a":1.50e+1,"id":"ID"}
            /id     | {"id" : null ,"id":7}             | {"id" : "ID" ,"id":7}
            /id     | {"a":1,"id":null}                 | {"a":1,"id":"ID"}
            /a/b    | {"x":{"b":0},"a":{"c":"€"},"d":0} | {"x":{"b":0},"a":{"c":"€","b":"ID"},"d":0}
            /a/1/b  | {"a":[{},{},{}]}                  | {"a":[{},{"b":"ID"},{}]}
            /a~1"ü  | {}                                | {"a/\\"ü":"ID"}
            /a/b    | {"a":[]}                          | ``
            /a/0    | {"a":[]}                          | ``
            /a/0    | {"a":[null]}                      | ``
            /a/b    | {"b":1}                           | ``
            /id     | {"a":1                            | ``
            /id     | {"a":1,}                          | ``
            /id     | []                                | ``
            /id     | 7                                 | ``
            """)
    void anIdIsPutInAndAllElseStaysAsItWas(String at, String text, String expected) {
        MessageFilter filter = ContentFilters.of("correlation: { at: '" + at + "', missing: generate }");
        Message message = Message.text(text);

        MessageVerdict verdict = filter.onMessage(Side.CLIENT, message);

        if (expected.isEmpty()) {
            assertThat(verdict).isEqualTo(ContentFilters.FORWARD);
            assertThat(message.id()).isNull();
        } else {
            String id = String.valueOf(message.id());
            assertThat(id).matches("[0-9a-f]{32}");
            assertThat(replaced(verdict).text()).isEqualTo(expected.replace("ID", id));
        }
    }

    @Test
    void anIdIsPutInBehindAByteOrderMarkAndInALargeText() {
        MessageFilter filter = ContentFilters.of("correlation: { at: /id, missing: generate }");
        for (String text : new String[] {"\ufeff{\"a\":1}", "{\"a\":\"" + "€".repeat(50_000) + "\"}"}) {
            Message message = Message.text(text);

            String changed = replaced(filter.onMessage(Side.CLIENT, message)).text();

            assertThat(changed).isEqualTo(text.substring(0, text.length() - 1) + ",\"id\":\"" + message.id() + "\"}");
        }
    }

    @Test
    void theLogOfAMessageAtFaultHasItsId() {
        Message message = Message.text("{\"id\":\"order-7\",\"a\":[[]]}");
        ContentFilters.of("correlation: { at: /id }").onMessage(Side.CLIENT, message);

        ContentFilters.of("json: { max-depth: 2 }").onMessage(Side.CLIENT, message);
        ContentFilters.of("json: {}").onMessage(Side.CLIENT, Message.text("no JSON"));

        assertThat(log.messages())
                .containsExactly(
                        "Message at fault: filter json, route chat, session session-1, from client, id order-7, at \"/a/0\","
                                + " rule max-depth; 0 others not logged",
                        "Message at fault: filter json, route chat, session session-1, from client, id -, at \"\","
                                + " rule syntax; 0 others not logged");
    }

    @Test
    void noTwoMessagesGetTheSameId() {
        MessageFilter filter = ContentFilters.of("correlation: { at: /id, missing: generate }");
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            Message message = Message.text("{}");
            filter.onMessage(Side.CLIENT, message);
            ids.add(String.valueOf(message.id()));
        }

        assertThat(ids).hasSize(1000);
    }

    @Test
    void messagesOfTheOtherSideAndBinaryOnesHaveNoId() {
        MessageFilter filter = ContentFilters.of("correlation: { from: upstream, at: /id, missing: generate }");
        Message ofClient = Message.text("{\"id\":1}");
        Message binary = Message.binary("{\"id\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(filter.onMessage(Side.CLIENT, ofClient)).isEqualTo(ContentFilters.FORWARD);
        assertThat(filter.onMessage(Side.UPSTREAM, binary)).isEqualTo(ContentFilters.FORWARD);

        assertThat(ofClient.id()).isNull();
        assertThat(binary.id()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            at: ''                      | at must not be empty
            at: id                      | at must be empty or start with /, got id
            at: /a~2                    | at must have ~ only in ~0 and ~1, got /a~2
            at: /id, missing: uuid      | missing must be leave or generate, got uuid
            """)
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> ContentFilters.of("correlation: { " + settings + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(" routes.chat.filters[0].correlation." + fault);
    }

    private static Message replaced(MessageVerdict verdict) {
        return ((MessageVerdict.Replace) verdict).message();
    }
}
