package io.tidegate.telemetry;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.protocol.CloseExchange;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One line of the access log. Immutable.
 *
 * @param principal as it is written; null for nothing
 * @param query null where it is not to be logged
 * @param agent what the client says that it is
 * @param ending null in the line of a session's open
 * @param openMillis from 101 to the end; 0 for a client that got none
 * @param clientClose how far the closing handshake came; null for a client that got no 101
 */
record AccessLine(
        Instant at,
        SessionView session,
        @Nullable String principal,
        @Nullable String query,
        @Nullable String agent,
        @Nullable Ending ending,
        long openMillis,
        @Nullable CloseExchange clientClose,
        @Nullable CloseExchange upstreamClose) {

    /**
     * Called on the journey's loop.
     *
     * @param session the journey as it is now
     */
    static AccessLine of(Journey journey, SessionView session, @Nullable Ending ending, AccessLogConfig config) {
        long openNanos = journey.openedNanos() == 0 ? 0 : System.nanoTime() - journey.openedNanos();
        return new AccessLine(
                Instant.ofEpochMilli(System.currentTimeMillis()),
                session,
                written(session.principal(), config.principal()),
                config.query() ? journey.query() : null,
                journey.agent(),
                ending,
                TimeUnit.NANOSECONDS.toMillis(openNanos),
                journey.close(Side.CLIENT),
                journey.close(Side.UPSTREAM));
    }

    private static @Nullable String written(@Nullable String subject, AccessLogConfig.Principal how) {
        if (subject == null) {
            return null;
        }
        return switch (how) {
            case SUBJECT -> subject;
            case HASHED -> hash(subject);
            case NONE -> null;
        };
    }

    /** Enough of it that no two users share one. */
    private static String hash(String subject) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code open} or {@code end}. */
    String event() {
        return ending == null ? "open" : "end";
    }

    /** Tells all fields after time and event, in the order in which they are written; values that are absent are null. */
    void tell(BiConsumer<String, @Nullable Object> field) {
        field.accept("session", session.id());
        field.accept("leg", session.leg());
        field.accept("principal", principal);
        field.accept("request-id", session.requestId());
        field.accept("trace", session.trace());
        field.accept("listener", session.listener());
        field.accept("client", session.client());
        field.accept("client-port", session.client() == null ? null : session.clientPort());
        field.accept("path", session.path());
        field.accept("query", query);
        field.accept("route", session.route());
        field.accept("upstream", session.upstream());
        field.accept("endpoint", session.endpoint());
        field.accept("subprotocol", session.subprotocol());
        field.accept("user-agent", agent);
        field.accept("attempts", session.attempts());
        field.accept("handshake-millis", session.handshakeMillis());
        if (ending != null) {
            tellEnd(ending, field);
        }
    }

    private void tellEnd(Ending end, BiConsumer<String, @Nullable Object> field) {
        field.accept("phase", end.phase().label());
        field.accept("cause", end.cause().label());
        field.accept("ended-by", end.cause().endedBy());
        field.accept("code", end.code());
        field.accept("reason", end.reason());
        field.accept("client-close", label(clientClose));
        field.accept("upstream-close", label(upstreamClose));
        field.accept("resumes", session.resumes());
        field.accept("duration-millis", openMillis);
        field.accept("client-messages", session.fromClient().messages());
        field.accept("client-bytes", session.fromClient().bytes());
        field.accept("upstream-messages", session.fromUpstream().messages());
        field.accept("upstream-bytes", session.fromUpstream().bytes());
        field.accept("client-rtt-micros", session.clientRttMicros());
        field.accept("upstream-rtt-micros", session.upstreamRttMicros());
    }

    private static @Nullable String label(@Nullable CloseExchange close) {
        return close == null ? null : close.label();
    }
}
