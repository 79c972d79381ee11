package io.tidegate.filter.protobuf;

import java.util.Arrays;

/** Writes Protobuf's wire format, up to a size. Confined, for one message. */
final class WireBuffer {
    private static final int MOST_VARINT = 10;

    private final int most;
    private byte[] bytes;
    private int size;

    /**
     * An empty one.
     *
     * @param expected bytes that it will likely have
     * @param most bytes that it may have
     */
    WireBuffer(int expected, int most) {
        this.bytes = new byte[Math.max(16, expected)];
        this.most = most;
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Forgets what was written from {@code mark} on, which {@link #size} was then. */
    void backTo(int mark) {
        size = mark;
    }

    void tag(int number, int wireType) throws BadMessage {
        varint(Wire.tag(number, wireType) & 0xFFFF_FFFFL);
    }

    void varint(long value) throws BadMessage {
        grow(MOST_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        bound();
    }

    void octet(int value) throws BadMessage {
        grow(1);
        bytes[size++] = (byte) value;
        bound();
    }

    void fixed32(int value) throws BadMessage {
        grow(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (Byte.SIZE * i));
        }
        bound();
    }

    void fixed64(long value) throws BadMessage {
        fixed32((int) value);
        fixed32((int) (value >>> Integer.SIZE));
    }

    void content(byte[] content) throws BadMessage {
        varint(content.length);
        if (content.length > most) {
            throw new BadMessage("max-size");
        }
        grow(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
        bound();
    }

    /** Begins something that has its length in front; what is returned goes to {@link #end}. */
    int begin() {
        grow(1);
        return size++;
    }

    /** Puts the length of what was written since {@code mark} in front of it. */
    void end(int mark) throws BadMessage {
        int from = mark + 1;
        int length = size - from;
        int digits = digits(length);
        grow(digits);
        if (digits > 1) {
            System.arraycopy(bytes, from, bytes, mark + digits, length);
        }
        size = mark;
        varint(length);
        size += length;
        bound();
    }

    private static int digits(int length) {
        return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 6) / 7);
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }

    private void bound() throws BadMessage {
        if (size > most) {
            throw new BadMessage("max-size");
        }
    }
}
