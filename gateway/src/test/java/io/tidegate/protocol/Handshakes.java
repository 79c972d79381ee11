package io.tidegate.protocol;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds upgrade requests for tests that have no socket. */
public final class Handshakes {
    private final HeaderList headers = new HeaderList();
    private final String path;
    private final @Nullable String query;
    private String listener = "public";
    private String host = "app.example.com";
    private String client = "192.0.2.7";
    private List<String> subprotocols = List.of();
    private @Nullable X509Certificate certificate;

    private Handshakes(String target) {
        int mark = target.indexOf('?');
        path = mark < 0 ? target : target.substring(0, mark);
        query = mark < 0 ? null : target.substring(mark + 1);
    }

    /** Of a path and, after {@code ?}, a query. */
    public static Handshakes to(String target) {
        return new Handshakes(target);
    }

    public Handshakes host(String name) {
        host = name;
        return this;
    }

    public Handshakes header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public Handshakes listener(String name) {
        listener = name;
        return this;
    }

    public Handshakes client(String address) {
        client = address;
        return this;
    }

    public Handshakes showing(X509Certificate verified) {
        certificate = verified;
        return this;
    }

    public Handshakes offering(String... names) {
        subprotocols = List.of(names);
        return this;
    }

    public Handshake build() {
        return new Handshake(
                "session-1",
                listener,
                new InetSocketAddress(client, 40_000),
                new InetSocketAddress(client, 40_000),
                false,
                false,
                certificate,
                host,
                path,
                query,
                headers,
                subprotocols,
                new HeaderList(),
                new ArrayList<>(),
                new HeaderList(),
                new Withheld(),
                new Identity());
    }
}
