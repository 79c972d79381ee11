package io.tidegate.testing;

import java.util.Arrays;

/** Inflates raw deflate (RFC 1951) and notes how far back it refers, which the JDK does not tell. */
public final class DeflateReader {
    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] DISTANCES = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] in;
    private byte[] out = new byte[1024];
    private int size;
    private int bit;
    private int farthest;

    private DeflateReader(byte[] in) {
        this.in = in;
    }

    /** Reads blocks until the bytes end, at an edge between two or behind a last one. */
    public static DeflateReader read(byte[] deflated) {
        DeflateReader reader = new DeflateReader(deflated);
        while (reader.bit + 8 <= deflated.length * 8) {
            reader.block();
        }
        return reader;
    }

    public byte[] content() {
        return Arrays.copyOf(out, size);
    }

    /** The largest distance of a reference. */
    public int farthest() {
        return farthest;
    }

    /** A prefix code: how many symbols there are of each length, and which, in order. */
    private static final class Code {
        private final int[] counts;
        private final int[] symbols;

        private Code(int[] counts, int[] symbols) {
            this.counts = counts;
            this.symbols = symbols;
        }

        static Code of(int[] lengths, int from, int count) {
            int[] counts = new int[16];
            for (int i = 0; i < count; i++) {
                counts[lengths[from + i]]++;
            }
            int[] next = new int[17];
            for (int i = 1; i < 16; i++) {
                next[i + 1] = next[i] + counts[i];
            }
            int[] symbols = new int[count];
            for (int i = 0; i < count; i++) {
                if (lengths[from + i] > 0) {
                    symbols[next[lengths[from + i]]++] = i;
                }
            }
            return new Code(counts, symbols);
        }
    }

    private void block() {
        boolean last = bits(1) == 1;
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> fixed();
            case 2 -> dynamic();
            default -> throw new AssertionError("a reserved kind of block");
        }
        bit = last ? (bit + 7) / 8 * 8 : bit;
    }

    private void stored() {
        bit = (bit + 7) / 8 * 8;
        int length = bits(16);
        if (bits(16) != (length ^ 0xFFFF)) {
            throw new AssertionError("a stored block of two lengths");
        }
        for (int i = 0; i < length; i++) {
            write(bits(8));
        }
    }

    private void fixed() {
        int[] lengths = new int[288 + 30];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i >= 288 ? 5 : i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        codes(Code.of(lengths, 0, 288), Code.of(lengths, 288, 30));
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int count = bits(4) + 4;
        int[] ofLengths = new int[19];
        for (int i = 0; i < count; i++) {
            ofLengths[ORDER[i]] = bits(3);
        }
        Code code = Code.of(ofLengths, 0, 19);
        int[] lengths = new int[literals + distances];
        for (int i = 0; i < lengths.length; ) {
            int symbol = symbol(code);
            int value = symbol < 16 ? symbol : symbol == 16 ? lengths[i - 1] : 0;
            int times = symbol < 16 ? 1 : symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            for (int n = 0; n < times; n++) {
                lengths[i++] = value;
            }
        }
        codes(Code.of(lengths, 0, literals), Code.of(lengths, literals, distances));
    }

    private void codes(Code literals, Code distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol < 256) {
                write(symbol);
            } else {
                int length = LENGTHS[symbol - 257] + bits(extraOfLength(symbol - 257));
                int code = symbol(distances);
                copy(length, DISTANCES[code] + bits(code < 4 ? 0 : code / 2 - 1));
            }
        }
    }

    private static int extraOfLength(int code) {
        return code < 8 || code == 28 ? 0 : code / 4 - 1;
    }

    private void copy(int length, int distance) {
        farthest = Math.max(farthest, distance);
        for (int i = 0; i < length; i++) {
            write(out[size - distance]);
        }
    }

    private void write(int value) {
        out = size < out.length ? out : Arrays.copyOf(out, 2 * size);
        out[size++] = (byte) value;
    }

    private int symbol(Code code) {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length < 16; length++) {
            value |= bits(1);
            int count = code.counts[length];
            if (value - count < first) {
                return code.symbols[index + value - first];
            }
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        throw new AssertionError("no such code");
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= ((in[bit / 8] >> (bit & 7)) & 1) << i;
        }
        return value;
    }
}
