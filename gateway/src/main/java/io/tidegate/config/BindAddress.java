package io.tidegate.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a socket listens: {@code 0.0.0.0:8080}, {@code [::]:8080}, {@code localhost:8080}, or {@code
 * unix:/run/tidegate.sock}.
 *
 * @param host name or address without brackets; empty for a Unix domain socket
 * @param port 0 to 65535, 0 for any free one; -1 for a Unix domain socket
 * @param path of the Unix domain socket; empty otherwise
 */
public record BindAddress(String host, int port, String path) {
    private static final String UNIX = "unix:";

    /** Reads an address; a bare port is refused, so that nobody opens all interfaces by accident. */
    public static BindAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            Check.that(path.startsWith("/"), "must be unix: and an absolute path, got " + text);
            Check.that(path.length() <= 100, "must be a path of at most 100 characters, got " + text);
            return new BindAddress("", -1, path);
        }
        try {
            URI uri = new URI("tcp://" + text);
            boolean plain = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getQuery() == null;
            if (plain && uri.getPort() >= 0 && uri.getPort() <= 65535) {
                return new BindAddress(withoutBrackets(uri.getHost()), uri.getPort(), "");
            }
        } catch (URISyntaxException e) {
            throw refusal(text);
        }
        throw refusal(text);
    }

    public boolean isUnix() {
        return !path.isEmpty();
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return isUnix() || host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    @Override
    public String toString() {
        if (isUnix()) {
            return UNIX + path;
        }
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static ConfigException refusal(String text) {
        return new ConfigException("must be an address like 0.0.0.0:8080, [::]:8080 or unix:/run/x.sock, got " + text);
    }
}
