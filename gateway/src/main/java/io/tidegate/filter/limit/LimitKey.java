package io.tidegate.filter.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Keys of limits, which clients may have chosen. */
final class LimitKey {
    private static final int MOST = 64;

    private LimitKey() {}

    /** A long key takes no more memory than a short one; what stands for it is longer than any that stands for itself. */
    static String bounded(String key) {
        return key.length() <= MOST ? key : "sha-256:" + hash(key);
    }

    /** Tells nobody what the key is. */
    static String hash(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
