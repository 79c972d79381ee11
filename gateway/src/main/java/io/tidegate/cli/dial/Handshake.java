package io.tidegate.cli.dial;

import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.WebSocketKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param path with the query
 * @param authority as it stands in {@code Host}
 * @param headers further ones; a {@code Host} among them wins
 * @param subprotocols offered
 */
public record Handshake(String path, String authority, HeaderList headers, List<String> subprotocols) {
    HeadWriter request(String key) {
        HeadWriter head = new HeadWriter("GET " + path + " HTTP/1.1");
        if (!headers.contains("Host")) {
            head.field("Host", authority);
        }
        head.field("Upgrade", "websocket");
        head.field("Connection", "Upgrade");
        head.field("Sec-WebSocket-Version", "13");
        head.field("Sec-WebSocket-Key", key);
        if (!subprotocols.isEmpty()) {
            head.field("Sec-WebSocket-Protocol", String.join(", ", subprotocols));
        }
        return head.fields(headers);
    }

    /** What is wrong with a 101, by the rules for a client (RFC 6455, 4.1); null if nothing is. */
    @Nullable
    String whatIsWrong(String key, HeaderList answer) {
        if (!answer.hasToken("Upgrade", "websocket") || !answer.hasToken("Connection", "upgrade")) {
            return "101 without Upgrade: websocket and Connection: upgrade";
        }
        if (!WebSocketKey.accept(key).equals(answer.get("Sec-WebSocket-Accept"))) {
            return "101 with a wrong Sec-WebSocket-Accept";
        }
        if (!subprotocols.containsAll(answer.all("Sec-WebSocket-Protocol"))) {
            return "101 with a subprotocol that was not offered";
        }
        return answer.tokens("Sec-WebSocket-Extensions").isEmpty()
                ? null
                : "101 with an extension that was not offered";
    }
}
