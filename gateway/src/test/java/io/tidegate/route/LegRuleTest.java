package io.tidegate.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.LegMatchConfig;
import io.tidegate.config.LegMatchConfig.Kind;
import io.tidegate.filter.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegRuleTest {
    private static final Message ORDER = Message.text("{\"id\":1,\"type\":\"order\"}");
    private static final Message NUMBER = Message.text("{\"type\":7}");
    private static final Message LINE = Message.text("ORD 1");
    private static final Message BINARY = Message.binary(new byte[] {(byte) 0x81, 'O', 'R', 'D', ' '});
    private static final Message EMPTY = Message.binary(new byte[0]);

    private static LegRule at(String pointer, String... values) {
        return LegRule.of(new LegMatchConfig(pointer, List.of(values), null, null, List.of()));
    }

    @Test
    void aPointerTakesTextsThatHaveOneOfTheValuesThere() {
        LegRule rule = at("/type", "order", "7");

        assertThat(rule.takes(ORDER)).isTrue();
        assertThat(rule.takes(NUMBER)).isTrue();
        assertThat(rule.takes(Message.text("{\"type\":\"cancel\"}"))).isFalse();
        assertThat(rule.takes(Message.text("{\"kind\":\"order\"}"))).isFalse();
        assertThat(rule.takes(LINE)).isFalse();
        assertThat(rule.takes(Message.binary(ORDER.bytes()))).isFalse();
    }

    @Test
    void aPointerAloneTakesAnyValue() {
        assertThat(at("/type").takes(ORDER)).isTrue();
        assertThat(at("/type").takes(Message.text("{\"type\":{}}"))).isFalse();
    }

    @Test
    void aPrefixTakesTextsThatStartWithIt() {
        LegRule rule = LegRule.of(new LegMatchConfig(null, List.of(), "ORD ", null, List.of()));

        assertThat(rule.takes(LINE)).isTrue();
        assertThat(rule.takes(Message.text("ORD"))).isFalse();
        assertThat(rule.takes(Message.text("ord 1"))).isFalse();
        assertThat(rule.takes(Message.binary(LINE.bytes()))).isFalse();
    }

    @Test
    void anOpcodeTakesMessagesOfThatKind() {
        LegRule binary = LegRule.of(new LegMatchConfig(null, List.of(), null, Kind.BINARY, List.of()));
        LegRule text = LegRule.of(new LegMatchConfig(null, List.of(), null, Kind.TEXT, List.of()));

        assertThat(binary.takes(BINARY)).isTrue();
        assertThat(binary.takes(EMPTY)).isTrue();
        assertThat(binary.takes(LINE)).isFalse();
        assertThat(text.takes(LINE)).isTrue();
    }

    @Test
    void aFirstByteTakesBinaryMessagesThatStartWithIt() {
        LegRule rule = LegRule.of(new LegMatchConfig(null, List.of(), null, null, List.of(1, 0x81)));

        assertThat(rule.takes(BINARY)).isTrue();
        assertThat(rule.takes(EMPTY)).isFalse();
        assertThat(rule.takes(Message.binary(new byte[] {2}))).isFalse();
        assertThat(rule.takes(Message.text("\u0001"))).isFalse();
    }

    @Test
    void justOneConditionMustBeGiven() {
        assertThatThrownBy(() -> new LegMatchConfig("/type", List.of(), "ORD", null, List.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("one of at, prefix, opcode and first-byte must be given, and no other");
        assertThatThrownBy(() -> new LegMatchConfig(null, List.of("a"), "ORD", null, List.of()))
                .hasMessage("is must not be set without at");
        assertThatThrownBy(() -> new LegMatchConfig(null, List.of(), null, null, List.of(256)))
                .hasMessage("first-byte must be between 0 and 255, got 256");
    }
}
