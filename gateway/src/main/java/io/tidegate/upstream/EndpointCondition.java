package io.tidegate.upstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What decides whether an endpoint takes sessions. Immutable.
 *
 * @param mode what its operator wants
 * @param weight in place of the configured one; null where the operator gave none
 * @param upSince since when neither of the two below is there
 * @param down what its active checks found wrong; null if nothing
 * @param ejected why it is left out for a while; null if it is not
 */
public record EndpointCondition(
        Mode mode,
        @Nullable Integer weight,
        Instant upSince,
        @Nullable Trouble down,
        @Nullable Trouble ejected) {

    /** What an operator wants of an endpoint; health never overrides it. */
    public enum Mode {
        /** Takes sessions. */
        READY,
        /** Takes only clients whose cookie brings them back; open sessions stay. */
        DRAINING,
        /** Takes no session at all; open sessions stay. */
        MAINTENANCE
    }

    /** Whether an endpoint is thought to work. */
    public enum Health {
        UP,
        /** Its active checks fail. */
        DOWN,
        /** Its sessions ended badly. */
        EJECTED
    }

    /** What is wrong and since when. */
    public record Trouble(String reason, Instant since) {}

    static EndpointCondition fresh() {
        return new EndpointCondition(Mode.READY, null, Instant.now(), null, null);
    }

    public Health health() {
        return down != null ? Health.DOWN : ejected != null ? Health.EJECTED : Health.UP;
    }

    /** Why it is not up; empty if it is. */
    public String reason() {
        Trouble trouble = trouble();
        return trouble == null ? "" : trouble.reason();
    }

    /** Since when its health is what it is. */
    public Instant since() {
        Trouble trouble = trouble();
        return trouble == null ? upSince : trouble.since();
    }

    EndpointCondition with(Mode newMode, @Nullable Integer newWeight) {
        return new EndpointCondition(newMode, newWeight, upSince, down, ejected);
    }

    EndpointCondition down(String reason) {
        return new EndpointCondition(mode, weight, upSince, new Trouble(reason, Instant.now()), ejected);
    }

    EndpointCondition ejected(String reason) {
        return new EndpointCondition(mode, weight, upSince, down, new Trouble(reason, Instant.now()));
    }

    /** Checks succeed again, which also ends an ejection: it may have been for the same cause. */
    EndpointCondition up() {
        return new EndpointCondition(mode, weight, Instant.now(), null, null);
    }

    EndpointCondition readmitted() {
        return new EndpointCondition(mode, weight, Instant.now(), down, null);
    }

    private @Nullable Trouble trouble() {
        return down != null ? down : ejected;
    }
}
