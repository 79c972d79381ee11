package io.tidegate.filter.adapt;

import org.jspecify.annotations.Nullable;

/** Goes from record to record of what has come of a side. Confined. */
final class RecordWalk {
    private final @Nullable Layout layout;
    private final boolean spans;
    private final int most;
    private final byte[] bytes;
    private final int to;
    private int seen;
    private boolean begun;
    private int contentFrom;
    private int contentTo;
    private int end;
    private @Nullable String fault;

    /**
     * How records are told apart.
     *
     * @param layout null if all the bytes are one record
     * @param spans whether one may lack its end for now
     * @param most bytes of a record
     */
    record Rules(@Nullable Layout layout, boolean spans, int most) {}

    /** @param to where the bytes end that have come */
    RecordWalk(Rules rules, byte[] bytes, int to) {
        this.layout = rules.layout();
        this.spans = rules.spans();
        this.most = rules.most();
        this.bytes = bytes;
        this.to = to;
    }

    /** In the first {@code count} bytes no record ends. */
    RecordWalk after(int count) {
        seen = count;
        return this;
    }

    /** Goes to the next record; false if there is none that is whole. */
    boolean next() {
        if (layout == null) {
            boolean first = !begun;
            begun = true;
            return first && take(0, to, to);
        }
        if (end == to || fault != null) {
            return false;
        }
        long behind = layout.end(bytes, end, Math.max(end, seen), to);
        if (behind == Layout.UNKNOWN || behind > to) {
            return isEndedByMessage(layout, behind) && take(layout, to);
        }
        return take(layout, (int) behind);
    }

    byte[] bytes() {
        return bytes;
    }

    int contentFrom() {
        return contentFrom;
    }

    int contentTo() {
        return contentTo;
    }

    /** Bytes of the record's content. */
    int size() {
        return contentTo - contentFrom;
    }

    /** Where the record ends, with all that belongs to it. */
    int end() {
        return end;
    }

    /** What is wrong with the record that {@link #next} has not gone to, one word; null if nothing is. */
    @Nullable
    String fault() {
        return fault;
    }

    private boolean isEndedByMessage(Layout known, long behind) {
        boolean ends = known.endsWithMessage();
        long least = ends ? to - end - 1L : behind == Layout.UNKNOWN ? 0 : behind - known.contentFrom(bytes, end);
        if (least > most) {
            fault = "max-record";
        } else if (!spans && !ends) {
            fault = "unfinished";
        }
        return fault == null && !spans;
    }

    private boolean take(Layout known, int behind) {
        int from = known.contentFrom(bytes, end);
        return take(from, known.contentTo(bytes, from, behind), behind);
    }

    private boolean take(int newFrom, int newTo, int newEnd) {
        if (newTo - newFrom > most) {
            fault = "max-record";
            return false;
        }
        contentFrom = newFrom;
        contentTo = newTo;
        end = newEnd;
        return true;
    }
}
