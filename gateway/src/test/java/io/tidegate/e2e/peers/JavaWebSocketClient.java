package io.tidegate.e2e.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;
import org.jspecify.annotations.Nullable;

/** Java-WebSocket's client, with permessage-deflate. */
final class JavaWebSocketClient implements TestClient {
    private final Socket socket;

    private JavaWebSocketClient(Socket socket) {
        this.socket = socket;
    }

    static TestClient open(URI uri, @Nullable TestSite site) {
        Socket socket = new Socket(uri);
        if (site != null) {
            socket.setSocketFactory(site.context().getSocketFactory());
        }
        try {
            boolean open = socket.connectBlocking(RawPeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!open && !socket.wasOpen) { // a Close may have come since
                throw new AssertionError("no WebSocket at " + uri + ": " + socket.events.next());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new JavaWebSocketClient(socket);
    }

    private static final class Socket extends WebSocketClient {
        private final Events events = new Events();
        private String subprotocol = "";
        private volatile boolean wasOpen;

        Socket(URI uri) {
            super(uri, new Draft_6455(List.of(new PerMessageDeflateExtension()), List.of(new Protocol("chat"))));
            setConnectionLostTimeout(0);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            subprotocol = handshake.getFieldValue("Sec-WebSocket-Protocol");
            wasOpen = true;
        }

        @Override
        public void onMessage(String text) {
            events.text(text);
        }

        @Override
        public void onMessage(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            events.binary(copy);
        }

        @Override
        public void onWebsocketPong(WebSocket from, Framedata pong) {
            events.add("pong " + UTF_8.decode(pong.getPayloadData()));
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {
            events.closed(code, reason);
        }

        @Override
        public void onError(Exception error) {
            events.add("error " + error);
        }
    }

    @Override
    public void text(String text) {
        socket.send(text);
    }

    @Override
    public void binary(byte[] bytes) {
        socket.send(bytes);
    }

    @Override
    public void fragments(String first, String second) {
        socket.sendFragmentedFrame(Opcode.TEXT, UTF_8.encode(first), false);
        socket.sendFragmentedFrame(Opcode.TEXT, UTF_8.encode(second), true);
    }

    @Override
    public void ping(String payload) {
        PingFrame ping = new PingFrame();
        ping.setPayload(UTF_8.encode(payload));
        socket.sendFrame(ping);
    }

    @Override
    public void closing(int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public String subprotocol() {
        return socket.subprotocol;
    }

    @Override
    public Events events() {
        return socket.events;
    }

    @Override
    public void close() {
        try {
            socket.closeBlocking();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
