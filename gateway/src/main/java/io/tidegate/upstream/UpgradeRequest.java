package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import io.tidegate.config.UpstreamConfig.HostHeader;
import io.tidegate.protocol.Cookies;
import io.tidegate.protocol.EndToEnd;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.PerMessageDeflate;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade request to an endpoint: composed, not copied.
 *
 * @param handshake the client's
 * @param path as the route rewrote it
 * @param key a fresh {@code Sec-WebSocket-Key}
 * @param offers of permessage-deflate; no other extension is offered
 * @param requestId sent on as {@code X-Request-Id}
 * @param peer IP address of whoever connected to us, for {@code X-Forwarded-For}; null for a Unix domain socket
 */
public record UpgradeRequest(
        Handshake handshake,
        String path,
        String key,
        List<PerMessageDeflate> offers,
        String requestId,
        @Nullable String peer) {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";

    /** Folded names of fields that say who somebody is: only we, or a proxy that is trusted, may set them. */
    private static final Set<String> IDENTITY = Set.of("x_real_ip", "true_client_ip", "x_client_ip", "forwarded");

    private static final String FORWARDED_PREFIX = "x_forwarded_";
    private static final String OUR_PREFIX = "tidegate_";

    /** The request in bytes, for {@code endpoint}. */
    ByteBuf encode(ByteBufAllocator allocator, Upstream upstream, Endpoint endpoint) {
        String query = handshake.queryToEndpoint();
        String target = query == null ? path : path + "?" + query;
        HeadWriter head = new HeadWriter("GET " + target + " HTTP/1.1");
        head.field("Host", hostFor(upstream, endpoint));
        head.field("Upgrade", "websocket");
        head.field("Connection", "Upgrade");
        head.field("Sec-WebSocket-Version", "13");
        head.field("Sec-WebSocket-Key", key);
        List<String> subprotocols = handshake.subprotocolsToEndpoint();
        if (!subprotocols.isEmpty()) {
            head.field("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
        }
        for (PerMessageDeflate offer : offers) {
            head.field("Sec-WebSocket-Extensions", offer.toString());
        }
        return head.fields(fields(upstream.stickyCookieName())).encode(allocator, "");
    }

    /** The client's end-to-end fields as the endpoint is to see them, and ours. */
    private HeaderList fields(@Nullable String ourCookie) {
        HeaderList received = handshake.headers();
        Set<String> replaced = replaced();
        HeaderList fields = EndToEnd.fields(received, folded -> isOurs(folded, replaced));
        boolean trusted = handshake.clientTrusted();
        // whatever Connection names: a proxy may pass on a Connection field that its client made up
        String forwardedFor = String.join(", ", received.all(FORWARDED_FOR));
        String forwardedProto = received.get(FORWARDED_PROTO);
        String forwardedHost = received.get(FORWARDED_HOST);
        handshake.withheld().cookies().forEach(name -> Cookies.remove(fields, name));
        if (ourCookie != null) {
            Cookies.remove(fields, ourCookie);
        }
        String hop = peer == null ? "unknown" : peer;
        fields.add(FORWARDED_FOR, trusted && !forwardedFor.isEmpty() ? forwardedFor + ", " + hop : hop);
        String scheme = handshake.secure() ? "https" : "http";
        fields.add(FORWARDED_PROTO, trusted && forwardedProto != null ? forwardedProto : scheme);
        fields.add(FORWARDED_HOST, trusted && forwardedHost != null ? forwardedHost : hostOfClient());
        fields.add("X-Request-Id", requestId);
        fields.add("Tidegate-Session", handshake.sessionId());
        for (HeaderList.Field field : handshake.toEndpoint().fields()) {
            fields.add(field.name(), field.value());
        }
        HeaderList.Field introduction = handshake.identity().introduction();
        if (introduction != null && !handshake.toEndpoint().contains(introduction.name())) {
            fields.add(introduction.name(), introduction.value());
        }
        return fields;
    }

    private boolean isOurs(String folded, Set<String> replaced) {
        boolean forwarding = folded.startsWith(FORWARDED_PREFIX) || IDENTITY.contains(folded);
        boolean rewritten = folded.equals("x_forwarded_for")
                || folded.equals("x_forwarded_proto")
                || folded.equals("x_forwarded_host");
        return rewritten
                || (forwarding && !handshake.clientTrusted())
                || folded.startsWith(OUR_PREFIX)
                || replaced.contains(folded);
    }

    /** Folded names of what filters set or remove, and of what has a line of its own. */
    private Set<String> replaced() {
        Set<String> names = new HashSet<>(Set.of("host", "x_request_id"));
        for (HeaderList.Field field : handshake.toEndpoint().fields()) {
            names.add(HeaderList.folded(field.name()));
        }
        for (String name : handshake.removedToEndpoint()) {
            names.add(HeaderList.folded(name));
        }
        return names;
    }

    private String hostFor(Upstream upstream, Endpoint endpoint) {
        return upstream.config().host() == HostHeader.PRESERVE ? hostOfClient() : endpoint.authority();
    }

    private String hostOfClient() {
        String host = handshake.headers().get("Host");
        return host == null ? "" : host;
    }

    /** Text of an address, in the form of {@code X-Forwarded-For}: without port, IPv6 without brackets. */
    public static @Nullable String hop(@Nullable InetSocketAddress address) {
        return address == null ? null : NetUtil.toAddressString(address.getAddress());
    }
}
