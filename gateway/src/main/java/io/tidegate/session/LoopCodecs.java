package io.tidegate.session;

import java.security.SecureRandom;

/** What the messages of one loop's sessions are taken apart and put together with. Confined. */
final class LoopCodecs {
    private final SecureRandom random = new SecureRandom();
    private final byte[] randomBytes = new byte[4096];
    private final byte[] scratch = new byte[8 * 1024];
    private int randomLeft;

    /** For the moment; its length is a multiple of 4. */
    byte[] scratch() {
        return scratch;
    }

    /** A fresh masking key, which nobody can foresee (RFC 6455, 10.3). */
    int maskingKey() {
        if (randomLeft == 0) {
            random.nextBytes(randomBytes);
            randomLeft = randomBytes.length;
        }
        randomLeft -= 4;
        return randomBytes[randomLeft] << 24
                | (randomBytes[randomLeft + 1] & 0xFF) << 16
                | (randomBytes[randomLeft + 2] & 0xFF) << 8
                | (randomBytes[randomLeft + 3] & 0xFF);
    }
}
