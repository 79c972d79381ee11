package io.tidegate.filter.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(10)
class BoundedReaderTest {
    private static final BoundedReader.Bounds BOUNDS = new BoundedReader.Bounds(4, 5, 6, 10, false);
    private static final BoundedReader.Bounds WIDE = new BoundedReader.Bounds(200, 1_000, 1_000_000, 1 << 21, false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                " -12.5e3 ",
                "\"text\"",
                "9007199254740993",
                "123456789012345678901234567890",
                "[[[[]]]]",
                "{\"\\ud83d\\ude00\":1}",
                "{\"a\":1,\"b\":{\"a\":[1,2,3,4,5,6]},\"c\":true,\"d\":\"\\ud83d\\ude00\"}"
            })
    void whatIsWithinBoundsIsReadAsItIs(String text) {
        assertThat(BoundedReader.read(text, BOUNDS))
                .isEqualTo(new Reading.Value(JsonMapper.shared().readTree(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{} {}",
                "{}x",
                "{'a':1}",
                "{a:1}",
                "// comment\n{}",
                "NaN",
                "01",
                "\"\t\"",
                "\u0000{}",
                "\uFEFF{}",
                "]",
                "{\"a\":1]",
                "\"\\x\"",
                "tru"
            })
    void whatIsNotJsonIsSyntax(String text) {
        assertThat(BoundedReader.read(text, BOUNDS))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.rule()).isEqualTo("syntax"));
    }

    @Test
    void eachBoundHasItsRuleAndThePlaceWhereItIsBroken() {
        assertFault("{\"a\":[[[[]]]]}", "/a/0/0/0", "max-depth");
        assertFault("[{\"a\":1,\"b\":1,\"c\":1},{\"a\":1,\"b\":1,\"c\":1}]", "/1/c", "max-keys");
        assertFault("{\"a\":[1,2,3],\"b\":[1,2,3,4]}", "/b/3", "max-items");
        assertFault("{\"a\":\"12345678901\"}", "/a", "max-string");
        assertFault("{\"12345678901\":1}", "/12345678901", "max-string");
        assertFault("{\"a\":{\"b\":1,\"b\":2}}", "/a/b", "duplicate-key");
        assertFault("{\"a\":{},\"a\":[]}", "/a", "duplicate-key");
        assertFault("[\"\\ud800\"]", "/0", "surrogate");
        assertFault("[\"\\udc00\\ud800\"]", "/0", "surrogate");
        assertThat(BoundedReader.read("{\"\\ud800\":1}", BOUNDS))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.rule()).isIn("surrogate", "syntax"));
        assertFault("[1e999999999]", "/0", "max-number");
        assertFault("[" + "9".repeat(101) + "]", "/0", "max-number");
    }

    @Test
    void aKeyMayBeTwiceInAnObjectIfThatIsAllowedAndTheLastCounts() {
        var bounds = new BoundedReader.Bounds(4, 5, 6, 10, true);

        assertThat(BoundedReader.read("{\"a\":{},\"a\":2}", bounds))
                .isEqualTo(new Reading.Value(JsonMapper.shared().readTree("{\"a\":2}")));
    }

    @Test
    void hostileTextsEndAtTheirFirstFault() {
        assertThat(BoundedReader.read("[".repeat(100_000), WIDE)).isEqualTo(new Fault("/0".repeat(200), "max-depth"));
        assertThat(BoundedReader.read("{\"a\":".repeat(100_000), WIDE))
                .isEqualTo(new Fault("/a".repeat(200), "max-depth"));
        assertThat(BoundedReader.read("9".repeat(1 << 20), WIDE)).isEqualTo(new Fault("", "max-number"));
        assertThat(BoundedReader.read("\"" + "x".repeat(1 << 20) + "\"", WIDE)).isInstanceOf(Reading.Value.class);
        assertThat(BoundedReader.read("\"" + "x".repeat(1 << 22) + "\"", WIDE)).isEqualTo(Fault.of("max-string"));
        String manyKeys = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"k" + i + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(BoundedReader.read(manyKeys, WIDE)).isEqualTo(new Fault("/k1000", "max-keys"));
    }

    private static void assertFault(String text, String pointer, String rule) {
        assertThat(BoundedReader.read(text, BOUNDS)).isEqualTo(new Fault(pointer, rule));
    }
}
