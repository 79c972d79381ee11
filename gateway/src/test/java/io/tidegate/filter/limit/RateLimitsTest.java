package io.tidegate.filter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
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

class RateLimitsTest {
    private static final FrameVerdict FORWARD = FrameVerdict.Pass.FORWARD;
    private static final FrameVerdict DROP = FrameVerdict.Pass.DROP;
    private static final FrameHeader TEXT = FrameHeaders.of(Opcode.TEXT, true, 5);

    private final BurstClocks time = BurstClocks.startingAt(Long.MAX_VALUE - 1000); // nanoTime may wrap

    @Test
    void aBurstPassesAndThenOneMessageAnInterval() {
        FrameFilter filter = filter("messages: 10/s, burst: 3, exceed: drop");

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
        FrameFilter filter = filter("messages: 10/s, burst: 1");

        assertThat(send(filter, 2)).containsExactly(FORWARD, new FrameVerdict.Hold(100_000_000));
        time.advance(108, TimeUnit.MILLISECONDS); // a timer that fired late
        assertThat(send(filter, 1)).containsExactly(new FrameVerdict.Hold(92_000_000));
    }

    @Test
    void whatWouldWaitTooLongEndsTheSessionWith1013() {
        FrameFilter filter = filter("messages: 10/s, burst: 1, max-delay: 150ms");

        assertThat(send(filter, 3))
                .containsExactly(
                        FORWARD,
                        new FrameVerdict.Hold(100_000_000),
                        new FrameVerdict.Close(Cause.RATE, 1013, "rate exceeded for too long"));
    }

    @Test
    void theLineOfASharedLimitIsAMinuteLong() {
        FrameFilter filter = filter("messages: 1/s, burst: 1, per: route");

        assertThat(send(filter, 61)).endsWith(new FrameVerdict.Hold(60_000_000_000L));
        assertThat(send(filter, 1)).first().isInstanceOf(FrameVerdict.Close.class);
    }

    @Test
    void tooManyMessagesOrBytesCloseTheSession() {
        var messages = new FrameVerdict.Close(Cause.RATE, 1008, "message rate exceeded");
        var bytes = new FrameVerdict.Close(Cause.RATE, 4008, "byte rate exceeded");

        assertThat(send(filter("messages: 1/m, exceed: close"), 2)).containsExactly(FORWARD, messages);
        assertThat(send(filter("bytes: 9B/s, exceed: close, code: 4008"), 2)).containsExactly(FORWARD, bytes);
    }

    @Test
    void aReplySaysWhatIsOverTheLimitAndWhenToTryAgain() {
        FrameFilter filter =
                filter("messages: 2/s, burst: 1, bytes: 1KiB/s, exceed: reply, reply: '{rule} {limit} {retry-ms}'");

        assertThat(replies(send(filter, 2))).containsExactly("", "messages 2/s 500");
        time.advance(1, TimeUnit.SECONDS);
        assertThat(replies(List.of(
                        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 1024)),
                        filter.onFrame(Side.CLIENT, TEXT))))
                .containsExactly("", "messages 2/s 500");
        time.advance(500, TimeUnit.MILLISECONDS);
        assertThat(replies(List.of(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 1000)))))
                .containsExactly("bytes 1KiB/s 476");
    }

    @Test
    void whatIsRefusedForItsBytesCostsNoMessage() {
        FrameFilter filter = filter("messages: 2/h, burst: 2, bytes: 10B/s, exceed: drop");

        assertThat(send(filter, 4)).containsExactly(FORWARD, FORWARD, DROP, DROP);
        filter = filter("messages: 3/h, burst: 3, bytes: 10B/s, exceed: drop");
        assertThat(send(filter, 4)).containsExactly(FORWARD, FORWARD, DROP, DROP);
        time.advance(1, TimeUnit.SECONDS);
        assertThat(send(filter, 2)).containsExactly(FORWARD, DROP);
    }

    @Test
    void bytesCountWithTheFrameThatAnnouncesThem() {
        FrameFilter filter = filter("bytes: 100B/s");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 60)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(50, 60)))
                .isEqualTo(new FrameVerdict.Hold(100_000_000));
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.PING, true, 100)))
                .isEqualTo(FORWARD);
    }

    @Test
    void aMessageThatIsBiggerThanTheBurstPassesWhenNothingIsOwedAndIsPaidOff() {
        FrameFilter filter = filter("bytes: 100B/s, exceed: drop");

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1000)))
                .isEqualTo(FORWARD);
        time.advance(8999, TimeUnit.MILLISECONDS); // at 10 s all is paid, of which one second may be owed
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1)))
                .isEqualTo(DROP);
        time.advance(11, TimeUnit.MILLISECONDS);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1)))
                .isEqualTo(FORWARD);
    }

    @Test
    void theRestOfAMessageThatHasBegunIsOwedWhereItCannotBeLeftOut() {
        FrameFilter filter = filter("bytes: 100B/s, exceed: drop");
        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 100));

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(100, 100))).isEqualTo(FORWARD);
        time.advance(1001, TimeUnit.MILLISECONDS);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1)))
                .isEqualTo(DROP);
        time.advance(10, TimeUnit.MILLISECONDS);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1)))
                .isEqualTo(FORWARD);
    }

    @Test
    void theRestOfAMessageEndsTheSessionWhereThatIsWanted() {
        FrameFilter filter = filter("bytes: 100B/s, exceed: close");
        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 100));

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(1, 100))).isInstanceOf(FrameVerdict.Close.class);
    }

    @Test
    void whatIsOnlyLoggedPassesWithAllItsFramesAndCostsNothing() {
        FrameFilter filter = filter("bytes: 100B/s, exceed: log");
        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 50));

        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, false, 51)))
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(1000, 51))).isEqualTo(FORWARD);
        assertThat(filter("bytes: 1B/s, exceed: log").onFrame(Side.CLIENT, TEXT))
                .isEqualTo(FORWARD);
    }

    @Test
    void aSizeClassIsThatOfTheMessageHoweverItIsCut() {
        FrameFilter filter = filter("messages: 1/h, larger-than: 100B, exceed: close");

        for (int i = 0; i < 10; i++) {
            assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 100)))
                    .isEqualTo(FORWARD);
        }
        filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, false, 60));
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(60, 60))).isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.next(60, 120)))
                .as("counts once")
                .isEqualTo(FORWARD);
        assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(Opcode.TEXT, true, 101)))
                .isInstanceOf(FrameVerdict.Close.class);
    }

    @ParameterizedTest
    @CsvSource({"client, DROP, FORWARD", "upstream, FORWARD, DROP", "both, DROP, DROP"})
    void onlyTheConfiguredDirectionIsCountedEachForItself(
            String from, FrameVerdict.Pass client, FrameVerdict.Pass upstream) {
        for (String per : List.of("session", "route", "node, name: n", "key, key: client-address")) {
            FrameFilter filter = filter("from: %s, messages: 1/s, exceed: drop, per: %s".formatted(from, per));
            filter.onFrame(Side.CLIENT, TEXT);
            filter.onFrame(Side.UPSTREAM, TEXT);

            assertThat(filter.onFrame(Side.CLIENT, TEXT)).isEqualTo(client);
            assertThat(filter.onFrame(Side.UPSTREAM, TEXT)).isEqualTo(upstream);
        }
    }

    @ParameterizedTest
    @CsvSource({"data, TEXT BINARY", "text, TEXT", "binary, BINARY", "ping, PING", "pong, PONG", "control, PING PONG"})
    void onlyWhatIsMeantIsCounted(String of, String counted) {
        for (Opcode opcode : List.of(Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.PONG, Opcode.CLOSE)) {
            FrameFilter filter = filter("of: %s, messages: 1/s, exceed: drop".formatted(of));
            filter.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 5));

            assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 5)))
                    .as(opcode.label())
                    .isEqualTo(List.of(counted.split(" ")).contains(opcode.name()) ? DROP : FORWARD);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTINUATION", "PING", "PONG", "CLOSE"})
    void onlyFramesThatStartAMessageCountAsMessages(Opcode opcode) {
        FrameFilter filter = filter("messages: 1/s, exceed: close");
        filter.onFrame(Side.CLIENT, TEXT);

        for (int i = 0; i < 10; i++) {
            assertThat(filter.onFrame(Side.CLIENT, FrameHeaders.of(opcode, true, 0)))
                    .isEqualTo(FORWARD);
        }
    }

    @ParameterizedTest
    @CsvSource({"50/s, 50", "600/m, 10", "90/m, 1", "30/m, 1", "1000/h, 1"})
    void withoutABurstTheMessagesOfOneSecondPassAtOnce(String limit, int burst) {
        FrameFilter filter = filter("messages: %s, exceed: drop".formatted(limit));

        assertThat(send(filter, burst)).containsOnly(FORWARD);
        assertThat(send(filter, 1)).containsExactly(DROP);
    }

    @Test
    void theSlowestRateWithTheLargestBurstDoesNotOverflow() {
        FrameFilter filter = filter("messages: 1/h, burst: 1000000, bytes: 1B/h, burst-bytes: 1024GiB, exceed: drop");

        assertThat(send(filter, 1000)).containsOnly(FORWARD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages must be given, or bytes, or both",
                "messages: 1/s, burst: 0 | burst must be between 1 and 1000000, got 0",
                "messages: 1/s, burst: 1000001 | burst must be between 1 and 1000000, got 1000001",
                "bytes: 1KiB | bytes must be a rate like 64KiB/s, 1MiB/s or 2GiB/h, got 1KiB",
                "bytes: 0B/s | bytes must be a rate of 1B to 1024GiB, got 0B",
                "bytes: 1KiB/s, burst: 2 | burst must not be given without messages",
                "messages: 1/s, burst-bytes: 2B | burst-bytes must not be given without bytes",
                "bytes: 1B/s, burst-bytes: 0B | burst-bytes must be between 1B and 1024GiB, got 0B",
                "messages: 1/s, count: inflated | count must not be inflated without bytes or larger-than",
                "bytes: 1B/s, of: ping, count: inflated | count must not be inflated where of is ping",
                "messages: 1/s, per: key | key must be given if per is key, and only then",
                "messages: 1/s, key: client-address | key must be given if per is key, and only then",
                "messages: 1/s, per: key, key: user | key must be client-address, header:NAME, cookie:NAME, query:NAME, segment:NAME, subject or claim:NAME, got user",
                "messages: 1/s, per: node | name must be given if per is node",
                "messages: 1/s, per: route, name: x | name must not be given where per is route",
                "messages: 1/s, per: node, name: 'a b' | name must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, got a b",
                "messages: 1/s, per: route, store: redis | name must be given if store is redis",
                "messages: 1/s, on-store-failure: allow | on-store-failure must not be given unless store is redis",
                "messages: 1/s, per: node, name: n, store: redis | store must have redis with a url at the top level, and that since the start of the gateway",
                "messages: 1/s, exceed: reply | reply must be given if exceed is reply, and only then",
                "messages: 1/s, reply: no | reply must be given if exceed is reply, and only then",
                "messages: 1/s, of: pong, exceed: reply, reply: no | exceed must not be reply where of is pong",
                "messages: 1/s, exceed: drop, max-delay: 1s | max-delay must not be given unless exceed is delay",
                "messages: 1/s, max-delay: 2h | max-delay must be between 1ms and 1h, got 2h",
                "messages: 1/s, code: 1008 | code must not be given unless exceed is close",
                "messages: 1/s, exceed: close, code: 1005 | code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999, got 1005"
            })
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> LimitFilters.of("rate-limit: { " + settings.replace("{}", "") + " }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("filters[0].rate-limit." + fault);
    }

    @Test
    void onlyAFilterThatLeavesOutSaysThatItMay() {
        for (String exceed : List.of("delay", "drop", "close", "log", "reply, reply: no")) {
            FilterFactory factory = LimitFilters.of("rate-limit: { messages: 1/s, exceed: " + exceed + " }");

            assertThat(factory.mayDrop()).as(exceed).isEqualTo(exceed.equals("drop") || exceed.startsWith("reply"));
            assertThat(factory.readsMessages()).isFalse();
        }
        assertThat(LimitFilters.of("rate-limit: { bytes: 1B/s, count: inflated, exceed: drop }"))
                .satisfies(reading -> assertThat(reading.readsMessages()).isTrue())
                .satisfies(reading -> assertThat(reading.mayDrop()).isFalse());
    }

    @Test
    void placesOfOneNameShareTheirLimitsWhateverElseTheySay() {
        FilterTypes types = FilterTypes.load();
        FrameFilter one =
                made(LimitFilters.of(rate("messages: 1/h, burst: 2, per: node, name: all, exceed: drop"), types));
        FrameFilter other =
                made(LimitFilters.of(rate("messages: 2/h, burst: 4, per: node, name: all, exceed: drop"), types));
        FrameFilter stranger =
                made(LimitFilters.of(rate("messages: 1/h, burst: 2, per: node, name: own, exceed: drop"), types));
        FrameFilter byKey = made(LimitFilters.of(
                rate("messages: 1/h, burst: 2, per: key, key: client-address, name: all, exceed: drop"), types));

        assertThat(send(one, 1)).containsExactly(FORWARD);
        assertThat(send(other, 3)).containsExactly(FORWARD, FORWARD, DROP);
        assertThat(send(one, 1)).containsExactly(DROP);
        assertThat(send(stranger, 2)).containsExactly(FORWARD, FORWARD);
        assertThat(send(byKey, 3)).containsExactly(FORWARD, FORWARD, DROP);
    }

    @Test
    void aFrameThatPassesAllocatesNothing() {
        var filters = new FrameFilters(FilterChain.of(
                filter("from: both, messages: 1000000000/s, bytes: 1024GiB/s"),
                filter("messages: 1000000000/s, burst: 1000000, per: node, name: n"),
                filter("messages: 1000000000/s, burst: 1000000, per: key, key: client-address"),
                filter("messages: 1/s, exceed: drop, larger-than: 1KiB"),
                filter("from: upstream, messages: 1/s, exceed: close"),
                made(LimitFilters.of("size-limit: { max-wire: 1KiB }"))));
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
            time.advance(1, TimeUnit.MICROSECONDS);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static String rate(String settings) {
        return "rate-limit: { " + settings + " }";
    }

    private FrameFilter filter(String settings) {
        return made(LimitFilters.of(rate(settings)));
    }

    private FrameFilter made(FilterFactory factory) {
        return (FrameFilter) factory.newFilter(FilterContexts.on("chat", time.clock()));
    }

    private static List<FrameVerdict> send(FrameFilter filter, int messages) {
        return IntStream.range(0, messages)
                .mapToObj(_ -> filter.onFrame(Side.CLIENT, TEXT))
                .toList();
    }

    private static List<String> replies(List<FrameVerdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> verdict instanceof FrameVerdict.Reply reply
                        ? reply.message().text()
                        : "")
                .toList();
    }
}
