package io.tidegate.session.replay;

import io.tidegate.config.ByteSize;
import io.tidegate.filter.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are recorded, in the order in which they were sent, one for each place. What is recorded while it is held has
 * not been sent to anybody yet. Over its bounds it is empty for good. Confined.
 */
final class Ledger {
    private static final long NOT_HELD = Long.MAX_VALUE;

    private final int maxMessages;
    private final long maxBytes;
    private final Room room;
    private final LinkedHashMap<Place, Entry> entries = new LinkedHashMap<>();
    private long bytes;
    private long recorded;
    private long heldFrom = NOT_HELD;
    private boolean overflown;

    /**
     * What an entry is about.
     *
     * @param rule by which it is recorded
     * @param key of those of the rule
     */
    record Place(int rule, String key) {}

    Ledger(int maxMessages, ByteSize maxBytes, Room room) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes.bytes();
        this.room = room;
    }

    /**
     * Records {@code message} in place of what was there.
     *
     * @param message kept; null for one that is not to be sent again
     */
    Entry put(int rule, String key, @Nullable Message message) {
        Entry entry = new Entry(new Place(rule, key), message, recorded++);
        forget(rule, key);
        if (!overflown) {
            boolean fits = entries.size() < maxMessages && bytes + entry.bytes() <= maxBytes;
            if (fits && room.more(entry.bytes())) {
                entries.put(entry.place(), entry);
                bytes += entry.bytes();
            } else {
                overflow();
            }
        }
        return entry;
    }

    @Nullable
    Entry get(int rule, String key) {
        return entries.get(new Place(rule, key));
    }

    /** The oldest of a rule whose answer has yet to come. */
    @Nullable
    Entry oldestAwaited(int rule) {
        for (Entry entry : entries.values()) {
            if (entry.place().rule() == rule && entry.isAwaited()) {
                return entry;
            }
        }
        return null;
    }

    void forget(int rule, String key) {
        Entry entry = entries.remove(new Place(rule, key));
        if (entry != null) {
            entry.forget();
            bytes -= entry.bytes();
            room.less(entry.bytes());
        }
    }

    /** Whether {@code message} may be recorded, if nothing else is. */
    boolean fits(Message message) {
        return message.size() <= maxBytes;
    }

    /** From now on nothing is sent, until {@link #release}. */
    void hold() {
        heldFrom = Math.min(heldFrom, recorded);
    }

    boolean isHeld() {
        return heldFrom != NOT_HELD;
    }

    /** What was recorded while it was held is sent, as all that follows. */
    void release() {
        heldFrom = NOT_HELD;
    }

    /** What an endpoint was sent, in that order. */
    List<Entry> sent() {
        List<Entry> sent = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.number() < heldFrom) {
                sent.add(entry);
            }
        }
        return sent;
    }

    /** How many messages have been recorded so far, forgotten ones included. */
    long recorded() {
        return recorded;
    }

    /** Whether there was more to record than may be. */
    boolean isOverflown() {
        return overflown;
    }

    private void overflow() {
        overflown = true;
        entries.clear();
        room.less(bytes);
        bytes = 0;
    }
}
