package io.tidegate.e2e.peers;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** OkHttp's client, with permessage-deflate. */
final class OkHttpWebSocket implements TestClient {
    private final Events events = new Events();
    private final CompletableFuture<String> subprotocol = new CompletableFuture<>();
    private final OkHttpClient http;
    private final WebSocket socket;

    OkHttpWebSocket(URI uri, @Nullable TestSite site) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        if (site != null) {
            builder.sslSocketFactory(site.context().getSocketFactory(), site.trust());
        }
        http = builder.build();
        Request request = new Request.Builder()
                .url(uri.toString())
                .header("Sec-WebSocket-Protocol", "chat")
                .build();
        socket = http.newWebSocket(request, new Listener());
        subprotocol.orTimeout(RawPeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private final class Listener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket from, Response response) {
            subprotocol.complete(response.header("Sec-WebSocket-Protocol", ""));
        }

        @Override
        public void onMessage(WebSocket from, String text) {
            events.text(text);
        }

        @Override
        public void onMessage(WebSocket from, ByteString bytes) {
            events.binary(bytes.toByteArray());
        }

        @Override
        public void onClosing(WebSocket from, int code, String reason) {
            from.close(code, reason);
        }

        @Override
        public void onClosed(WebSocket from, int code, String reason) {
            events.closed(code, reason);
        }

        @Override
        public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
            subprotocol.completeExceptionally(failure);
            events.add("error " + failure);
        }
    }

    @Override
    public void text(String text) {
        socket.send(text);
    }

    @Override
    public void binary(byte[] bytes) {
        socket.send(ByteString.of(bytes));
    }

    @Override
    public void fragments(String first, String second) {
        throw new UnsupportedOperationException("OkHttp sends whole messages");
    }

    @Override
    public void ping(String payload) {
        throw new UnsupportedOperationException("OkHttp sends pings by itself");
    }

    @Override
    public void closing(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public String subprotocol() {
        return subprotocol.join();
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public void close() {
        socket.cancel();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
