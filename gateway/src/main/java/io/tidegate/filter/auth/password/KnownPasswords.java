package io.tidegate.filter.auth.password;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were right a short while ago: only a hash of each, by a key that no other process has, together with the hash that it was
 * held against, so that a changed password is not known. Shared.
 */
final class KnownPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST = 10_000;

    private final Cache<ByteBuffer, Boolean> right;
    private final SecretKeySpec key;

    /** @param stay how long each is known; none is if zero */
    KnownPasswords(Duration stay) {
        right = Caffeine.newBuilder()
                .maximumSize(stay.isZero() ? 0 : MOST)
                .expireAfterWrite(stay)
                .build();
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean has(PasswordHash hash, String password) {
        return right.getIfPresent(mark(hash, password)) != null;
    }

    void add(PasswordHash hash, String password) {
        right.put(mark(hash, password), true);
    }

    private ByteBuffer mark(PasswordHash hash, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(hash.text().getBytes(StandardCharsets.UTF_8)); // has a salt, so it names the user too
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
