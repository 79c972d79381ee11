package io.tidegate.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.AdminConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every request to the admin address: with a token its sender must know it; without one the request must
 * have been meant for this host, so that a web page elsewhere cannot reach it through a name of its own. The client script is
 * for everybody. Shared.
 */
final class AdminGuard implements Handler {
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);
    private static final String BEARER = "bearer ";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml"; // RFC 9512

    private final byte @Nullable [] token;
    private final String ownHost;

    AdminGuard(AdminConfig config) {
        String configured = config.token();
        this.token = configured == null ? null : configured.getBytes(StandardCharsets.UTF_8);
        this.ownHost = config.address().host().toLowerCase(Locale.ROOT);
    }

    @Override
    public void handle(Context request) {
        if (READS.contains(request.method()) && ClientScript.isAt(request.path())) {
            return;
        }
        if (token == null) {
            requireOwnHost(request);
        } else {
            requireToken(request, token);
        }
        if (!READS.contains(request.method())) {
            requireOwnOrigin(request);
            requireType(request);
        }
    }

    private void requireOwnHost(Context request) {
        String host = withoutBrackets(request.req().getServerName()).toLowerCase(Locale.ROOT);
        if (!host.equals("localhost") && !host.equals(ownHost) && !isLoopback(host)) {
            throw new HttpResponseException(421, "Host must be localhost, a loopback address or the configured one.");
        }
    }

    private static void requireToken(Context request, byte[] token) {
        String given = Objects.requireNonNullElse(request.header("Authorization"), "");
        boolean bearer = given.toLowerCase(Locale.ROOT).startsWith(BEARER);
        String guess = bearer ? given.substring(BEARER.length()).strip() : "";
        if (!MessageDigest.isEqual(token, guess.getBytes(StandardCharsets.UTF_8))) {
            request.header("WWW-Authenticate", "Bearer realm=\"tidegate\"");
            throw new HttpResponseException(401, "Authorization must be Bearer and the configured token.");
        }
    }

    /** A browser names the page's origin with every write; programs send none. */
    private static void requireOwnOrigin(Context request) {
        String origin = request.header("Origin");
        if (origin != null && !isOwn(origin, request.header("Host"))) {
            throw new HttpResponseException(403, "Origin must be this host.");
        }
    }

    /** One that a page elsewhere cannot send without being asked about first. */
    private static void requireType(Context request) {
        boolean hasBody = request.req().getContentLengthLong() > 0 || request.header("Transfer-Encoding") != null;
        String given = Objects.requireNonNullElse(request.contentType(), "");
        String type = given.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        boolean yaml = request.path().equals(ConfigApi.PATH);
        if (hasBody && !type.equals(JSON) && !(yaml && type.equals(YAML))) {
            throw new HttpResponseException(415, "Content-Type must be " + (yaml ? YAML + " or " : "") + JSON + ".");
        }
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
