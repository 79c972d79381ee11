package io.tidegate.e2e.peers;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.DefaultSSLWebSocketServerFactory;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** Java-WebSocket's server. */
public final class JavaWebSocketServer implements EchoServer {
    private final Events events = new Events();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Echo server = new Echo();

    /** Listens when this returns; with TLS if there is a site. */
    public JavaWebSocketServer(@Nullable TestSite site) throws InterruptedException {
        if (site != null) {
            server.setWebSocketFactory(new DefaultSSLWebSocketServerFactory(site.context()));
        }
        server.setReuseAddr(true);
        server.setDaemon(true);
        server.start();
        if (!started.await(RawPeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Java-WebSocket's server did not start");
        }
    }

    private final class Echo extends WebSocketServer {
        Echo() {
            super(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    1,
                    List.of(new Draft_6455(
                            List.of(new PerMessageDeflateExtension()),
                            List.of(new Protocol("chat"), new Protocol("")))));
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {}

        @Override
        public void onMessage(WebSocket socket, String text) {
            if (text.equals("close")) {
                socket.close(CLOSE_CODE, CLOSE_REASON);
            } else {
                socket.send(text);
            }
        }

        @Override
        public void onMessage(WebSocket socket, ByteBuffer bytes) {
            socket.send(bytes);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {
            events.closed(code, reason);
        }

        @Override
        public void onError(@Nullable WebSocket socket, Exception error) {
            events.add("error " + error);
        }

        @Override
        public void onStart() {
            started.countDown();
        }
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public String toString() {
        return "Java-WebSocket server";
    }

    @Override
    public void close() {
        try {
            server.stop(1000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
