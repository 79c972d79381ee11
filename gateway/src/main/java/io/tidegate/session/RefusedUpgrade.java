package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.WebSocketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The 101 for a client that no endpoint heard of: a Close follows at once.
 *
 * @param key of the client
 * @param subprotocol one of those that the client offers; null if there is none
 */
record RefusedUpgrade(String key, @Nullable String subprotocol, String sessionId) {
    private static final String BEARER = "bearer";

    static RefusedUpgrade of(Arrival arrival) {
        return new RefusedUpgrade(
                arrival.key(),
                echoed(arrival.handshake().subprotocols()),
                arrival.handshake().sessionId());
    }

    ByteBuf encode(ByteBufAllocator allocator) {
        HeadWriter head = new HeadWriter("HTTP/1.1 101 Switching Protocols");
        head.field("Upgrade", "websocket");
        head.field("Connection", "Upgrade");
        head.field("Sec-WebSocket-Accept", WebSocketKey.accept(key));
        if (subprotocol != null) {
            head.field("Sec-WebSocket-Protocol", subprotocol);
        }
        head.field("Tidegate-Session", sessionId);
        return head.encode(allocator, "");
    }

    /**
     * What makes browsers take the answer: they fail a handshake in which none of their subprotocols is chosen. What stands
     * behind {@code bearer} is a token, which is told nobody, so {@code bearer} itself is the last choice.
     */
    private static @Nullable String echoed(List<String> offered) {
        for (int i = 0; i < offered.size(); i++) {
            if (offered.get(i).equalsIgnoreCase(BEARER)) {
                i++; // its token
            } else {
                return offered.get(i);
            }
        }
        return offered.isEmpty() ? null : offered.getFirst();
    }
}
