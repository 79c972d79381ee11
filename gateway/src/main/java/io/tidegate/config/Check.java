package io.tidegate.config;

import java.time.Duration;

/**
 * Rules of configuration records, called from their compact constructors. A refusal is a {@link ConfigException} with a
 * message that starts with the kebab-case key, relative to the record; whoever knows more adds where it stands.
 */
public final class Check {
    private Check() {}

    /** Refuses unless {@code rule} holds. {@code message} names the key, the rule and the value. */
    public static void that(boolean rule, String message) {
        if (!rule) {
            throw new ConfigException(message);
        }
    }

    public static void between(String key, long value, long least, long most) {
        that(value >= least && value <= most, key + " must be between " + least + " and " + most + ", got " + value);
    }

    public static void between(String key, Duration value, Duration least, Duration most) {
        that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key + " must be between " + Units.format(least) + " and " + Units.format(most) + ", got "
                        + Units.format(value));
    }

    public static void between(String key, ByteSize value, ByteSize least, ByteSize most) {
        that(
                value.bytes() >= least.bytes() && value.bytes() <= most.bytes(),
                key + " must be between " + least + " and " + most + ", got " + value);
    }

    public static void notBlank(String key, String value) {
        that(!value.isBlank(), key + " must not be empty");
    }

    /** Refuses what is no JSON pointer (RFC 6901). */
    public static void pointer(String key, String value) {
        that(value.isEmpty() || value.startsWith("/"), key + " must be empty or start with /, got " + value);
        boolean strayTilde = value.replace("~0", "").replace("~1", "").contains("~");
        that(!strayTilde, key + " must have ~ only in ~0 and ~1, got " + value);
    }
}
