package io.tidegate.protocol;

import io.tidegate.config.RequestKey;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of a {@link RequestKey} in a handshake: what users are told apart by. */
public final class RequestKeys {
    private RequestKeys() {}

    /**
     * The value, or null if the request has none or an empty one: a client address is always there.
     *
     * @param segments named segments of the route's path
     */
    public static @Nullable String value(RequestKey key, Handshake handshake, Map<String, String> segments) {
        String value = switch (key.kind()) {
            case CLIENT_ADDRESS -> clientAddress(handshake);
            case HEADER -> handshake.headers().get(key.name());
            case COOKIE -> handshake.cookie(key.name());
            case QUERY -> handshake.queryParameter(key.name());
            case SEGMENT -> segments.get(key.name());
            case SUBJECT, CLAIM -> value(key, handshake.identity());
        };
        return value == null || value.isEmpty() ? null : value;
    }

    /** Of {@code subject} and {@code claim:NAME}: null as long as nobody knows who the client is; of anonymous ones there is no subject. */
    public static @Nullable String value(RequestKey key, Identity identity) {
        Principal principal = identity.principal();
        if (principal == null) {
            return null;
        }
        String subject = principal.isAnonymous() ? null : principal.subject();
        return key.kind() == RequestKey.Kind.SUBJECT ? subject : principal.claimText(key.name());
    }

    /** The value, or the client's address where {@link #value} has none. */
    public static String valueOrClientAddress(RequestKey key, Handshake handshake, Map<String, String> segments) {
        String value = value(key, handshake, segments);
        return value == null ? clientAddress(handshake) : value;
    }

    private static String clientAddress(Handshake handshake) {
        return address(handshake.client());
    }

    /** The address alone, without the port, which changes with every connection. */
    public static String address(InetSocketAddress client) {
        return client.isUnresolved()
                ? client.getHostString()
                : client.getAddress().getHostAddress();
    }
}
