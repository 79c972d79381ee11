package io.tidegate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeLimitsTest {
    private static final FrameVerdict FORWARD = FrameVerdict.Pass.FORWARD;
    private static final FrameVerdict DROP = FrameVerdict.Pass.DROP;
    private static final FrameVerdict TOO_BIG = new FrameVerdict.Close(Cause.TOO_BIG, 1009, "message too big");

    @Test
    void aMessageThatItsFirstFrameSaysIsTooBigIsLeftOut() {
        FrameFilter filter = frames("max-wire: 100B, exceed: drop");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 100)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, false, 101)))
                .isEqualTo(DROP);
        assertThat(filter.onFrame(Side.UPSTREAM, FrameHeaders.of(Opcode.TEXT, true, 101)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.PING, true, 125)))
                .isEqualTo(FORWARD);
    }

    @ParameterizedTest
    @CsvSource({"drop", "close", "'reply, reply: no'"})
    void aMessageThatGrowsTooBigEndsTheSession(String exceed) {
        FrameFilter filter = frames("max-wire: 100B, exceed: " + exceed);
        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 60));

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(40, 60))).isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(1, 100))).isEqualTo(TOO_BIG);
    }

    @Test
    void whatIsOnlyLoggedPasses() {
        FrameFilter filter = frames("max-wire: 100B, exceed: log");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 101)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(1, 101))).isEqualTo(FORWARD);
    }

    @Test
    void aReplySaysWhatTheLimitIs() {
        FrameFilter filter = frames("of: binary, max-wire: 1KiB, exceed: reply, reply: '{rule} {limit}'");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 2000)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 2000)))
                .isInstanceOfSatisfying(
                        FrameVerdict.Reply.class,
                        reply -> assertThat(reply.message().text()).isEqualTo("max-wire 1KiB"));
    }

    @ParameterizedTest
    @CsvSource({
        "max-inflated: 1000B, 1000, 10, ''",
        "max-inflated: 1000B, 1001, 1001, max-inflated 1000B",
        "'max-inflated: 1MiB, max-wire: 1000B', 1001, 1001, max-wire 1000B",
        "'max-inflated: 1MiB, max-wire: 1000B', 5000, 1000, ''",
        "max-ratio: 10, 1024, 1, ''",
        "max-ratio: 10, 1025, 102, max-ratio 10",
        "max-ratio: 10, 1025, 103, ''"
    })
    void inflatedSizesAreThoseOfTheWholeMessage(String settings, int size, int wireBytes, String broken) {
        var filter = (MessageFilter) filter(settings + ", exceed: reply, reply: '{rule} {limit}'");

        MessageVerdict verdict = filter.onMessage(Side.CLIENT, Message.view(true, new byte[size], 0, size, wireBytes));

        assertThat(
                        verdict instanceof MessageVerdict.Reply reply
                                ? reply.message().text()
                                : "")
                .isEqualTo(broken);
    }

    @Test
    void messagesAreReadForInflatedSizesOnly() {
        assertThat(factory("max-wire: 1KiB").readsMessages()).isFalse();
        assertThat(factory("max-ratio: 100").readsMessages()).isTrue();
        assertThat(factory("max-inflated: 1KiB").readsMessages()).isTrue();
        for (String exceed : List.of("drop", "close", "log")) {
            assertThat(factory("max-wire: 1KiB, exceed: " + exceed).mayDrop()).isEqualTo(exceed.equals("drop"));
            assertThat(factory("max-ratio: 9, exceed: " + exceed).mayDrop()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "of: text | max-wire must be given, or max-inflated, or max-ratio",
                "max-ratio: 0 | max-ratio must be between 1 and 2000, got 0",
                "max-wire: 2000GiB | max-wire must be between 0B and 1024GiB, got 2000GiB",
                "max-inflated: -1B | max-inflated must be a size like 512B, 64KiB, 1MiB or 2GiB, got -1B",
                "max-wire: 1B, exceed: delay | exceed must be drop, reply, close or log, got delay",
                "max-wire: 1B, exceed: drop, code: 1009 | code must not be given unless exceed is close",
                "max-wire: 1B, exceed: reply | reply must be given if exceed is reply, and only then",
                "max-wire: 1B, of: ping | of must be data, text or binary, got ping"
            })
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> factory(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filters[0].size-limit." + fault);
    }

    private static FrameFilter frames(String settings) {
        return (FrameFilter) filter(settings);
    }

    private static Filter filter(String settings) {
        return factory(settings).newFilter(FilterContexts.on("chat", new BurstClock()));
    }

    private static FilterFactory factory(String settings) {
        return LimitFilters.of("size-limit: { " + settings + " }");
    }
}
