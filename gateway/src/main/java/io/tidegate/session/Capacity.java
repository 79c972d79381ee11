package io.tidegate.session;

import io.tidegate.config.GatewayConfig;
import io.tidegate.transport.Descriptors;
import java.util.Objects;

/**
 * How many clients there may be, so that the process does not run out of file descriptors: a session has two, a handshake one.
 * Where that is not configured, 256 descriptors are left for all else; of the others seven eighths are for sessions and one for
 * handshakes. Shared.
 */
public final class Capacity {
    private static final int OTHERS = 256; // libraries alone are more than 120
    private static final int MOST_HANDSHAKES = 4096;

    private final long eighth; // of the descriptors
    private volatile int sessions;
    private volatile int handshakes;

    public Capacity(GatewayConfig config) {
        this(Descriptors.limit());
        follow(config);
    }

    /** As many as follow from so many descriptors. */
    Capacity(long descriptors) {
        this.eighth = (descriptors - OTHERS) / 8;
        this.sessions = standardSessions();
        this.handshakes = standardHandshakes();
    }

    /** The most sessions for which so many descriptors are enough. */
    public static long most(long descriptors) {
        return Math.max(0, descriptors - OTHERS) / 2;
    }

    /** How many sessions there may be with so many descriptors where {@code max-sessions} is not configured. */
    public static int standard(long descriptors) {
        return new Capacity(descriptors).sessions();
    }

    /** From now on {@code config} says how many. */
    public void follow(GatewayConfig config) {
        sessions = Objects.requireNonNullElse(config.maxSessions(), standardSessions());
        handshakes = Objects.requireNonNullElse(config.maxHandshakes(), standardHandshakes());
    }

    private int standardSessions() {
        return Math.clamp(eighth / 2 * 7, 1, Integer.MAX_VALUE);
    }

    private int standardHandshakes() {
        return Math.clamp(eighth, 1, MOST_HANDSHAKES);
    }

    /** Sessions, open or being opened. */
    int sessions() {
        return sessions;
    }

    /** Clients whose request has not come whole, on each of so many loops; at least 1. */
    public int handshakes(int loops) {
        return Math.max(1, handshakes / loops);
    }
}
