package io.tidegate.journal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Lines that are written together. Confined to the journal's thread. */
final class LineBatch {
    private static final int MOST_KEPT = 1 << 20;

    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> ends = new ArrayList<>();

    void add(byte[] line) {
        bytes.writeBytes(line);
        ends.add(bytes.size());
    }

    int lines() {
        return ends.size();
    }

    int size() {
        return bytes.size();
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** How many lines end within the first {@code count} bytes. */
    int linesWithin(int count) {
        int lines = 0;
        while (lines < ends.size() && ends.get(lines) <= count) {
            lines++;
        }
        return lines;
    }

    /** Where the first {@code count} lines end. */
    int endOf(int count) {
        return count == 0 ? 0 : ends.get(count - 1);
    }

    void clear() {
        if (bytes.size() > MOST_KEPT) {
            bytes = new ByteArrayOutputStream();
        }
        bytes.reset();
        ends.clear();
    }
}
