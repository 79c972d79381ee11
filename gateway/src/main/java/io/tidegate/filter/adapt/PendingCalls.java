package io.tidegate.filter.adapt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Requests of one side that wait for their answers, by the ids that the other side knows them by. Confined. */
final class PendingCalls {
    private final int most;
    private final long timeoutNanos;
    private final @Nullable String prefix;
    private final SequencedMap<String, Pending> oldestFirst = new LinkedHashMap<>();
    private long last;

    /** @param written the id as its side has written it */
    private record Pending(Call.Id id, String written, String ours, long untilNanos) {}

    /**
     * @param most at once
     * @param prefix of ids of ours that are strings; null if they are numbers
     */
    PendingCalls(int most, long timeoutNanos, @Nullable String prefix) {
        this.most = most;
        this.timeoutNanos = timeoutNanos;
        this.prefix = prefix;
    }

    /** Whether {@code count} more may wait; those that have waited too long are forgotten. */
    boolean hasRoomFor(int count, long nowNanos) {
        Map.Entry<String, Pending> oldest = oldestFirst.firstEntry();
        while (oldest != null && oldest.getValue().untilNanos() - nowNanos <= 0) {
            oldestFirst.pollFirstEntry();
            oldest = oldestFirst.firstEntry();
        }
        return oldestFirst.size() + count <= most;
    }

    /** What a request is called on the other side, as JSON has it. */
    String ask(Call.Id id, String written, long nowNanos) {
        last++;
        String text = prefix == null ? String.valueOf(last) : prefix + last;
        String ours = prefix == null ? text : '"' + text + '"';
        oldestFirst.put(
                prefix == null ? Call.Id.ofNumber(text) : Call.Id.ofString(text),
                new Pending(id, written, ours, nowNanos + timeoutNanos));
        return ours;
    }

    /** The id of the request that is answered, as its side has written it; null if none is awaited by that id. */
    @Nullable
    String answer(Call.Id id) {
        Pending pending = oldestFirst.remove(id.key());
        return pending == null ? null : pending.written();
    }

    /** What the last request of that id is called on the other side; null if none waits. */
    @Nullable
    String named(Call.Id id) {
        for (Pending pending : oldestFirst.sequencedValues().reversed()) {
            if (pending.id().key().equals(id.key())) {
                return pending.ours();
            }
        }
        return null;
    }
}
