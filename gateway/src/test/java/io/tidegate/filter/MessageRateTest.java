package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.time.BurstClocks;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageRateTest {
    private static final FrameVerdict FORWARD = FrameVerdict.Pass.FORWARD;
    private static final FrameVerdict DROP = FrameVerdict.Pass.DROP;
    private static final FrameHeader TEXT = FrameHeaders.of(Opcode.TEXT, true, 5);

    private final BurstClocks time = BurstClocks.startingAt(Long.MAX_VALUE - 1000); // nanoTime may wrap

    @Test
    void aBurstPassesAndThenOneMessageAnInterval() {
        FrameFilter filter = filter(MessageRate.From.CLIENT, "10/s", 3, MessageRate.Exceed.DROP);

        assertThat(send(filter, 4)).containsExactly(FORWARD, FORWARD, FORWARD, DROP);
        time.advance(100, TimeUnit.MILLISECONDS);
        assertThat(send(filter, 2)).containsExactly(FORWARD, DROP);
        time.advance(99, TimeUnit.MILLISECONDS);
        assertThat(send(filter, 1)).containsExactly(DROP);
        time.advance(10, TimeUnit.SECONDS);
        assertThat(send(filter, 4)).containsExactly(FORWARD, FORWARD, FORWARD, DROP);
    }

    @Test
    void aDelayedMessageIsHeldUntilItIsDueAndItsPermitIsSpent() {
        FrameFilter filter = filter(MessageRate.From.CLIENT, "10/s", 1, MessageRate.Exceed.DELAY);

        assertThat(send(filter, 2)).containsExactly(FORWARD, new FrameVerdict.Hold(100_000_000));
        time.advance(108, TimeUnit.MILLISECONDS); // a timer that fired late
        assertThat(send(filter, 1)).containsExactly(new FrameVerdict.Hold(92_000_000));
    }

    @Test
    void tooManyMessagesCloseTheSessionWith1008() {
        FrameFilter filter = filter(MessageRate.From.CLIENT, "1/m", 1, MessageRate.Exceed.CLOSE);

        assertThat(send(filter, 2))
                .containsExactly(FORWARD, new FrameVerdict.Close(Cause.RATE, 1008, "message rate exceeded"));
    }

    @ParameterizedTest
    @CsvSource({"CLIENT, DROP, FORWARD", "UPSTREAM, FORWARD, DROP", "BOTH, DROP, DROP"})
    void onlyTheConfiguredDirectionIsCounted(
            MessageRate.From from, FrameVerdict.Pass client, FrameVerdict.Pass upstream) {
        FrameFilter filter = filter(from, "1/s", 1, MessageRate.Exceed.DROP);
        filter.onFrame(Side.CLIENT, TEXT);
        filter.onFrame(Side.UPSTREAM, TEXT);

        assertThat(filter.onFrame(Side.CLIENT, TEXT)).isEqualTo(client);
        assertThat(filter.onFrame(Side.UPSTREAM, TEXT)).isEqualTo(upstream);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTINUATION", "PING", "PONG", "CLOSE"})
    void onlyFramesThatStartAMessageAreCounted(Opcode opcode) {
        FrameFilter filter = filter(MessageRate.From.CLIENT, "1/s", 1, MessageRate.Exceed.DROP);
        filter.onFrame(Side.CLIENT, TEXT);

        for (int i = 0; i < 10; i++) {
            assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 0)))
                    .isEqualTo(FORWARD);
        }
    }

    @ParameterizedTest
    @CsvSource({"50/s, 50", "600/m, 10", "90/m, 1", "30/m, 1", "1000/h, 1", "1000000000/s, 1000000"})
    void withoutABurstTheMessagesOfOneSecondPassAtOnce(String limit, int burst) {
        var config = new MessageRate.Config(MessageRate.From.CLIENT, Rate.parse(limit), null, MessageRate.Exceed.DROP);

        assertThat(config.effectiveBurst()).isEqualTo(burst);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1000001"})
    void aBurstOutOfBoundsIsRefused(int burst) {
        assertThatThrownBy(() -> filter(MessageRate.From.CLIENT, "1/s", burst, MessageRate.Exceed.DROP))
                .isInstanceOf(ConfigException.class)
                .hasMessage("burst must be between 1 and 1000000, got " + burst);
    }

    @Test
    void theSlowestRateWithTheLargestBurstDoesNotOverflow() {
        FrameFilter filter = filter(MessageRate.From.CLIENT, "1/h", 1_000_000, MessageRate.Exceed.DROP);

        assertThat(send(filter, 1000)).containsOnly(FORWARD);
    }

    @Test
    void onlyAFilterThatDropsSaysThatItMay() {
        for (MessageRate.Exceed exceed : MessageRate.Exceed.values()) {
            var config = new MessageRate.Config(MessageRate.From.CLIENT, Rate.parse("1/s"), null, exceed);

            assertThat(new MessageRate().configure(config).mayDrop()).isEqualTo(exceed == MessageRate.Exceed.DROP);
        }
    }

    @Test
    void aFrameThatPassesAllocatesNothing() {
        var filters = new FrameFilters(FilterChain.of(
                filter(MessageRate.From.BOTH, "1000000000/s", null, MessageRate.Exceed.DELAY),
                filter(MessageRate.From.CLIENT, "1/s", null, MessageRate.Exceed.DROP),
                filter(MessageRate.From.UPSTREAM, "1/s", null, MessageRate.Exceed.CLOSE)));
        judgeAMillion(filters); // also warms up

        long bytes = judgeAMillion(filters);

        assertThat(bytes / 1_000_000).isZero();
    }

    private long judgeAMillion(FrameFilters filters) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        FrameHeader continuation = FrameHeaders.of(Opcode.CONTINUATION, true, 5);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 500_000; i++) {
            filters.onFrame(Side.CLIENT, TEXT);
            filters.onFrame(Side.UPSTREAM, continuation);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private FrameFilter filter(MessageRate.From from, String limit, Integer burst, MessageRate.Exceed exceed) {
        FilterFactory factory =
                new MessageRate().configure(new MessageRate.Config(from, Rate.parse(limit), burst, exceed));
        return (FrameFilter) factory.newFilter(new FilterContext("session-1", "r", time.clock(), Verdicts.UNCOUNTED));
    }

    private static List<FrameVerdict> send(FrameFilter filter, int messages) {
        return IntStream.range(0, messages)
                .mapToObj(_ -> filter.onFrame(Side.CLIENT, TEXT))
                .toList();
    }
}
