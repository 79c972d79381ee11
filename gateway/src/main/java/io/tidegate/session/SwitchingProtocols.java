package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.upstream.UpgradeAnswer;
import org.jspecify.annotations.Nullable;

/**
 * The 101 for a client: what the endpoint agreed to, under the client's own key.
 *
 * @param deflate compression as the client is told, or null
 * @param stickyCookie value of our own {@code Set-Cookie}, behind the endpoint's, or null
 */
record SwitchingProtocols(
        Handshake handshake,
        String key,
        UpgradeAnswer answer,
        @Nullable PerMessageDeflate deflate,
        @Nullable String stickyCookie) {

    ByteBuf encode(ByteBufAllocator allocator) {
        HeadWriter head = new HeadWriter("HTTP/1.1 101 Switching Protocols");
        head.field("Upgrade", "websocket");
        head.field("Connection", "Upgrade");
        head.field("Sec-WebSocket-Accept", WebSocketKey.accept(key));
        String agreed = handshake.clientsNameOf(answer.subprotocol());
        String subprotocol = agreed == null ? handshake.withheld().marker() : agreed;
        if (subprotocol != null) {
            head.field("Sec-WebSocket-Protocol", subprotocol);
        }
        if (deflate != null) {
            head.field("Sec-WebSocket-Extensions", deflate.toString());
        }
        head.field("Tidegate-Session", handshake.sessionId());
        HeaderList ofFilters = handshake.toClient();
        for (HeaderList.Field field : answer.headers().fields()) {
            if (!ofFilters.contains(field.name()) && !field.name().equalsIgnoreCase("Tidegate-Session")) {
                head.field(field.name(), field.value());
            }
        }
        head.fields(ofFilters);
        if (stickyCookie != null) {
            head.field("Set-Cookie", stickyCookie);
        }
        return head.encode(allocator, "");
    }
}
