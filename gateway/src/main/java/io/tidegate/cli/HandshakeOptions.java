package io.tidegate.cli;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Token;
import io.tidegate.transport.ClientTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a client asks a server for, and how far it trusts it. */
final class HandshakeOptions {
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
            description = "Send this header field with the handshake; may be given several times.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            description = "Offer this subprotocol; may be given several times.")
    private List<String> subprotocols = new ArrayList<>();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the authorities in this PEM file instead of the JDK's.")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "Trust any certificate.")
    private boolean insecure;

    /** @throws ConfigException if the file of {@code --ca} is refused */
    ClientTls tls() {
        try {
            return ClientTls.load(new UpstreamTlsConfig(!insecure, ca, null, null, null));
        } catch (ConfigException e) {
            throw new ConfigException(e.faults().stream()
                    .map(fault -> fault.replaceFirst("^tls\\.ca", "--ca"))
                    .toList());
        }
    }

    /** @throws ConfigException if one is refused */
    HeaderList headers() {
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

    /** @throws ConfigException if one is refused */
    List<String> subprotocols() {
        subprotocols.forEach(name -> Check.that(Token.isToken(name), "--subprotocol must be a token, got " + name));
        return subprotocols;
    }
}
