package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMessagesTest {
    private static final Message BAD = Message.text("{");

    @Test
    void aMessageAtFaultIsAnsweredAsConfigured() {
        assertThat(ContentFilters.of("json: {}").onMessage(Side.CLIENT, BAD))
                .isEqualTo(new MessageVerdict.Close(Cause.INVALID, 1007, "message is not valid"));
        assertThat(ContentFilters.of("json: { on-fault: drop }").onMessage(Side.CLIENT, BAD))
                .isEqualTo(MessageVerdict.Pass.DROP);
        MessageFilter replying =
                ContentFilters.of("json: { on-fault: reply, reply: '{\"at\":\"{pointer}\",\"why\":\"{rule}\"}' }");
        assertThat(ContentFilters.fault(replying, "{\"a\":[1,1,}")).isEqualTo("{\"at\":\"/a/2\",\"why\":\"syntax\"}");
    }

    @Test
    void aReplyStaysWhatItIsWhateverTheSenderCallsItsKeys() {
        MessageFilter filter = ContentFilters.of("json: { on-fault: reply, reply: \"{rule} {pointer}\" }");

        assertThat(ContentFilters.fault(filter, "{\"\\\"{rule}$1\\n\":x")).isEqualTo("syntax /\\\"{rule}$1\\n");
        assertThat(ContentFilters.fault(filter, "{\"" + "k".repeat(1000) + "\":x"))
                .isEqualTo("syntax /" + "k".repeat(119) + "...");
    }

    @ParameterizedTest
    @CsvSource({"client, 1, 0", "upstream, 0, 1", "both, 1, 1"})
    void onlyTheConfiguredDirectionIsJudged(String from, int client, int upstream) {
        MessageFilter filter = ContentFilters.of("json: { on-fault: drop, from: " + from + " }");

        assertThat(filter.onMessage(Side.CLIENT, BAD) == MessageVerdict.Pass.DROP)
                .isEqualTo(client == 1);
        assertThat(filter.onMessage(Side.UPSTREAM, BAD) == MessageVerdict.Pass.DROP)
                .isEqualTo(upstream == 1);
    }

    @Test
    void binaryMessagesAreRefusedUnlessTheyAreAllowed() {
        Message binary = Message.binary(new byte[] {'{', '}'});

        assertThat(ContentFilters.of("json: { on-fault: drop }").onMessage(Side.CLIENT, binary))
                .isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(ContentFilters.of("json: { binary: allow }").onMessage(Side.CLIENT, binary))
                .isEqualTo(ContentFilters.FORWARD);
    }

    @Test
    void aMessageIsMeasuredBeforeItIsRead() {
        MessageFilter filter = ContentFilters.of("json: { max-size: 5B, on-fault: reply, reply: \"{rule}\" }");

        assertThat(ContentFilters.fault(filter, "\"ab\" ")).isEmpty();
        assertThat(ContentFilters.fault(filter, "\"äb\" ")).isEqualTo("max-size");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-depth: 0                     | json.max-depth must be between 1 and 200, got 0
            max-size: 0B                     | json.max-size must be between 1B and 16MiB, got 0B
            type: /a                         | json.type must not be given without schemas
            type: a                          | json.type must be empty or start with /, got a
            type: /~2                        | json.type must have ~ only in ~0 and ~1, got /~2
            on-fault: reply                  | json.reply must be given if on-fault is reply, and only then
            reply: x                         | json.reply must be given if on-fault is reply, and only then
            schemas: { a: pom.xml }          | json.type must be given if schemas has others than default
            shared-schemas: [ pom.xml ]      | json.shared-schemas must not be given without schemas
            """)
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> ContentFilters.of("json: { " + settings + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(" routes.chat.filters[0]." + fault);
    }
}
