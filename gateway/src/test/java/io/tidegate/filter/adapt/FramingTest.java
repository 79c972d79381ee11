package io.tidegate.filter.adapt;

import static io.tidegate.protocol.Side.CLIENT;
import static io.tidegate.protocol.Side.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.FaultLog;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.LogOf;
import io.tidegate.time.BurstClock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static final long SEED = Long.getLong("tests.seed", System.nanoTime());

    @RegisterExtension
    private final LogOf log = new LogOf(FaultLog.class);

    @Test
    void linesThatAClientStreamsAreMessagesForTheEndpointAndTheReverse() {
        AdaptFilters filter = AdaptFilters.of("framing: { client: { kind: lines } }");

        assertThat(filter.text(CLIENT, "a\nb\r\nc")).containsExactly("a", "b");
        assertThat(filter.text(CLIENT, "")).isEmpty();
        assertThat(filter.text(CLIENT, "d")).isEmpty();
        assertThat(filter.text(CLIENT, "\n\n")).containsExactly("cd", "");
        assertThat(filter.text(UPSTREAM, "x")).containsExactly("x\n");
    }

    @Test
    void aLineMayEndWithItsMessage() {
        AdaptFilters filter =
                AdaptFilters.of("framing: { client: { kind: lines, spans: false }, endpoint: { kind: crlf-lines } }");

        assertThat(filter.text(CLIENT, "a\nb")).containsExactly("a\r\n", "b\r\n");
        assertThat(filter.text(CLIENT, "c\n")).containsExactly("c\r\n");
    }

    @Test
    void sizesBeforeRecordsMayBeCutAnywhere() {
        AdaptFilters filter = AdaptFilters.of(
                "framing: { endpoint: { kind: length-prefixed, prefix: u16 }, client: { kind: message, as: text } }");

        assertThat(filter.text(CLIENT, "hi")).containsExactly("[00026869]");
        assertThat(filter.binary(UPSTREAM, 0)).isEmpty();
        assertThat(filter.binary(UPSTREAM, 2, 'h')).isEmpty();
        assertThat(filter.binary(UPSTREAM, 'i', 0, 0, 0, 1, 'x', 0)).containsExactly("hi", "", "x");
    }

    @Test
    void whatAMessageIsStaysUnlessTheFramingSaysOtherwise() {
        AdaptFilters filter = AdaptFilters.of("framing: { endpoint: { kind: lines } }");

        assertThat(filter.binary(UPSTREAM, 'a', '\n')).containsExactly("[61]");
        assertThat(filter.text(UPSTREAM, "a\n")).containsExactly("a");
        assertThat(filter.binary(CLIENT, 'b')).containsExactly("b\n");
    }

    @Test
    void recordsThatComeTogetherGoTogetherUpToASize() {
        AdaptFilters filter =
                AdaptFilters.of("framing: { client: { kind: lines, join: 6B }, endpoint: { kind: lines, join: 1B } }");

        assertThat(filter.text(UPSTREAM, "a\nb\nc\nd\nlonger than that\ne\n"))
                .containsExactly("a\nb\nc\n", "d\n", "longer than that\n", "e\n");
        assertThat(filter.text(CLIENT, "a\nb\n")).containsExactly("a\n", "b\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lines",
                "crlf-lines",
                "length-prefixed",
                "length-prefixed, prefix: u8",
                "length-prefixed, prefix: u16",
                "length-prefixed, prefix: u16-le",
                "length-prefixed, prefix: u32",
                "length-prefixed, prefix: u32-le",
                "length-prefixed, prefix: varint"
            })
    void anyRecordsComeBackFromAStreamThatIsCutAnywhere(String kind) {
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED);
        AdaptFilters filter = AdaptFilters.of(
                "framing: { client: { kind: " + kind + ", as: binary, join: 300B }, max-record: 70KiB }");
        int most = kind.endsWith("u8") ? 255 : 66_000;
        List<String> sent = new ArrayList<>();
        var stream = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            byte[] record = new byte[random.nextInt(random.nextInt(10) == 0 ? most : 200)];
            random.nextBytes(record);
            for (int at = 0; at < record.length; at++) {
                record[at] = record[at] == '\n' || record[at] == '\r' ? (byte) at : record[at];
                record[at] = record[at] == '\n' || record[at] == '\r' ? 0 : record[at];
            }
            boolean fits = !kind.contains("u16") || record.length < 65_536;
            byte[] content = fits ? record : new byte[0];
            sent.add(hex(content));
            filter.pass(UPSTREAM, Message.binary(content)).forEach(framed -> stream.writeBytes(bytes(framed)));
        }

        List<String> received = new ArrayList<>();
        byte[] all = stream.toByteArray();
        for (int at = 0; at < all.length; ) {
            int to = Math.min(all.length, at + random.nextInt(random.nextBoolean() ? 10 : 5_000));
            received.addAll(filter.pass(CLIENT, Message.binary(Arrays.copyOfRange(all, at, to))));
            at = to;
        }

        assertThat(received).as("-Dtests.seed=" + SEED).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                endpoint: { kind: lines } | UPSTREAM | 61616161616161616161 | max-record
                endpoint: { kind: lines } | CLIENT | 610a62 | line-break
                endpoint: { kind: lines } | CLIENT | 610d | line-break
                endpoint: { kind: lines } | CLIENT | ff | utf-8
                endpoint: { kind: lines, as: binary }, client: { kind: message, as: text } | UPSTREAM | c30ac3 | utf-8
                endpoint: { kind: length-prefixed, prefix: u32 } | UPSTREAM | ffffffff | max-record
                endpoint: { kind: length-prefixed, prefix: u32 } | UPSTREAM | 00000009 | max-record
                endpoint: { kind: length-prefixed, prefix: varint } | UPSTREAM | ffffffffff | max-record
                endpoint: { kind: length-prefixed, prefix: u8, spans: false } | UPSTREAM | 0261 | unfinished
                endpoint: { kind: length-prefixed, prefix: u8, spans: false } | UPSTREAM | 016102 | unfinished
                endpoint: { kind: lines } | CLIENT | 616161616161616161 | max-record
                """)
    void aRecordAtFaultTakesItsMessageWithItAndTheNextOneBeginsAnew(
            String settings, String from, String bytes, String rule) {
        AdaptFilters filter = AdaptFilters.of(
                "framing: { " + settings + ", max-record: 8B, on-fault: reply, reply: \"bad {rule}\" }");
        AdaptFilters closing = AdaptFilters.of("framing: { " + settings + ", max-record: 8B }");
        Side side = Side.valueOf(from);
        Message bad = Message.binary(HexFormat.of().parseHex(bytes));

        assertThat(filter.pass(side, bad)).containsExactly("<bad " + rule);
        assertThat(filter.pass(side, Message.binary(new byte[0]))).doesNotContain("<");
        assertThat(closing.pass(side, Message.binary(HexFormat.of().parseHex(bytes))))
                .containsExactly("!1007 a record is not valid");
    }

    @Test
    void aSizeThatDoesNotFitItsPrefixIsAFault() {
        AdaptFilters filter = AdaptFilters.of(
                "framing: { endpoint: { kind: length-prefixed, prefix: u8 }, on-fault: reply, reply: \"{rule}\" }");

        assertThat(filter.pass(CLIENT, Message.binary(new byte[256]))).containsExactly("<prefix");
        assertThat(filter.pass(CLIENT, Message.binary(new byte[255]))).hasSize(1);
    }

    @Test
    void aRecordThatHasNotEndedWithItsSessionIsCountedAndLogged() {
        List<String> counted = new ArrayList<>();
        FilterContext plain = FilterContexts.on("chat", new BurstClock());
        var context = new FilterContext(
                "session-1",
                "chat",
                plain.clock(),
                (filter, from, action) -> counted.add(filter + from + action),
                plain.keys());
        AdaptFilters filter = AdaptFilters.of("framing: { endpoint: { kind: lines } }", context);
        filter.text(UPSTREAM, "whole\nnot who");
        filter.text(CLIENT, "whole");

        context.stay().ended(new Ending(Phase.RELAY, Cause.ENDPOINT_CLOSED, 1000, ""));

        assertThat(log.messages()).singleElement().asString().contains("from upstream", "rule unfinished");
        assertThat(counted).containsExactly("framingUPSTREAMDROP");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                {} | client or endpoint must have records of another kind than message
                client: { kind: lines, prefix: u8 } | prefix must only be given for length-prefixed
                client: { kind: length-prefixed, as: text } | as must be binary for length-prefixed, whose prefixes are no text
                client: { kind: message, spans: false } | spans must not be given for message
                client: { kind: message, join: 1KiB } | join must not be given for message
                client: { kind: lines }, max-record: 0B | max-record must be between 1B and 16MiB
                client: { kind: lines }, on-fault: reply | reply must be given if on-fault is reply, and only then
                """)
    void whatMakesNoSenseIsRefused(String settings, String fault) {
        String braced = settings.startsWith("{") ? settings : "{ " + settings + " }";

        assertThatThrownBy(() -> AdaptFilters.of("framing: " + braced))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault);
    }

    private static byte[] bytes(String shown) {
        return HexFormat.of().parseHex(shown.substring(1, shown.length() - 1));
    }

    private static String hex(byte[] bytes) {
        return "[" + HexFormat.of().formatHex(bytes) + "]";
    }
}
