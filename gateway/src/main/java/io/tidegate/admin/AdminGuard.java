package io.tidegate.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.AdminConfig.Role;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every request to the admin address. Where callers are configured its sender must be one, by token or certificate;
 * otherwise the request must have been meant for this host, so that a web page elsewhere cannot reach it through a name of its
 * own. Whatever does not only read is for operators. What has no secrets in it is for everybody: the files of the console, the client
 * script, published keys. Shared.
 */
final class AdminGuard implements Handler {
    private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);
    private static final String CALLER = "tidegate.caller";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml"; // RFC 9512

    private final Callers callers;
    private final String ownHost;

    AdminGuard(AdminConfig config) {
        this.callers = new Callers(config);
        this.ownHost = config.address().host().toLowerCase(Locale.ROOT);
    }

    /** Who makes the request; null if it was refused before that was known, or anybody may make it. */
    static @Nullable Caller caller(Context request) {
        return request.attribute(CALLER);
    }

    /** Who makes a request that only callers may make. */
    static Caller required(Context request) {
        return Objects.requireNonNull(caller(request));
    }

    /** Whether a request changes nothing, whatever it is for. */
    static boolean reads(Context request) {
        return READS.contains(request.method());
    }

    @Override
    public void handle(Context request) {
        if (reads(request) && isForEverybody(request.path())) {
            return;
        }
        Caller caller = requireCaller(request);
        request.attribute(CALLER, caller);
        if (!reads(request)) {
            requireOperator(caller);
            requireOwnOrigin(request);
            requireType(request);
        }
    }

    private static boolean isForEverybody(String path) {
        return ConsoleFiles.isAt(path) || ClientScript.isAt(path) || PublishedKeys.isAt(path);
    }

    private Caller requireCaller(Context request) {
        if (callers.areNone()) {
            requireOwnHost(request);
            return Caller.LOCAL;
        }
        Caller caller = callers.find(request);
        if (caller == null) {
            request.header("WWW-Authenticate", "Bearer realm=\"tidegate\"");
            throw new HttpResponseException(401, callers.wanted(request));
        }
        return caller;
    }

    private static void requireOperator(Caller caller) {
        if (caller.role() != Role.OPERATOR) {
            throw new HttpResponseException(403, "This needs the role operator.");
        }
    }

    private void requireOwnHost(Context request) {
        String host = withoutBrackets(request.req().getServerName()).toLowerCase(Locale.ROOT);
        if (!host.equals("localhost") && !host.equals(ownHost) && !isLoopback(host)) {
            throw new HttpResponseException(421, "Host must be localhost, a loopback address or the configured one.");
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
