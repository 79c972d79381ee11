package io.tidegate.filter.adapt;

import org.jspecify.annotations.Nullable;

/** Each record has its size before it, in bytes, that of the size not counted. */
record Prefixed(Framing.Prefix prefix) implements Layout {
    private static final int MOST_VARINT = 5;
    private static final long MOST = Integer.MAX_VALUE;

    @Override
    public long end(byte[] bytes, int from, int seen, int to) {
        int prefixed = prefixBytes(bytes, from, to);
        return prefixed < 0 ? UNKNOWN : from + prefixed + size(bytes, from, prefixed);
    }

    @Override
    public boolean endsWithMessage() {
        return false;
    }

    @Override
    public int contentFrom(byte[] bytes, int from) {
        return from + prefixBytes(bytes, from, bytes.length);
    }

    @Override
    public int contentTo(byte[] bytes, int contentFrom, int end) {
        return end;
    }

    @Override
    public @Nullable String fault(byte[] bytes, int from, int to) {
        boolean fits = prefix.bytes() == 0 || prefix.bytes() == 4 || to - from < 1 << (8 * prefix.bytes());
        return fits ? null : "prefix";
    }

    @Override
    public int bytesOf(int size) {
        return size + (prefix == Framing.Prefix.VARINT ? varintBytes(size) : prefix.bytes());
    }

    @Override
    public int write(byte[] bytes, int from, int to, byte[] out, int at) {
        int size = to - from;
        int behind = at + bytesOf(size);
        int content = behind - size;
        for (int place = 0; place < content - at; place++) {
            out[at + place] = prefixByte(size, place, place == content - at - 1);
        }
        System.arraycopy(bytes, from, out, content, size);
        return behind;
    }

    private byte prefixByte(int size, int place, boolean last) {
        if (prefix == Framing.Prefix.VARINT) {
            int bits = size >>> (7 * place) & 0x7F;
            return (byte) (last ? bits : bits | 0x80);
        }
        return (byte) (size >>> shift(place));
    }

    private int shift(int place) {
        return 8 * (prefix.isBigEndian() ? prefix.bytes() - 1 - place : place);
    }

    /** @return below 0 if it has not come whole */
    private int prefixBytes(byte[] bytes, int from, int to) {
        if (prefix != Framing.Prefix.VARINT) {
            return to - from < prefix.bytes() ? -1 : prefix.bytes();
        }
        for (int count = 1; count <= MOST_VARINT && from + count <= to; count++) {
            if (bytes[from + count - 1] >= 0) {
                return count;
            }
        }
        return to - from < MOST_VARINT ? -1 : MOST_VARINT; // one that goes on is too big, whatever it says
    }

    private long size(byte[] bytes, int from, int prefixed) {
        long size = 0;
        for (int place = 0; place < prefixed; place++) {
            size |= prefix == Framing.Prefix.VARINT
                    ? (bytes[from + place] & 0x7FL) << (7 * place)
                    : (bytes[from + place] & 0xFFL) << shift(place);
        }
        boolean goesOn = prefix == Framing.Prefix.VARINT && bytes[from + prefixed - 1] < 0;
        return goesOn ? MOST : size;
    }

    private static int varintBytes(int size) {
        return Math.max(1, (38 - Integer.numberOfLeadingZeros(size)) / 7);
    }
}
