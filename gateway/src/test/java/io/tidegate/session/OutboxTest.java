package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.config.SlowConsumerConfig.Policy;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Side;
import io.tidegate.route.SlowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final long PLENTY = 1L << 30;

    private final List<String> lost = new ArrayList<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may wrap

    @Test
    void theOldestGoFirstAndAreDroppedFirst() {
        Outbox outbox = outbox(Policy.DROP_OLDEST, PLENTY, 3);

        assertThat(addAll(outbox, "a", "b", "c", "d", "e")).isTrue();

        assertThat(lost).containsExactly("OLDEST a", "OLDEST b");
        assertThat(rest(outbox)).containsExactly("c", "d", "e");
        assertThat(taken).hasValue(0);
    }

    @Test
    void bytesAreBoundedTooAndTheNewestStaysWhateverItsSize() {
        Outbox outbox = outbox(Policy.DROP_OLDEST, 2000, 100);

        addAll(outbox, "a".repeat(900), "b".repeat(600));
        assertThat(lost).isEmpty();
        assertThat(taken).hasValue(1500 + 2 * Outbox.ENTRY_BYTES);
        addAll(outbox, "c".repeat(5000));

        assertThat(lost).containsExactly("OLDEST " + "a".repeat(900), "OLDEST " + "b".repeat(600));
        assertThat(rest(outbox)).containsExactly("c".repeat(5000));
    }

    @Test
    void aNewerMessageTakesThePlaceOfAWaitingOneOfItsKey() {
        Outbox outbox = outbox(Policy.CONFLATE, PLENTY, 100);

        addAll(outbox, "{\"k\":\"a\",\"v\":1}", "no key", "{\"k\":\"b\",\"v\":1}", "no key", "{\"k\":\"a\",\"v\":2}");

        assertThat(lost).containsExactly("CONFLATED {\"k\":\"a\",\"v\":1}");
        assertThat(rest(outbox)).containsExactly("{\"k\":\"a\",\"v\":2}", "no key", "{\"k\":\"b\",\"v\":1}", "no key");
        assertThat(taken).hasValue(0);
    }

    @Test
    void whatIsFullOfKeysDropsTheOldestOfThem() {
        Outbox outbox = outbox(Policy.CONFLATE, PLENTY, 2);

        addAll(outbox, "{\"k\":1}", "{\"k\":2}", "{\"k\":3}", "{\"k\":2,\"v\":1}");

        assertThat(lost).containsExactly("OLDEST {\"k\":1}", "CONFLATED {\"k\":2}");
        assertThat(rest(outbox)).containsExactly("{\"k\":2,\"v\":1}", "{\"k\":3}");
    }

    @Test
    void nothingIsDroppedInTheFirstMoments() {
        Outbox outbox = outbox(Policy.DROP_OLDEST, PLENTY, 2);
        Message third = Message.text("c");

        assertThat(outbox.isTooEarly(third)).as("there is room").isFalse();
        addAll(outbox, "a", "b");
        assertThat(outbox.isTooEarly(third)).isTrue();
        nowNanos.addAndGet(Outbox.GRACE_NANOS);
        assertThat(outbox.isTooEarly(third)).isFalse();

        rest(outbox);
        addAll(outbox, "a", "b");
        assertThat(outbox.isTooEarly(third)).as("it was empty meanwhile").isTrue();
    }

    @Test
    void whatABudgetHasNoRoomForPushesOutWhatWaits() {
        var budget = new Budget("route", taken, null, 3 * (1 + Outbox.ENTRY_BYTES));
        Outbox outbox = outbox(Policy.DROP_OLDEST, PLENTY, 100, new Reserve(budget, PLENTY, refused -> {}));

        assertThat(addAll(outbox, "a", "b", "c", "d")).isTrue();
        assertThat(lost).containsExactly("OLDEST a");
        assertThat(outbox.add(Message.text("e".repeat(5000)))).isFalse();

        assertThat(outbox.isEmpty()).isTrue();
        assertThat(taken).hasValue(0);
    }

    @Test
    void whatIsAbandonedIsToldOfAndGivenBack() {
        Outbox outbox = outbox(Policy.DROP_OLDEST, PLENTY, 100);
        addAll(outbox, "a", "b");

        outbox.abandon();

        assertThat(lost).containsExactly("UNDELIVERED a", "UNDELIVERED b");
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(taken).hasValue(0);
    }

    private Outbox outbox(Policy policy, long maxBytes, int maxMessages) {
        var budget = new Budget("route", taken, null, PLENTY);
        return outbox(policy, maxBytes, maxMessages, new Reserve(budget, PLENTY, refused -> {}));
    }

    private Outbox outbox(Policy policy, long maxBytes, int maxMessages, Reserve reserve) {
        String key = policy == Policy.CONFLATE ? "/k" : null;
        var config = new SlowConsumerConfig(policy, null, key, new ByteSize(maxBytes), maxMessages, null);
        return new Outbox(
                Side.CLIENT,
                new SlowConsumer(config),
                reserve,
                nowNanos::get,
                (message, why) -> lost.add(why + " " + message.text()));
    }

    private static boolean addAll(Outbox outbox, String... texts) {
        boolean all = true;
        for (String text : texts) {
            all &= outbox.add(Message.text(text));
        }
        return all;
    }

    private static List<String> rest(Outbox outbox) {
        List<String> rest = new ArrayList<>();
        while (!outbox.isEmpty()) {
            rest.add(outbox.next().text());
        }
        return rest;
    }
}
