package io.tidegate.filter.adapt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Each record is a line: it ends with a line feed; a carriage return before that belongs to the end too. */
final class Lines implements Layout {
    static final Lines LF = new Lines("\n");
    static final Lines CRLF = new Lines("\r\n");

    private final byte[] end;

    /** @param end what is written behind a record */
    private Lines(String end) {
        this.end = end.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public long end(byte[] bytes, int from, int seen, int to) {
        int feed = feed(bytes, seen, to);
        return feed < 0 ? UNKNOWN : feed + 1L;
    }

    @Override
    public boolean endsWithMessage() {
        return true;
    }

    @Override
    public int contentFrom(byte[] bytes, int from) {
        return from;
    }

    @Override
    public int contentTo(byte[] bytes, int contentFrom, int end) {
        boolean fed = end > contentFrom && bytes[end - 1] == '\n'; // not where the message has ended the line
        int to = fed ? end - 1 : end;
        return to > contentFrom && bytes[to - 1] == '\r' ? to - 1 : to;
    }

    @Override
    public @Nullable String fault(byte[] bytes, int from, int to) {
        boolean ambiguous = feed(bytes, from, to) >= 0 || (to > from && bytes[to - 1] == '\r');
        return ambiguous ? "line-break" : null;
    }

    @Override
    public int bytesOf(int size) {
        return size + end.length;
    }

    @Override
    public int write(byte[] bytes, int from, int to, byte[] out, int at) {
        int size = to - from;
        System.arraycopy(bytes, from, out, at, size);
        System.arraycopy(end, 0, out, at + size, end.length);
        return at + bytesOf(size);
    }

    private static int feed(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }
}
