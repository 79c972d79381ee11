package io.tidegate.route;

import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.config.SlowConsumerConfig.To;
import io.tidegate.filter.content.PointerText;
import io.tidegate.protocol.Side;
import org.jspecify.annotations.Nullable;

/** What becomes of messages for a side that is full, made once a route. Shared, immutable. */
public final class SlowConsumer {
    private final To to;
    private final boolean queues;
    private final @Nullable PointerText key;
    private final long maxBytes;
    private final int maxMessages;
    private final long afterNanos;

    public SlowConsumer(SlowConsumerConfig config) {
        String pointer = config.key();
        var after = config.after();
        this.to = config.effectiveTo();
        this.queues = config.policy().queues();
        this.key = pointer == null ? null : PointerText.of(pointer);
        this.maxBytes = config.bufferBytes();
        this.maxMessages = config.mostMessages();
        this.afterNanos = after == null ? 0 : after.toNanos();
    }

    /** Whether messages wait for {@code side} while it is full, as far as there is room; else their sender does. */
    public boolean queuesFor(Side side) {
        return queues && covers(side);
    }

    /** How long {@code side} may be full; 0 for any time. */
    public long afterNanos(Side side) {
        return covers(side) ? afterNanos : 0;
    }

    /** Where a message says what it is about; null if messages are not conflated. */
    public @Nullable PointerText key() {
        return key;
    }

    /** How many bytes may wait for a side. */
    public long maxBytes() {
        return maxBytes;
    }

    /** How many messages may wait for a side. */
    public int maxMessages() {
        return maxMessages;
    }

    private boolean covers(Side side) {
        return to == To.BOTH || (to == To.CLIENT) == (side == Side.CLIENT);
    }
}
