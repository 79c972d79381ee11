package io.tidegate.e2e.peers;

import io.tidegate.testing.TestSite;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Jetty's server. */
public final class JettyServer implements EchoServer {
    private final Events events = new Events();
    private final Server server = new Server();
    private final ServerConnector connector;

    /** Listens when this returns; with TLS if there is a site. */
    public JettyServer(@Nullable TestSite site) throws Exception {
        connector = site == null ? new ServerConnector(server, 1, 1) : new ServerConnector(server, 1, 1, tls(site));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, this::configure));
        server.start();
    }

    private static SslContextFactory.Server tls(TestSite site) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(site.context());
        return tls;
    }

    private void configure(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(MAX_BYTES);
        container.setMaxBinaryMessageSize(MAX_BYTES);
        container.addMapping("/*", (request, response, callback) -> {
            if (request.hasSubProtocol("chat")) {
                response.setAcceptedSubProtocol("chat");
            }
            return new Echo(events);
        });
    }

    /** Public, as Jetty wants it. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {
        private final Events events;

        private Echo(Events events) {
            this.events = events;
        }

        @Override
        public void onWebSocketText(String text) {
            if (text.equals("close")) {
                getSession().close(CLOSE_CODE, CLOSE_REASON, Callback.NOOP);
            } else {
                getSession().sendText(text, Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
            getSession().sendBinary(bytes, callback);
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            // the close that follows tells enough
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            events.closed(code, reason == null ? "" : reason);
            callback.succeed();
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public String toString() {
        return "Jetty server";
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
