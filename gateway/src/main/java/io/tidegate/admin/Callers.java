package io.tidegate.admin;

import io.javalin.http.Context;
import io.tidegate.config.AdminClientConfig;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.AdminConfig.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Knows callers by their tokens, as digests, and by their certificates, which TLS has verified. Shared. */
final class Callers {
    private static final String BEARER = "bearer ";
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final List<OfToken> byToken = new ArrayList<>();
    private final Map<X500Principal, Caller> bySubject = new HashMap<>();

    private static final class OfToken {
        final byte[] digest;
        final Caller caller;

        OfToken(String token, Caller caller) {
            this.digest = digest(token);
            this.caller = caller;
        }
    }

    Callers(AdminConfig config) {
        if (config.token() != null) {
            byToken.add(new OfToken(config.token(), new Caller("token", Role.OPERATOR)));
        }
        config.tokens()
                .forEach(token -> byToken.add(new OfToken(token.token(), new Caller(token.name(), token.role()))));
        for (AdminClientConfig client : config.clients()) {
            bySubject.put(client.principal(), new Caller(client.name(), client.role()));
        }
    }

    /** Whether nobody is configured, so that nobody has to say who it is. */
    boolean areNone() {
        return byToken.isEmpty() && bySubject.isEmpty();
    }

    /** Null for a stranger. A token that is wrong is not made good by a certificate. */
    @Nullable
    Caller find(Context request) {
        String given = request.header("Authorization");
        return given == null ? bySubject.get(subject(request)) : ofToken(given);
    }

    /** What to tell a stranger. */
    String wanted(Context request) {
        X500Principal subject = subject(request);
        if (subject != null && request.header("Authorization") == null) {
            return "The certificate's subject, " + subject.getName(X500Principal.RFC2253)
                    + ", is that of no configured client.";
        }
        if (bySubject.isEmpty()) {
            return "Authorization must be Bearer and a configured token.";
        }
        return byToken.isEmpty()
                ? "A certificate of a configured client must be presented."
                : "Authorization must be Bearer and a configured token, or a certificate of a configured client be presented.";
    }

    /** Looks at all of them, whichever it is. */
    private @Nullable Caller ofToken(String given) {
        boolean bearer = given.toLowerCase(Locale.ROOT).startsWith(BEARER);
        byte[] guess = digest(bearer ? given.substring(BEARER.length()).strip() : "");
        Caller found = null;
        for (OfToken known : byToken) {
            found = MessageDigest.isEqual(known.digest, guess) ? known.caller : found;
        }
        return found;
    }

    private static @Nullable X500Principal subject(Context request) {
        return request.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? chain[0].getSubjectX500Principal()
                : null;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
