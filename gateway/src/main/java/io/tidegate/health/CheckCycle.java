package io.tidegate.health;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.config.HealthCheckConfig;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.upstream.Endpoint;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checks of one endpoint, one after the other; tells its upstream what they amount to. Confined. */
final class CheckCycle {
    private static final Logger LOG = LoggerFactory.getLogger(CheckCycle.class);

    private final Parts parts;
    private CheckTarget target;
    private Standing standing;
    private String reason = "";
    private @Nullable ScheduledFuture<?> next;
    private @Nullable EndpointCheck running;
    private long startNanos;
    private boolean hindered; // the last check could not be made

    /** What all cycles share. */
    record Parts(EventLoop loop, Telemetry telemetry) {}

    CheckCycle(Parts parts, CheckTarget target) {
        this.parts = parts;
        this.target = target;
        this.standing = standingOf(target.config(), true);
    }

    void start() {
        checkIn(schedule().firstNanos(random()));
    }

    /** Goes on with what its place is now; counts anew if it is to be checked otherwise. */
    void follow(CheckTarget now) {
        boolean asBefore = now.config().equals(target.config());
        target = now;
        if (!standing.isUp() && now.endpoint().condition().down() == null) { // its upstream knows it anew
            now.upstream().checkedDown(now.endpoint(), reason);
        }
        if (!asBefore) {
            stop();
            standing = standingOf(now.config(), standing.isUp());
            start();
        }
    }

    /** Ends the cycle. Nothing is told after this. */
    void stop() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        if (running != null) {
            running.cancel();
            running = null;
        }
    }

    /** Ends the cycle, and with it what it said of its endpoint. */
    void retire() {
        stop();
        if (!standing.isUp()) {
            target.upstream().checkedUp(target.endpoint());
        }
    }

    private void checkIn(long nanos) {
        next = parts.loop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    private void check() {
        next = null;
        startNanos = System.nanoTime();
        running = new EndpointCheck(target, parts.loop(), this::onEnd);
        running.start();
    }

    private void onEnd(CheckResult result) {
        running = null;
        checkIn(schedule().nextNanos(System.nanoTime() - startNanos, random()));
        switch (result) {
            case CheckResult.Passed passed -> onResult(true, passed.nanos());
            case CheckResult.Failed failed -> {
                reason = failed.reason();
                onResult(false, failed.nanos());
            }
            case CheckResult.NotMade notMade -> onHindered(notMade.cause());
        }
    }

    private void onResult(boolean passed, long nanos) {
        Endpoint endpoint = target.endpoint();
        hindered = false;
        parts.telemetry().endpointChecked(endpoint.upstream(), endpoint.id(), passed, nanos);
        if (!standing.turnedBy(passed)) {
            return;
        }
        if (standing.isUp()) {
            LOG.info("upstream {}: endpoint {} is up, its health checks pass", endpoint.upstream(), endpoint.id());
            target.upstream().checkedUp(endpoint);
        } else {
            LOG.warn("upstream {}: endpoint {} is down: {}", endpoint.upstream(), endpoint.id(), reason);
            target.upstream().checkedDown(endpoint, reason);
        }
    }

    /** The endpoint stays what it is: to run out of file descriptors must not take it down. */
    private void onHindered(Throwable cause) {
        if (!hindered) {
            Endpoint endpoint = target.endpoint();
            LOG.warn("upstream {}: endpoint {} cannot be checked", endpoint.upstream(), endpoint.id(), cause);
        }
        hindered = true;
    }

    private CheckSchedule schedule() {
        return new CheckSchedule(target.config().interval().toNanos());
    }

    private static Standing standingOf(HealthCheckConfig config, boolean up) {
        return new Standing(config.rise(), config.fall(), up);
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
