package io.tidegate.config;

import java.util.Locale;

/**
 * What becomes of the sessions that a reload leaves behind; an action alone stands for the default rate.
 *
 * @param action {@code keep}: they go on; {@code drain}: they are closed with 1012, spread by {@code rate}, or moved if only
 *     their endpoint is gone and their route has {@code resume}; {@code close}: they are closed with 1012 at once
 * @param rate how fast {@code drain} ends or moves them, all event loops together
 */
public record OnRemovedConfig(
        @Default("keep") Action action, @Default("100/s") Rate rate) {
    private static final Rate STANDARD = Rate.parse("100/s");

    /** What is done with them. */
    public enum Action {
        KEEP,
        DRAIN,
        CLOSE
    }

    public static OnRemovedConfig parse(String action) {
        for (Action known : Action.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(action)) {
                return new OnRemovedConfig(known, STANDARD);
            }
        }
        throw new ConfigException("must be keep, drain or close, got " + action);
    }

    /** Whether they go on as if nothing had happened. */
    public boolean keeps() {
        return action == Action.KEEP;
    }
}
