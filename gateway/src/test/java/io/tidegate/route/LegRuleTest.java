package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.LegMatchConfig;
import io.tidegate.config.LegMatchConfig.Kind;
import io.tidegate.filter.Message;
import io.tidegate.filter.expression.MessageFacts;
import io.tidegate.protocol.Side;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LegRuleTest {
    private static final Message ORDER = Message.text("{\"id\":1,\"type\":\"order\"}");
    private static final Message NUMBER = Message.text("{\"type\":7}");
    private static final Message LINE = Message.text("ORD 1");
    private static final Message BINARY = Message.binary(new byte[] {(byte) 0x81, 'O', 'R', 'D', ' '});
    private static final Message EMPTY = Message.binary(new byte[0]);

    private static LegRule at(String pointer, String... values) {
        return of(new LegMatchConfig(pointer, List.of(values), null, null, List.of(), null));
    }

    private static LegRule of(LegMatchConfig config) {
        return LegRule.of(config, PathPattern.parse("/room/{room}"));
    }

    private static LegRule rule(String text) {
        return of(new LegMatchConfig(null, List.of(), null, null, List.of(), text));
    }

    /** In a session of user {@code ann} in room 7. */
    private static boolean takes(LegRule rule, Message message) {
        Map<String, Object> session = Map.of("principal.subject", "ann", "segments", Map.of("room", "7"));
        return rule.takes(message, new MessageFacts((name, _) -> session.get(name), Side.CLIENT, message));
    }

    @Test
    void aRuleTakesMessagesOfWhichItIsTrue() {
        LegRule rule = rule("message.type == 'order' && segments.room == '7' && principal.subject == 'ann'");

        assertThat(takes(rule, ORDER)).isTrue();
        assertThat(takes(rule, NUMBER)).isFalse();
        assertThat(takes(rule("message.type == 'order' && segments.room == '8'"), ORDER))
                .isFalse();
        assertThat(takes(rule("binary && size > 4"), BINARY)).isTrue();
    }

    @Test
    void aRuleThatAsksForWhatAMessageHasNotDoesNotTakeIt() {
        LegRule rule = rule("message.type.of.it == 'order'");

        assertThat(takes(rule, ORDER)).isFalse();
        assertThat(takes(rule, LINE)).isFalse();
        assertThat(takes(rule, BINARY)).isFalse();
    }

    @Test
    void aRuleThatCannotBeCompiledIsRefused() {
        assertThatThrownBy(() -> rule("message.type = 'order'"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("rule must be an expression of CEL that is true or false: line 1");
        assertThatThrownBy(() -> rule("segments.table == '7'"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("rule must only use named segments of match.path, got table");
    }

    @Test
    void aPointerTakesTextsThatHaveOneOfTheValuesThere() {
        LegRule rule = at("/type", "order", "7");

        assertThat(takes(rule, ORDER)).isTrue();
        assertThat(takes(rule, NUMBER)).isTrue();
        assertThat(takes(rule, Message.text("{\"type\":\"cancel\"}"))).isFalse();
        assertThat(takes(rule, Message.text("{\"kind\":\"order\"}"))).isFalse();
        assertThat(takes(rule, LINE)).isFalse();
        assertThat(takes(rule, Message.binary(ORDER.bytes()))).isFalse();
    }

    @Test
    void aPointerAloneTakesAnyValue() {
        assertThat(takes(at("/type"), ORDER)).isTrue();
        assertThat(takes(at("/type"), Message.text("{\"type\":{}}"))).isFalse();
    }

    @Test
    void aPrefixTakesTextsThatStartWithIt() {
        LegRule rule = of(new LegMatchConfig(null, List.of(), "ORD ", null, List.of(), null));

        assertThat(takes(rule, LINE)).isTrue();
        assertThat(takes(rule, Message.text("ORD"))).isFalse();
        assertThat(takes(rule, Message.text("ord 1"))).isFalse();
        assertThat(takes(rule, Message.binary(LINE.bytes()))).isFalse();
    }

    @Test
    void anOpcodeTakesMessagesOfThatKind() {
        LegRule binary = of(new LegMatchConfig(null, List.of(), null, Kind.BINARY, List.of(), null));
        LegRule text = of(new LegMatchConfig(null, List.of(), null, Kind.TEXT, List.of(), null));

        assertThat(takes(binary, BINARY)).isTrue();
        assertThat(takes(binary, EMPTY)).isTrue();
        assertThat(takes(binary, LINE)).isFalse();
        assertThat(takes(text, LINE)).isTrue();
    }

    @Test
    void aFirstByteTakesBinaryMessagesThatStartWithIt() {
        LegRule rule = of(new LegMatchConfig(null, List.of(), null, null, List.of(1, 0x81), null));

        assertThat(takes(rule, BINARY)).isTrue();
        assertThat(takes(rule, EMPTY)).isFalse();
        assertThat(takes(rule, Message.binary(new byte[] {2}))).isFalse();
        assertThat(takes(rule, Message.text("\u0001"))).isFalse();
    }

    @Test
    void justOneConditionMustBeGiven() {
        assertThatThrownBy(() -> new LegMatchConfig("/type", List.of(), "ORD", null, List.of(), null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("one of at, prefix, opcode, first-byte and rule must be given, and no other");
        assertThatThrownBy(() -> new LegMatchConfig(null, List.of("a"), "ORD", null, List.of(), null))
                .hasMessage("is must not be set without at");
        assertThatThrownBy(() -> new LegMatchConfig(null, List.of(), null, null, List.of(256), null))
                .hasMessage("first-byte must be between 0 and 255, got 256");
    }
}
