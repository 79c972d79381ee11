package io.tidegate.transport;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * The keys of session tickets: what a client keeps of its TLS session is sealed with one. Each certificate of a listener
 * has its own, so that a ticket is worth nothing at another name or listener. A key seals for a while, opens for as long
 * again, and is never written anywhere. Shared.
 */
final class TicketKeys {
    /** How long a key seals. */
    static final Duration PERIOD = Duration.ofHours(4);

    private final SecureRandom random = new SecureRandom();
    private final List<OpenSslSessionContext> certificates;
    private final OpenSslSessionTicketKey[] current; // guarded by this
    private volatile long sinceMillis;

    /** Gives each of {@code certificates} its first key. */
    TicketKeys(List<OpenSslSessionContext> certificates, long nowMillis) {
        this.certificates = List.copyOf(certificates);
        this.current = new OpenSslSessionTicketKey[certificates.size()];
        this.sinceMillis = nowMillis;
        for (int i = 0; i < current.length; i++) {
            current[i] = newKey();
            certificates.get(i).setTicketKeys(current[i]);
        }
    }

    /** Takes new keys if it is time; to be called before a handshake. Without handshakes old keys are not used either. */
    void rotate(long nowMillis) {
        if (isDue(nowMillis)) {
            change(nowMillis);
        }
    }

    private boolean isDue(long nowMillis) {
        long age = nowMillis - sinceMillis;
        return age >= PERIOD.toMillis() || age < 0; // negative: the clock was set back
    }

    private synchronized void change(long nowMillis) { // a lock once a period
        if (!isDue(nowMillis)) {
            return; // another loop was first
        }
        long age = nowMillis - sinceMillis;
        boolean keepsPrevious = age >= 0 && age < 2 * PERIOD.toMillis();
        for (int i = 0; i < current.length; i++) {
            takeNew(i, keepsPrevious);
        }
        sinceMillis = nowMillis;
    }

    private void takeNew(int i, boolean keepsPrevious) {
        OpenSslSessionTicketKey previous = current[i];
        current[i] = newKey();
        if (keepsPrevious) {
            certificates.get(i).setTicketKeys(current[i], previous);
        } else {
            certificates.get(i).setTicketKeys(current[i]);
        }
    }

    private OpenSslSessionTicketKey newKey() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
