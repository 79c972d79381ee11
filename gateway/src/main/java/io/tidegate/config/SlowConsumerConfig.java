package io.tidegate.config;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of messages for a side that takes them slower than they come.
 *
 * @param policy {@code backpressure}: their sender is not read meanwhile; {@code drop-oldest}: they wait, and the oldest are dropped;
 *     {@code conflate}: likewise, and a newer message takes the place of a waiting one of the same {@code key}; {@code
 *     disconnect}: as {@code backpressure}, until {@code after}
 * @param to which side is meant, {@code client} where absent; the other one has {@code backpressure}
 * @param key JSON pointer to a text or number that says what a message is about; only with {@code conflate}, and required there
 * @param buffer bytes that may wait, 1MiB where absent; 1 KiB to 1 GiB. The newest message waits in any case. Only with
 *     {@code drop-oldest} and {@code conflate}
 * @param messages how many may wait, 1,000 where absent; 1 to 1 million. Only with {@code drop-oldest} and {@code conflate}
 * @param after a side that is full for so long without a break ends the session with 1013; 100 ms to 1 h, never where absent;
 *     required with {@code disconnect}
 */
public record SlowConsumerConfig(
        @Default("backpressure") Policy policy,
        @Nullable To to,
        @Nullable String key,
        @Nullable ByteSize buffer,
        @Nullable Integer messages,
        @Nullable Duration after) {
    /** The sender is not read meanwhile. */
    static final SlowConsumerConfig NONE = new SlowConsumerConfig(Policy.BACKPRESSURE, null, null, null, null, null);

    private static final ByteSize STANDARD_BUFFER = ByteSize.ofMiB(1);
    private static final int STANDARD_MESSAGES = 1000;

    /** What is done. */
    public enum Policy {
        BACKPRESSURE,
        DROP_OLDEST,
        CONFLATE,
        DISCONNECT;

        /** Whether messages wait, so that they are read. */
        public boolean queues() {
            return this == DROP_OLDEST || this == CONFLATE;
        }
    }

    /** For which side. */
    public enum To {
        CLIENT,
        UPSTREAM,
        BOTH
    }

    public SlowConsumerConfig {
        checkNeeded(policy, key, after);
        Check.that(
                policy == Policy.CONFLATE || key == null, "key must not be set without policy: conflate, got " + key);
        Check.that(
                policy.queues() || (buffer == null && messages == null),
                (buffer == null ? "messages" : "buffer")
                        + " must not be set without policy: drop-oldest or conflate: nothing waits otherwise");
        Check.that(
                policy != Policy.BACKPRESSURE || after != null || to == null,
                "to must not be set with policy: backpressure alone, which both sides have");
        if (key != null) {
            Check.pointer("key", key);
        }
        if (buffer != null) {
            Check.between("buffer", buffer, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
        }
        if (messages != null) {
            Check.between("messages", messages, 1, 1_000_000);
        }
        if (after != null) {
            Check.between("after", after, Duration.ofMillis(100), Duration.ofHours(1));
        }
    }

    private static void checkNeeded(Policy policy, @Nullable String key, @Nullable Duration after) {
        Check.that(
                policy != Policy.CONFLATE || key != null,
                "key must be given with policy: conflate, as a JSON pointer such as /symbol");
        Check.that(
                policy != Policy.DISCONNECT || after != null, "after must be given with policy: disconnect, as in 10s");
    }

    /** {@link #to}, or the client. */
    public To effectiveTo() {
        return Objects.requireNonNullElse(to, To.CLIENT);
    }

    /** {@link #buffer}, or what holds where that is absent. */
    public long bufferBytes() {
        return Objects.requireNonNullElse(buffer, STANDARD_BUFFER).bytes();
    }

    /** {@link #messages}, or what holds where that is absent. */
    public int mostMessages() {
        return Objects.requireNonNullElse(messages, STANDARD_MESSAGES);
    }
}
