package io.tidegate.upstream;

import io.tidegate.protocol.EndToEnd;
import io.tidegate.protocol.HeadResult.Response;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.WebSocketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's 101, verified against what it was asked (RFC 6455, 4.1).
 *
 * @param headers its own fields for the client, end to end
 * @param subprotocol the one it chose, or null
 * @param deflate how it accepted compression, or null
 */
public record UpgradeAnswer(
        HeaderList headers,
        @Nullable String subprotocol,
        @Nullable PerMessageDeflate deflate) {

    /** An answer, or what is wrong with it. */
    record Verified(
            @Nullable UpgradeAnswer answer, @Nullable String fault) {}

    static Verified verify(Response response, UpgradeRequest request) {
        HeaderList headers = response.headers();
        if (!headers.hasToken("Upgrade", "websocket") || !headers.hasToken("Connection", "upgrade")) {
            return fault("101 without Upgrade: websocket and Connection: upgrade");
        }
        List<String> accepts = headers.all("Sec-WebSocket-Accept");
        if (accepts.size() != 1 || !accepts.getFirst().equals(WebSocketKey.accept(request.key()))) {
            return fault("wrong Sec-WebSocket-Accept");
        }
        List<String> subprotocols = headers.all("Sec-WebSocket-Protocol");
        if (subprotocols.size() > 1
                || !request.handshake().subprotocolsToEndpoint().containsAll(subprotocols)) {
            return fault("a subprotocol that was not offered");
        }
        String subprotocol = subprotocols.isEmpty() ? null : subprotocols.getFirst();
        List<String> extensions = headers.tokens("Sec-WebSocket-Extensions");
        if (extensions.isEmpty()) {
            return new Verified(new UpgradeAnswer(EndToEnd.fields(headers), subprotocol, null), null);
        }
        PerMessageDeflate deflate = extensions.size() == 1 ? PerMessageDeflate.acceptance(extensions.getFirst()) : null;
        if (deflate == null || request.offers().stream().noneMatch(deflate::answers)) {
            return fault("an extension that was not offered");
        }
        return new Verified(new UpgradeAnswer(EndToEnd.fields(headers), subprotocol, deflate), null);
    }

    private static Verified fault(String what) {
        return new Verified(null, what);
    }
}
