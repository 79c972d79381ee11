package io.tidegate.upstream;

import io.tidegate.config.StickyConfig;
import io.tidegate.protocol.Handshake;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that brings a client back to its endpoint. Shared, immutable. Its value is a keyed digest of the upstream's
 * name and the endpoint's id (HMAC-SHA256 cut to 128 bits, RFC 2104 section 5): it shows neither, nobody without the
 * secret can make one, and every node with the secret makes the same, also after a restart. It is not decrypted but
 * compared with the values of the endpoints that there are, so one that fits none is as good as none.
 */
final class StickyCookie {
    /** First byte of a value: another scheme takes another, and this one's cookies then fit nothing. */
    private static final byte VERSION = 1;

    private static final int DIGEST_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final String upstream;
    private final StickyConfig config;
    private final SecretKeySpec key;

    StickyCookie(String upstream, StickyConfig config) {
        this.upstream = upstream;
        this.config = config;
        this.key = new SecretKeySpec(config.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The endpoints by the value that brings a client back to them. */
    Map<String, Endpoint> byValue(List<Endpoint> endpoints) {
        Map<String, Endpoint> byValue = HashMap.newHashMap(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            byValue.put(value(endpoint), endpoint);
        }
        return byValue;
    }

    /** What the client sent, whether it fits or not. */
    @Nullable
    String sentBy(Handshake handshake) {
        return handshake.cookie(config.cookie());
    }

    /** The {@code Set-Cookie} field value that binds the client to {@code endpoint}; null if it is already. */
    @Nullable
    String setCookie(Endpoint endpoint, Handshake handshake) {
        String value = value(endpoint);
        return value.equals(sentBy(handshake)) ? null : config.cookie() + "=" + value + attributes();
    }

    /**
     * A cookie only for TLS also comes with handshakes of pages from other sites: without {@code SameSite=None} browsers
     * would leave it out, and they take that only along with {@code Secure}.
     */
    private String attributes() {
        String maxAge =
                config.maxAge() == null ? "" : "; Max-Age=" + config.maxAge().toSeconds();
        return "; Path=/" + maxAge + "; HttpOnly" + (config.secure() ? "; Secure; SameSite=None" : "; SameSite=Lax");
    }

    private String value(Endpoint endpoint) {
        byte[] digest = digest(upstream + "\0" + endpoint.id());
        byte[] value = new byte[1 + DIGEST_BYTES];
        value[0] = VERSION;
        System.arraycopy(digest, 0, value, 1, DIGEST_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    private byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
