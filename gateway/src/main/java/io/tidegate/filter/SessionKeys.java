package io.tidegate.filter;

import io.tidegate.config.RequestKey;
import io.tidegate.protocol.ClientBlock;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.RequestKeys;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells a session's user from others: values of its handshake. After that, those that were asked for meanwhile. Confined.
 */
public final class SessionKeys {
    private final InetSocketAddress client;
    private final Identity identity;
    private Map<String, String> segments;
    private @Nullable Handshake handshake;
    private Map<RequestKey, String> known = Map.of();
    private Map<String, Object> remembered = Map.of();

    private SessionKeys(
            InetSocketAddress client, Identity identity, @Nullable Handshake handshake, Map<String, String> segments) {
        this.client = client;
        this.identity = identity;
        this.handshake = handshake;
        this.segments = segments;
    }

    /**
     * Of a session that is about to open.
     *
     * @param segments named segments of the route's path
     */
    public static SessionKeys of(Handshake handshake, Map<String, String> segments) {
        return new SessionKeys(handshake.client(), handshake.identity(), handshake, segments);
    }

    /** Of a session of which no more is known. */
    public static SessionKeys of(InetSocketAddress client) {
        return new SessionKeys(client, new Identity(), null, Map.of());
    }

    /** Who the client is, as far as filters know. */
    public Identity identity() {
        return identity;
    }

    /** The value of {@code key}; the client's address, of IPv6 its /64, where the request had none, or nobody asked while it was there. */
    public String value(RequestKey key) {
        if (key.isOfPrincipal()) {
            String value = RequestKeys.value(key, identity);
            return value == null ? address() : value;
        }
        String found = known.get(key);
        if (found != null) {
            return found;
        }
        if (handshake == null) {
            return address();
        }
        if (known.isEmpty()) {
            known = new HashMap<>();
        }
        boolean byAddress = key.kind() == RequestKey.Kind.CLIENT_ADDRESS;
        String given = byAddress ? null : RequestKeys.value(key, handshake, segments);
        found = given == null ? address() : given;
        known.put(key, found);
        return found;
    }

    /** One customer has a whole IPv6 block. */
    private String address() {
        return client.isUnresolved()
                ? client.getHostString()
                : ClientBlock.of(client.getAddress()).toString();
    }

    /** Named segments of the route's path, while the handshake is held. */
    public Map<String, String> segments() {
        return segments;
    }

    /** The handshake, while it is held; then null. */
    public @Nullable Handshake handshake() {
        return handshake;
    }

    /**
     * Keeps values of the handshake for expressions about what comes after it, beside those that are kept already.
     *
     * @param facts by name; of a map, those of its values that are asked for
     */
    public void remember(Map<String, Object> facts) {
        if (!facts.isEmpty()) {
            Map<String, Object> all = new HashMap<>(remembered);
            facts.forEach((name, value) -> all.merge(name, value, SessionKeys::both));
            remembered = Map.copyOf(all);
        }
    }

    /** What is kept of the handshake. */
    public Map<String, Object> remembered() {
        return remembered;
    }

    private static Object both(Object before, Object added) {
        if (before instanceof Map<?, ?> some && added instanceof Map<?, ?> others) {
            Map<Object, Object> all = new HashMap<>(some);
            all.putAll(others);
            return Map.copyOf(all);
        }
        return added;
    }

    /** The handshake is not held any longer. */
    public void forgetHandshake() {
        handshake = null;
        segments = Map.of();
    }
}
