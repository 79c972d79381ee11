package io.tidegate.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint; an address alone stands for {@code url} with the defaults. A name with several addresses is as many
 * endpoints, told apart by their address.
 *
 * @param url {@code ws://host:port} or {@code wss://host:port}, no path
 * @param weight share of the sessions relative to its neighbours; 0 (none, but sticky ones may return) to 1,000
 * @param maxSessions sessions open at once at each of its addresses; no limit of its own where absent; 1 to 10 million
 * @param backup whether it is used only when no other endpoint is up
 * @param id name in metrics, logs and the admin API; {@code host:port} where absent
 */
public record EndpointConfig(
        URI url,
        @Default("1") int weight,
        @Nullable Integer maxSessions,
        @Default("false") boolean backup,
        @Default("") String id) {
    public EndpointConfig {
        boolean webSocket = "ws".equals(url.getScheme()) || "wss".equals(url.getScheme());
        URI named = withoutUnderscores(url);
        Check.that(
                webSocket && named.getHost() != null && named.getPort() <= 65_535 && named.getPort() != 0,
                "url must be a ws://host:port or wss://host:port address, got " + url);
        Check.that(
                url.getRawPath().isEmpty() && url.getRawQuery() == null && named.getRawUserInfo() == null,
                "url must not have a path, a query or a user (a route's rewrite changes paths), got " + url);
        Check.between("weight", weight, 0, 1000);
        if (maxSessions != null) {
            Check.between("max-sessions", maxSessions, 1, 10_000_000);
        }
        id = id.isEmpty() ? hostOf(url) + ":" + portOf(url) : id;
    }

    public static EndpointConfig parse(String url) {
        try {
            return new EndpointConfig(URI.create(url), 1, null, false, "");
        } catch (IllegalArgumentException e) {
            throw new ConfigException("url must be a ws://host:port or wss://host:port address, got " + url);
        }
    }

    /** Name or address literal, an IPv6 address in brackets: as it stands in {@code Host}. */
    public String host() {
        return hostOf(url);
    }

    /** Name or address literal without brackets. */
    public String hostName() {
        return BindAddress.withoutBrackets(hostOf(url));
    }

    /** 80 or 443 where the address has none. */
    public int port() {
        return portOf(url);
    }

    /** Whether both are reached in the same way, whatever else is different. */
    public boolean leadsTo(EndpointConfig other) {
        return secure() == other.secure()
                && port() == other.port()
                && hostName().equals(other.hostName());
    }

    /** Whether the endpoint speaks TLS. */
    public boolean secure() {
        return "wss".equals(url.getScheme());
    }

    private static String hostOf(URI url) {
        String host = withoutUnderscores(url).getHost();
        return url.getRawAuthority().substring(0, host.length()); // there is no user in front
    }

    private static int portOf(URI url) {
        int port = withoutUnderscores(url).getPort();
        return port >= 0 ? port : "wss".equals(url.getScheme()) ? 443 : 80;
    }

    /**
     * The same with a letter for each underscore: {@link URI} takes no host with one, but Docker Compose makes such names of
     * its services.
     */
    private static URI withoutUnderscores(URI url) {
        return url.getHost() != null ? url : URI.create(url.toString().replace('_', 'x'));
    }
}
