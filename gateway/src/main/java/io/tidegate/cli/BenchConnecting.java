package io.tidegate.cli;

import io.tidegate.bench.BenchPlan;
import io.tidegate.bench.BenchTarget;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code bench} that say how connections are opened. */
final class BenchConnecting {
    @Mixin
    private HandshakeOptions handshake = new HandshakeOptions();

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "For TCP, TLS and the handshake together. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--connect-rate", paramLabel = "RATE", description = "Open no more than this, such as 500/s.")
    private @Nullable Rate rate;

    @Option(
            names = "--connecting",
            paramLabel = "N",
            defaultValue = "100",
            description = "Handshakes under way at once. Default: ${DEFAULT-VALUE}.")
    private int atOnce;

    @Option(
            names = "--source",
            paramLabel = "ADDRESS",
            description = "Connect from this local address; may be given several times, for more ports.")
    private List<String> sources = new ArrayList<>();

    /** @throws ConfigException if an option is refused */
    BenchPlan.Connecting forTarget(BenchTarget target) {
        return new BenchPlan.Connecting(
                rate,
                atOnce,
                timeout,
                handshake.headers(),
                handshake.subprotocols(),
                target.endpoint().secure() ? handshake.tls() : null,
                sources.stream().map(BenchConnecting::address).toList());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--source must be an IP address of this machine, got " + text);
        }
    }
}
