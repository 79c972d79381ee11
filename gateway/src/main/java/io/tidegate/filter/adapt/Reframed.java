package io.tidegate.filter.adapt;

import io.tidegate.filter.Message;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The messages that records go on in, each made when it is asked for. Confined. */
final class Reframed implements Iterator<Message> {
    private final RecordWalk records;
    private final @Nullable Layout layout;
    private final boolean text;
    private final long join;
    private boolean ready;

    /**
     * @param records without a fault; at their start
     * @param layout null if each message is a record
     * @param join bytes of a message with more than one record, at most
     */
    Reframed(RecordWalk records, @Nullable Layout layout, boolean text, long join) {
        this.records = records;
        this.layout = layout;
        this.text = text;
        this.join = join;
        this.ready = records.next();
    }

    @Override
    public boolean hasNext() {
        return ready;
    }

    @Override
    public Message next() {
        if (!ready) {
            throw new NoSuchElementException();
        }
        if (layout != null) {
            return joined(layout);
        }
        int size = records.size();
        Message message = Message.view(text, records.bytes(), records.contentFrom(), size, size);
        ready = records.next();
        return message;
    }

    private Message joined(Layout known) {
        byte[] made = {};
        int used = 0;
        do {
            int needed = used + known.bytesOf(records.size());
            if (needed > made.length) {
                made = Arrays.copyOf(made, used == 0 ? needed : Math.max(needed, 2 * used));
            }
            used = known.write(records.bytes(), records.contentFrom(), records.contentTo(), made, used);
            ready = records.next();
        } while (ready && used + known.bytesOf(records.size()) <= join);
        return Message.view(text, made, 0, used, used);
    }
}
