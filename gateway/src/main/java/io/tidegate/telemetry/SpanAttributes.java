package io.tidegate.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.tidegate.filter.MessageSpans;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What spans tell of a client, by OpenTelemetry's semantic conventions; what they have no name for is below {@code tidegate}, as in the
 * access log by ECS. Never the query, nor a header field but the user agent.
 */
final class SpanAttributes {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final int LEAST_CLOSE_CODE = 1000;
    private static final int MOST_CHARACTERS = 512; // of what clients choose, since many spans may wait

    private SpanAttributes() {}

    /** Who it is, and where it went. */
    static AttributesBuilder of(Journey journey) {
        return Attributes.builder()
                .put("tidegate.session", journey.sessionId())
                .put("tidegate.leg", journey.leg())
                .put("tidegate.listener", journey.listener())
                .put("tidegate.route", journey.route())
                .put("tidegate.upstream", journey.upstream())
                .put("tidegate.endpoint", journey.endpoint())
                .put("tidegate.attempts", journey.attempts())
                .put("tidegate.request_id", journey.requestId());
    }

    /** What {@code request} was; null if there was none that is valid. */
    static void request(AttributesBuilder about, Journey journey, Trail.@Nullable Request request) {
        InetSocketAddress client = journey.client();
        if (client != null) {
            about.put("client.address", SessionView.host(client)).put("client.port", client.getPort());
        }
        if (request == null) {
            return;
        }
        boolean known = METHODS.contains(request.method());
        about.put("http.request.method", known ? request.method() : "_OTHER")
                .put("http.route", request.template())
                .put("url.scheme", request.secure() ? "https" : "http")
                .put("url.path", cut(journey.path()))
                .put("server.address", cut(request.host()))
                .put("user_agent.original", journey.agent());
    }

    /** What a handshake is called. */
    static String name(Trail.@Nullable Request request) {
        if (request == null) {
            return "handshake";
        }
        String method = METHODS.contains(request.method()) ? request.method() : "HTTP";
        return request.template() == null ? method : method + " " + request.template();
    }

    /** The words of the access log. */
    static void ending(AttributesBuilder about, Ending ending) {
        about.put("tidegate.phase", ending.phase().label())
                .put("tidegate.cause", ending.cause().label())
                .put("tidegate.ended_by", ending.cause().endedBy());
        if (isFailure(ending)) {
            about.put("error.type", ending.cause().label());
        }
    }

    /** What a client without a session was answered. */
    static void answer(AttributesBuilder about, Ending ending) {
        if (ending.code() >= LEAST_CLOSE_CODE) {
            about.put("http.response.status_code", 101).put("tidegate.close_code", ending.code());
        } else if (ending.code() > 0) {
            about.put("http.response.status_code", ending.code());
        }
    }

    /** What passed while a session was open. */
    static void traffic(AttributesBuilder about, Journey journey, Ending ending) {
        about.put("tidegate.resumes", journey.resumes())
                .put("tidegate.client_messages", journey.from(Side.CLIENT).messages())
                .put("tidegate.client_bytes", journey.from(Side.CLIENT).bytes())
                .put("tidegate.upstream_messages", journey.from(Side.UPSTREAM).messages())
                .put("tidegate.upstream_bytes", journey.from(Side.UPSTREAM).bytes());
        if (ending.code() > 0) {
            about.put("tidegate.close_code", ending.code());
        }
    }

    /** An attempt to connect; endpoints are called by their address unless the configuration says otherwise. */
    static AttributesBuilder attempt(Journey journey, AttemptOutcome outcome) {
        String endpoint = String.valueOf(journey.endpoint());
        AttributesBuilder about = Attributes.builder()
                .put("tidegate.session", journey.sessionId())
                .put("tidegate.leg", journey.leg())
                .put("tidegate.upstream", journey.upstream())
                .put("tidegate.endpoint", endpoint)
                .put("tidegate.result", outcome.result());
        int colon = endpoint.lastIndexOf(':');
        String port = endpoint.substring(colon + 1);
        if (colon > 0 && port.matches("\\d{1,5}")) {
            about.put("server.address", endpoint.substring(0, colon)).put("server.port", Integer.parseInt(port));
        }
        int status = outcome.status();
        if (status > 0) {
            about.put("http.response.status_code", status);
        }
        if (!outcome.fault().isEmpty()) {
            about.put("error.type", status > 0 ? Integer.toString(status) : outcome.result());
        }
        return about;
    }

    /** A message that carries a trace. */
    static Attributes message(MessageSpans.Passed message) {
        return Attributes.builder()
                .put("tidegate.session", message.session())
                .put("tidegate.route", message.route())
                .put("tidegate.from", message.from().label())
                .put("messaging.message.id", message.id())
                .put("messaging.message.body.size", message.bytes())
                .build();
    }

    /** Whether it is a failure of the service, rather than the doing of whoever left, or of who was not to stay. */
    static boolean isFailure(Ending ending) {
        boolean failed = isFailure(ending.cause());
        return failed || (ending.code() >= 500 && ending.code() < LEAST_CLOSE_CODE);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    private static boolean isFailure(Cause cause) {
        return switch (cause) {
            case ENDPOINT_LOST, NO_ENDPOINT, POISONED, MEMORY, OVERLOAD, INTERNAL -> true;
            case CLIENT_CLOSED,
                    CLIENT_LOST,
                    ENDPOINT_CLOSED,
                    ENDPOINT_REFUSED,
                    NO_ROUTE,
                    BAD_REQUEST,
                    REFUSED,
                    PROTOCOL,
                    TOO_BIG,
                    INVALID,
                    RATE,
                    STALLED,
                    SLOW,
                    IDLE,
                    MAX_AGE,
                    EXPIRED,
                    DRAINED,
                    REMOVED,
                    MOVED_POLITE,
                    KILLED -> false;
        };
    }
}
