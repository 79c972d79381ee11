package io.tidegate.bench;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Whom a run is against.
 *
 * @param url as it was given
 * @param endpoint scheme, host and port of it
 * @param path with the query; at least {@code /}
 */
public record BenchTarget(String url, EndpointConfig endpoint, String path) {
    /**
     * Reads an address with path and query.
     *
     * @throws ConfigException if {@code url} is no address of a WebSocket
     */
    public static BenchTarget parse(String url) {
        try {
            URI uri = new URI(url);
            EndpointConfig endpoint = EndpointConfig.parse(uri.getScheme() + "://" + uri.getRawAuthority());
            Check.that(uri.getRawFragment() == null, "a fragment is not sent");
            return new BenchTarget(url, endpoint, pathOf(uri));
        } catch (URISyntaxException | ConfigException e) {
            throw new ConfigException("must be a ws: or wss: address like ws://localhost:9001/path, got " + url);
        }
    }

    /** As it stands in {@code Host}. */
    public String authority() {
        int standard = endpoint.secure() ? 443 : 80;
        return endpoint.port() == standard ? endpoint.host() : endpoint.host() + ":" + endpoint.port();
    }

    /** In ASCII: {@link URI} lets letters of other alphabets pass, HTTP does not. */
    private static String pathOf(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery();
        return URI.create(query == null ? path : path + "?" + query).toASCIIString();
    }
}
