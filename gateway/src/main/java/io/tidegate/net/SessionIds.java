package io.tidegate.net;

import java.security.SecureRandom;

/** Makes session ids for one event loop: 128 random bits in Base32, lower case. Confined. */
final class SessionIds {
    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int ID_BYTES = 16;
    private static final int ID_CHARS = 26;

    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[64 * ID_BYTES]; // many at once: a call of the random source is dear
    private int used = drawn.length;

    String next() {
        if (used == drawn.length) {
            random.nextBytes(drawn);
            used = 0;
        }
        char[] id = new char[ID_CHARS];
        int bits = 0;
        int pending = 0;
        int end = used + ID_BYTES;
        for (int i = 0; i < ID_CHARS; i++) {
            if (pending < 5) {
                bits = bits << 8 | (used < end ? drawn[used++] & 0xFF : 0);
                pending += 8;
            }
            pending -= 5;
            id[i] = ALPHABET[bits >> pending & 31];
        }
        return new String(id);
    }
}
