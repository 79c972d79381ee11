package io.tidegate.telemetry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway did between two moments some seconds apart, as the console's charts show it. Rates are per second. Immutable.
 *
 * @param at the later moment
 * @param sessions open then
 * @param handshakesOpen clients with neither a session nor an ending then
 * @param fromClient what clients sent
 * @param fromUpstream what endpoints sent
 * @param handshakes by result: {@code opened}, {@code refused} (a status below 500), {@code failed}, {@code left} (without an answer)
 * @param endings by cause; those that did not occur are absent
 * @param handshakeMillis from accept to 101; absent where there was none, as below
 * @param clientRttMillis round trips of pings to clients
 * @param upstreamRttMillis round trips of pings to endpoints
 * @param loopDelayMillis the most that a task of an event loop was late
 */
public record LiveSample(
        Instant at,
        int sessions,
        int handshakesOpen,
        Traffic fromClient,
        Traffic fromUpstream,
        Map<String, Double> handshakes,
        Map<String, Double> endings,
        @Nullable Quantiles handshakeMillis,
        @Nullable Quantiles clientRttMillis,
        @Nullable Quantiles upstreamRttMillis,
        double loopDelayMillis,
        ProcessHealth process) {
    /** What one side sent, payload bytes as on the wire. */
    public record Traffic(double messages, double bytes) {}

    /** Told from a histogram's buckets, so no finer than those. */
    public record Quantiles(double p50, double p99) {}

    /**
     * The process.
     *
     * @param cpu share of the machine's processors that it used, 0 to 1; absent where the system does not tell
     * @param heapBytes in use, garbage that is not collected yet included
     * @param directBytes reserved for Netty's buffers
     * @param gcMillis that garbage collections stopped it
     */
    public record ProcessHealth(
            @Nullable Double cpu, long heapBytes, long heapMaxBytes, long directBytes, long gcMillis) {}
}
