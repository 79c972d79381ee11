package io.tidegate.filter.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Issuer;
import io.tidegate.testing.KeyServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of a real server, as time goes by. */
@Timeout(30)
class RemoteKeysTest {
    private final Issuer issuer = new Issuer();
    private final KeyServer server = new KeyServer(issuer.jwks());
    private final AtomicInteger changes = new AtomicInteger();
    private RemoteKeys keys;

    @AfterEach
    void close() {
        keys.close();
        server.close();
    }

    @Test
    void theyAreFetchedAgainBeforeAnybodyAsks() {
        start(Duration.ofMillis(50), Duration.ofMinutes(1));
        await(() -> server.asked() >= 3);
        KeySet before = keys.current();

        issuer.rotate();
        server.publish(issuer.jwks());

        await(() -> changes.get() == 1);
        assertThat(keys.current().keys()).isNotEqualTo(before.keys()).hasSize(1);
    }

    @Test
    void theyGoOnWhileTheyCannotBeHadAndNotForLonger() {
        start(Duration.ofMillis(100), Duration.ofSeconds(2));
        await(() -> keys.current() != null);
        long fetchedNanos = System.nanoTime();
        server.publish(500, "");
        int asked = server.asked();

        await(() -> server.asked() > asked + 1);
        assertThat(keys.current()).isNotNull();
        await(() -> keys.current() == null);
        assertThat(System.nanoTime() - fetchedNanos).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        assertThat(keys.looked().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("status 500");

        server.publish(issuer.jwks());
        await(() -> keys.current() != null);
    }

    private void start(Duration refresh, Duration maxStale) {
        var fetch = new KeyFetch(URI.create(server.url()), null, Duration.ofSeconds(5));
        keys = new RemoteKeys(server.url(), refresh, maxStale, fetch);
        keys.tellsOfChanges(changes::incrementAndGet);
        keys.start();
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(15, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }
}
