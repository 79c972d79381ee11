package io.tidegate.cli;

import io.tidegate.bench.BenchPlan;
import io.tidegate.bench.BenchTarget;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.Rate;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Token;
import io.tidegate.transport.ClientTls;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code bench} that say how connections are opened. */
final class BenchConnecting {
    /** Folded names of fields that are the handshake's own. */
    private static final Set<String> OURS = Set.of(
            "upgrade",
            "connection",
            "sec_websocket_key",
            "sec_websocket_version",
            "sec_websocket_protocol",
            "sec_websocket_extensions");

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "Send this header field with each handshake; may be given several times.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            description = "Offer this subprotocol; may be given several times.")
    private List<String> subprotocols = new ArrayList<>();

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

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the authorities in this PEM file instead of the JDK's.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "Trust any certificate.")
    private boolean insecure;

    /** @throws ConfigException if an option is refused */
    BenchPlan.Connecting forTarget(BenchTarget target) {
        return new BenchPlan.Connecting(
                rate,
                atOnce,
                timeout,
                headerList(),
                checkedSubprotocols(),
                target.endpoint().secure() ? tls() : null,
                sources.stream().map(BenchConnecting::address).toList());
    }

    private ClientTls tls() {
        try {
            return ClientTls.load(new UpstreamTlsConfig(!insecure, ca, null, null, null));
        } catch (ConfigException e) {
            throw new ConfigException(e.faults().stream()
                    .map(fault -> fault.replaceFirst("^tls\\.ca", "--ca"))
                    .toList());
        }
    }

    private HeaderList headerList() {
        HeaderList list = new HeaderList();
        for (String header : headers) {
            int colon = header.indexOf(':');
            Check.that(colon > 0, "--header must be like 'Name: value', got " + header);
            String name = header.substring(0, colon);
            String value = header.substring(colon + 1).strip();
            Check.that(Token.isToken(name), "--header must have a valid name, got " + name);
            Check.that(
                    value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF)),
                    "--header must have a value without control characters, got " + header);
            Check.that(
                    !OURS.contains(HeaderList.folded(name)), "--header must not be one of the handshake, got " + name);
            list.add(name, value);
        }
        return list;
    }

    private List<String> checkedSubprotocols() {
        subprotocols.forEach(name -> Check.that(Token.isToken(name), "--subprotocol must be a token, got " + name));
        return subprotocols;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--source must be an IP address of this machine, got " + text);
        }
    }
}
