package io.tidegate.net;

import io.tidegate.net.RequestVerdict.HealthCheck;
import io.tidegate.net.RequestVerdict.Invalid;
import io.tidegate.net.RequestVerdict.Upgrade;
import io.tidegate.net.RequestVerdict.Valid;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.RequestTarget;
import io.tidegate.protocol.TargetResult;
import io.tidegate.protocol.Token;
import io.tidegate.protocol.WebSocketKey;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client's request must be (RFC 9112, 3.2; RFC 6455, 4.2.1). */
final class RequestRules {
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String SPOKEN = "13";
    private static final String SUBPROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String WITH_BODY = "The request must not have a body.";

    private RequestRules() {}

    /**
     * Judges a request whose head is well-formed. Body and handshake are looked at only if the method is GET: any other is
     * refused for that. A health check may be of HTTP/1.0 and without Host, as HAProxy's are; nothing else may.
     *
     * @param health the listener's path for health checks; null if it has none
     */
    static RequestVerdict judge(Request request, boolean keepEncodedSlash, @Nullable String health) {
        return switch (RequestTarget.parse(request.target(), keepEncodedSlash)) {
            case TargetResult.Refused refused -> invalid(refused.detail());
            case RequestTarget target ->
                isHealthCheck(request, target, health)
                        ? judgeHealthCheck(request.headers(), target)
                        : judge(request, target);
        };
    }

    private static boolean isHealthCheck(Request request, RequestTarget target, @Nullable String health) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads && target.path().equals(health);
    }

    private static RequestVerdict judgeHealthCheck(HeaderList headers, RequestTarget target) {
        String fault = headers.contains("Host") ? hostFault(headers, target) : null;
        if (fault != null) {
            return invalid(fault);
        }
        return hasBody(headers) ? invalid(WITH_BODY) : HealthCheck.HEALTH_CHECK;
    }

    private static RequestVerdict judge(Request request, RequestTarget target) {
        HeaderList headers = request.headers();
        if (request.old()) {
            return new Invalid(505, "WebSocket needs HTTP/1.1.");
        }
        String hostFault = hostFault(headers, target);
        if (hostFault != null) {
            return invalid(hostFault);
        }
        String host = Objects.requireNonNull(HostField.host(headers.all("Host").getFirst()));
        if (!request.method().equals("GET")) {
            return new Valid(target, host, null);
        }
        if (hasBody(headers)) {
            return invalid(WITH_BODY);
        }
        if (!headers.hasToken("Upgrade", "websocket") || !headers.hasToken("Connection", "upgrade")) {
            return new Valid(target, host, null);
        }
        String fault = handshakeFault(headers);
        return fault != null ? invalid(fault) : new Valid(target, host, upgrade(headers));
    }

    private static @Nullable String handshakeFault(HeaderList headers) {
        List<String> versions = headers.all(VERSION);
        List<String> keys = headers.all(KEY);
        if (versions.size() != 1 || !isVersion(versions.getFirst())) {
            return "The request must have one Sec-WebSocket-Version field, a number.";
        }
        if (keys.size() != 1 || !WebSocketKey.isValid(keys.getFirst())) {
            return "The request must have one Sec-WebSocket-Key field of 16 bytes in Base64.";
        }
        String subprotocolFault = headers.contains(SUBPROTOCOLS) ? subprotocolFault(headers) : null;
        if (subprotocolFault != null) {
            return subprotocolFault;
        }
        return headers.all(EXTENSIONS).stream().allMatch(ExtensionOffers::isValid)
                ? null
                : "The Sec-WebSocket-Extensions field is not a list of extensions.";
    }

    private static @Nullable String subprotocolFault(HeaderList headers) {
        List<String> subprotocols = headers.tokens(SUBPROTOCOLS);
        if (subprotocols.isEmpty() || !subprotocols.stream().allMatch(Token::isToken)) {
            return "The Sec-WebSocket-Protocol field must be a list of names.";
        }
        return new HashSet<>(subprotocols).size() == subprotocols.size()
                ? null
                : "The Sec-WebSocket-Protocol field has a name twice.";
    }

    private static @Nullable String hostFault(HeaderList headers, RequestTarget target) {
        List<String> hosts = headers.all("Host");
        if (hosts.size() != 1) {
            return "The request must have one Host field.";
        }
        if (HostField.host(hosts.getFirst()) == null) {
            return "The Host field is not a host and a port.";
        }
        return target.authority() == null || target.authority().equalsIgnoreCase(hosts.getFirst())
                ? null
                : "The request target and the Host field name different hosts.";
    }

    private static boolean hasBody(HeaderList headers) {
        List<String> lengths = headers.all("Content-Length");
        return headers.contains("Transfer-Encoding")
                || !(lengths.isEmpty() || lengths.stream().allMatch(RequestRules::isZero));
    }

    private static Invalid invalid(String detail) {
        return new Invalid(400, detail);
    }

    /** Null for another version of the protocol. */
    private static @Nullable Upgrade upgrade(HeaderList headers) {
        String key = headers.get(KEY);
        return key != null && SPOKEN.equals(headers.get(VERSION))
                ? new Upgrade(key, headers.tokens(SUBPROTOCOLS))
                : null;
    }

    /** 0 to 255 without leading zeros (RFC 6455, 4.1). */
    private static boolean isVersion(String text) {
        if (text.equals(SPOKEN)) {
            return true;
        }
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (text.length() == 1 || text.charAt(0) != '0') && Integer.parseInt(text) <= 255;
    }

    private static boolean isZero(String contentLength) {
        return !contentLength.isEmpty() && contentLength.chars().allMatch(c -> c == '0');
    }
}
