package io.tidegate.filter.protobuf;

/** Reads Protobuf's wire format in a part of an array. Confined. */
final class Wire {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH = 2;
    static final int GROUP = 3;
    static final int GROUP_END = 4;
    static final int FIXED32 = 5;

    private static final int MOST_GROUPS = 100;
    private static final int MOST_VARINT = 10;

    private final byte[] bytes;
    private int at;
    private int end;

    /** Of a message that stands in {@code bytes} as a whole. */
    Wire(byte[] bytes) {
        this.bytes = bytes;
    }

    static int tag(int number, int wireType) {
        return (number << 3) | wireType;
    }

    /** Goes to a part that lies within the array. */
    void enter(int from, int to) {
        at = from;
        end = to;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    int place() {
        return at;
    }

    int tag() throws BadMessage {
        long tag = varint();
        demand((tag >>> Integer.SIZE) == 0 && ((int) tag >>> 3) != 0);
        return (int) tag;
    }

    long varint() throws BadMessage {
        long value = 0;
        for (int i = 0; i < MOST_VARINT && at < end; i++) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new BadMessage("wire");
    }

    int fixed32() throws BadMessage {
        int from = take(Integer.BYTES);
        int value = 0;
        for (int i = Integer.BYTES - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[from + i] & 0xFF);
        }
        return value;
    }

    long fixed64() throws BadMessage {
        long low = fixed32() & 0xFFFF_FFFFL;
        return ((long) fixed32() << Integer.SIZE) | low;
    }

    /** Reads a length and goes behind what has it; where that begins. */
    int content() throws BadMessage {
        long length = varint();
        demand(length >= 0);
        return take(length);
    }

    /** Goes behind the end of the group of that number, which has just begun; where that end begins. */
    int group(int number) throws BadMessage {
        return group(number, MOST_GROUPS);
    }

    private int group(int number, int left) throws BadMessage {
        while (true) {
            int before = at;
            int tag = tag();
            if ((tag & 7) == GROUP_END) {
                demand((tag >>> 3) == number);
                return before;
            }
            skip(tag, left);
        }
    }

    /** Goes behind the value whose tag was read last. */
    void skip(int tag) throws BadMessage {
        skip(tag, MOST_GROUPS);
    }

    private void skip(int tag, int left) throws BadMessage {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> take(Long.BYTES);
            case LENGTH -> content();
            case GROUP -> {
                demand(left > 0);
                group(tag >>> 3, left - 1);
            }
            case FIXED32 -> take(Integer.BYTES);
            default -> throw new BadMessage("wire");
        }
    }

    private int take(long count) throws BadMessage {
        demand(count <= end - at);
        int from = at;
        at += (int) count;
        return from;
    }

    private static void demand(boolean valid) throws BadMessage {
        if (!valid) {
            throw new BadMessage("wire");
        }
    }
}
