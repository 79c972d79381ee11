package io.tidegate.e2e.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The JDK's client; it knows no extensions. */
final class JdkClient implements TestClient {
    private final Events events = new Events();
    private final HttpClient http;
    private final WebSocket socket;

    JdkClient(URI uri, @Nullable TestSite site) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(RawPeer.LIMIT);
        http = site == null
                ? builder.build()
                : builder.sslContext(site.context()).build();
        socket = http.newWebSocketBuilder()
                .subprotocols("chat")
                .buildAsync(uri, new Listener(events))
                .join();
    }

    private static final class Listener implements WebSocket.Listener {
        private final Events events;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        Listener(Events events) {
            this.events = events;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                events.text(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                events.binary(binary.toByteArray());
                binary.reset();
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
            events.add("pong " + UTF_8.decode(payload));
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            events.closed(code, reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            events.add("error " + error);
        }
    }

    @Override
    public void text(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    public void binary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    @Override
    public void fragments(String first, String second) {
        socket.sendText(first, false).join();
        socket.sendText(second, true).join();
    }

    @Override
    public void ping(String payload) {
        socket.sendPing(UTF_8.encode(payload)).join();
    }

    @Override
    public void closing(int code, String reason) {
        socket.sendClose(code, reason).join();
    }

    @Override
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        http.close();
    }
}
