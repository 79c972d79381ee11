package io.tidegate.filter.adapt;

import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Utf8Check;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records out of the messages of one side, and puts them into messages for the other. Keeps what has come of a record that goes
 * on in the next message, and nothing else. Confined.
 */
final class Reframing {
    private static final MessageVerdict NOTHING = new MessageVerdict.Split(List.of());
    private static final byte[] NONE = {};

    private final RecordWalk.Rules rules;
    private final Framing.Records target;
    private final @Nullable Layout layout;
    private final long join;
    private final Utf8Check utf8 = new Utf8Check();
    private byte[] kept = NONE;
    private int size;
    private int seen;
    private @Nullable String fault;

    /** @param most bytes of a record */
    Reframing(Framing.Records source, Framing.Records target, int most) {
        this.rules = new RecordWalk.Rules(source.layout(), !Boolean.FALSE.equals(source.spans()), most);
        this.target = target;
        this.layout = target.layout();
        this.join = target.join() == null ? 0 : target.join().bytes();
    }

    /** What becomes of {@code message}; means nothing if there is a {@link #fault} then. */
    MessageVerdict take(Message message) {
        append(message);
        boolean text = target.isText(message.isText());
        byte[] bytes = kept;
        int end = check(new RecordWalk(rules, bytes, size).after(seen), text);
        boolean none = end == 0 && rules.layout() != null;
        keepFrom(fault == null ? end : size);
        return none
                ? NOTHING
                : new MessageVerdict.Split(() -> new Reframed(new RecordWalk(rules, bytes, end), layout, text, join));
    }

    /** What was wrong with the last message, one word; null if nothing was. */
    @Nullable
    String fault() {
        return fault;
    }

    /** The next message begins with a record. */
    void restart() {
        keepFrom(size);
    }

    /** Whether a record has begun and not ended. */
    boolean isUnfinished() {
        return size > 0;
    }

    /** @return where the last whole record ends */
    private int check(RecordWalk records, boolean text) {
        fault = null;
        while (fault == null && records.next()) {
            fault = faultOf(records, text);
        }
        fault = fault == null ? records.fault() : fault;
        return records.end();
    }

    private @Nullable String faultOf(RecordWalk record, boolean text) {
        if (text) {
            utf8.reset();
            boolean right = utf8.accepts(record.bytes(), record.contentFrom(), record.size()) && utf8.isComplete();
            if (!right) {
                return "utf-8";
            }
        }
        return layout == null ? null : layout.fault(record.bytes(), record.contentFrom(), record.contentTo());
    }

    private void append(Message message) {
        int before = size;
        size = before + message.size();
        if (size > kept.length) {
            kept = Arrays.copyOf(kept, before == 0 ? size : Math.max(size, 2 * before));
        }
        message.buffer().get(kept, before, message.size());
    }

    /** What stands before {@code end} is not wanted any more. */
    private void keepFrom(int end) {
        if (end > 0) {
            kept = end == size ? NONE : Arrays.copyOfRange(kept, end, size);
            size = kept.length;
        }
        seen = size;
    }
}
