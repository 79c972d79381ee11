package io.tidegate.filter.auth.mint;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that this node signs with. Its own is changed every day: the next one is published a day before it is used, and the
 * one before for as long after. Shared.
 */
public final class OwnKeys {
    static final Duration PERIOD = Duration.ofDays(1);

    private final Clock clock;
    private final List<SigningKey> configured = new ArrayList<>(); // guarded by this, as all below
    private final List<SigningKey> own = new ArrayList<>(); // the last but one is in use, the last is the next
    private Instant changes = Instant.MIN;

    public OwnKeys(Clock clock) {
        this.clock = clock;
    }

    /** What endpoints verify tokens with (RFC 7517, 5), as JSON. */
    public synchronized String published() {
        current();
        List<JWK> keys = new ArrayList<>();
        own.forEach(key -> keys.add(key.published()));
        configured.forEach(key -> keys.add(key.published()));
        return new JWKSet(keys).toString();
    }

    /** The one that signs now, of those that nobody configured. */
    synchronized SigningKey current() {
        Instant now = clock.instant();
        while (own.size() < 2 || !now.isBefore(changes)) {
            own.add(SigningKey.random());
            if (own.size() > 3) {
                own.removeFirst();
            }
            if (own.size() >= 2) {
                changes = now.plus(PERIOD);
            }
        }
        return own.get(own.size() - 2);
    }

    synchronized void publish(SigningKey key) {
        configured.add(key);
    }

    synchronized void withdraw(SigningKey key) {
        configured.remove(key);
    }
}
