package io.tidegate.filter.protobuf;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Takes bytes up to a number, and fails at the next. Confined, for one message. */
final class BoundedBytes extends OutputStream {
    private final int most;
    private byte[] bytes;
    private int size;

    BoundedBytes(int expected, int most) {
        this.bytes = new byte[Math.max(16, expected)];
        this.most = most;
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (length > most - size) {
            throw new IOException("max-size");
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }
}
