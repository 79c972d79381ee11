package io.tidegate.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.tidegate.config.CircuitBreakerConfig;
import io.tidegate.config.Units;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves an upstream alone while connecting to it fails. One permission for each handshake that is being connected, given
 * back by exactly one of {@link #succeeded}, {@link #failed} and {@link #abandoned}. Shared, without locks.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final CircuitBreaker breaker;
    private final Duration time;

    Breaker(String upstream, CircuitBreakerConfig config) {
        this.time = config.time();
        this.breaker = CircuitBreaker.of(
                upstream,
                io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.custom()
                        .failureRateThreshold(config.failures())
                        .slidingWindowSize(config.window())
                        .minimumNumberOfCalls(config.minHandshakes())
                        .waitDurationInOpenState(config.time())
                        .permittedNumberOfCallsInHalfOpenState(config.probes())
                        .recordResult(Boolean.FALSE::equals)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "upstream {}: the circuit breaker is {}",
                        upstream,
                        Units.kebab(event.getStateTransition().getToState().name())));
    }

    boolean tryEnter() {
        return breaker.tryAcquirePermission();
    }

    /** An endpoint agreed, or refused for a reason of its own. */
    void succeeded(long nanos) {
        breaker.onResult(nanos, TimeUnit.NANOSECONDS, true);
    }

    /** No endpoint could be reached, or those that were failed. */
    void failed(long nanos) {
        breaker.onResult(nanos, TimeUnit.NANOSECONDS, false);
    }

    /** The client left, or had to wait for an endpoint. */
    void abandoned() {
        breaker.releasePermission();
    }

    /** {@code closed}, {@code open} or {@code half-open}. */
    String state() {
        return Units.kebab(breaker.getState().name());
    }

    /** How long it stays open. */
    Duration time() {
        return time;
    }
}
