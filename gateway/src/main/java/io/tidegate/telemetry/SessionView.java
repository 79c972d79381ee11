package io.tidegate.telemetry;

import io.netty.util.NetUtil;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Principal;
import io.tidegate.protocol.Side;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Journey} at one moment. Has no query, since there are often secrets in it.
 *
 * @param leg which leg of a client's session this is; null for the session itself
 * @param client without port; null for a Unix domain socket
 * @param clientPort 0 for a Unix domain socket
 * @param trace id of the trace that the session is in; null where nothing is traced
 * @param principal subject of the client, where a filter knows it
 * @param attempts endpoints tried
 * @param resumes how often another endpoint took over
 * @param acceptedAt when the client was accepted
 * @param ageMillis since then
 * @param handshakeMillis from accept to 101; null before 101
 * @param clientRttMicros round trip of our last answered ping; null if there is none
 * @param fromClient what the client sent
 * @param fromUpstream what the endpoint sent
 */
public record SessionView(
        String id,
        @Nullable String leg,
        String listener,
        @Nullable String client,
        int clientPort,
        @Nullable String requestId,
        @Nullable String trace,
        @Nullable String path,
        @Nullable String route,
        @Nullable String upstream,
        @Nullable String endpoint,
        @Nullable String subprotocol,
        @Nullable String principal,
        Phase phase,
        int attempts,
        int resumes,
        Instant acceptedAt,
        long ageMillis,
        @Nullable Long handshakeMillis,
        @Nullable Long clientRttMicros,
        @Nullable Long upstreamRttMicros,
        LegTotals fromClient,
        LegTotals fromUpstream) {

    /** Called on the journey's loop. */
    public static SessionView of(Journey journey, long nowNanos) {
        InetSocketAddress client = journey.client();
        long openedNanos = journey.openedNanos();
        return new SessionView(
                journey.sessionId(),
                journey.leg(),
                journey.listener(),
                client == null ? null : host(client),
                client == null ? 0 : client.getPort(),
                journey.requestId(),
                journey.traceId(),
                journey.path(),
                journey.route(),
                journey.upstream(),
                journey.endpoint(),
                journey.subprotocol(),
                subject(journey),
                journey.phase(),
                journey.attempts(),
                journey.resumes(),
                Instant.ofEpochMilli(journey.acceptedMillis()),
                millis(nowNanos - journey.acceptedNanos()),
                openedNanos == 0 ? null : (Long) millis(openedNanos - journey.acceptedNanos()),
                rttMicros(journey, Side.CLIENT),
                rttMicros(journey, Side.UPSTREAM),
                LegTotals.of(journey.from(Side.CLIENT)),
                LegTotals.of(journey.from(Side.UPSTREAM)));
    }

    /** The same with another path. */
    SessionView withPath(String other) {
        return new SessionView(
                id,
                leg,
                listener,
                client,
                clientPort,
                requestId,
                trace,
                other,
                route,
                upstream,
                endpoint,
                subprotocol,
                principal,
                phase,
                attempts,
                resumes,
                acceptedAt,
                ageMillis,
                handshakeMillis,
                clientRttMicros,
                upstreamRttMicros,
                fromClient,
                fromUpstream);
    }

    private static @Nullable String subject(Journey journey) {
        SessionKeys keys = journey.keys();
        Principal principal = keys == null ? null : keys.identity().principal();
        return principal == null ? null : principal.subject();
    }

    static String host(InetSocketAddress client) {
        return client.getAddress() == null ? client.getHostString() : NetUtil.toAddressString(client.getAddress());
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static @Nullable Long rttMicros(Journey journey, Side side) {
        long nanos = journey.rttNanos(side);
        return nanos < 0 ? null : (Long) TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
