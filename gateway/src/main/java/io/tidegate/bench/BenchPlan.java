package io.tidegate.bench;

import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.Rate;
import io.tidegate.protocol.HeaderList;
import io.tidegate.transport.ClientTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do.
 *
 * @param connections open at once; 1 to 1 million
 * @param warmUp before anything counts; 0 s to 1 h
 * @param duration of what counts; 10 ms to 2 d
 * @param transport how the generator's sockets are driven
 * @param eventLoops that share the connections; at least 1
 */
public record BenchPlan(
        BenchTarget target,
        BenchMode mode,
        int connections,
        Sending sending,
        Connecting connecting,
        Duration warmUp,
        Duration duration,
        TransportChoice transport,
        int eventLoops) {
    /** As good as no bound; the messages' numbers in a {@link Stamp} must not meet, which have 24 bits. */
    public static final int MOST_IN_FLIGHT = 1 << 22;

    /**
     * What is sent in mode {@link BenchMode#ECHO}.
     *
     * @param inFlight messages of a connection without an answer; 1 to 4 million
     * @param rate of all connections together, at most 10 million a second; null: as fast as answers come
     * @param size of a message's payload; 16 B, for the stamp in it, to 64 MiB
     * @param text whether messages are text instead of binary
     */
    public record Sending(int inFlight, @Nullable Rate rate, ByteSize size, boolean text) {
        public Sending {
            Check.that(rate == null || rate.intervalNanos() >= 100, "--rate must be at most 10000000/s, got " + rate);
            Check.between("--in-flight", inFlight, 1, MOST_IN_FLIGHT);
            Check.between("--size", size, new ByteSize(Stamp.BYTES), ByteSize.ofMiB(64));
        }
    }

    /**
     * How connections are opened.
     *
     * @param rate of attempts, all together; null: no limit
     * @param atOnce attempts under way at once; 1 to 100,000
     * @param timeout for TCP, TLS and the WebSocket handshake together; 10 ms to 1 h
     * @param headers sent with each handshake over those that it needs
     * @param subprotocols offered, in this order
     * @param tls for {@code wss}; null for {@code ws}
     * @param sources local addresses to connect from, in turn; empty: the system's choice
     */
    public record Connecting(
            @Nullable Rate rate,
            int atOnce,
            Duration timeout,
            HeaderList headers,
            List<String> subprotocols,
            @Nullable ClientTls tls,
            List<InetAddress> sources) {
        public Connecting {
            Check.between("--connecting", atOnce, 1, 100_000);
            Check.between("--connect-timeout", timeout, Duration.ofMillis(10), Duration.ofHours(1));
            subprotocols = List.copyOf(subprotocols);
            sources = List.copyOf(sources);
        }
    }

    public BenchPlan {
        Check.between("--connections", connections, 1, 1_000_000);
        Check.between("--warm-up", warmUp, Duration.ZERO, Duration.ofHours(1));
        Check.between("--duration", duration, Duration.ofMillis(10), Duration.ofDays(2));
        Check.that(sending.rate() == null || mode == BenchMode.ECHO, "--rate is for the mode echo only");
    }

    /** Nanoseconds between two messages of one connection at the rate; 0 if there is none. */
    double intervalNanos() {
        Rate rate = sending.rate();
        return rate == null ? 0 : (double) rate.per().toNanos() * connections / rate.events();
    }
}
