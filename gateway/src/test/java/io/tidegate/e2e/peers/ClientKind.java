package io.tidegate.e2e.peers;

import io.tidegate.testing.TestSite;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The clients that others wrote. */
public enum ClientKind {
    JDK,
    JAVA_WEB_SOCKET,
    OK_HTTP;

    /** Whether its API lets a program send fragments and pings. */
    public boolean sendsSingleFrames() {
        return this != OK_HTTP;
    }

    /**
     * Opens a WebSocket, offering the subprotocol {@code chat}.
     *
     * @param site whose authority to trust; null for a plain connection
     */
    public TestClient open(URI uri, @Nullable TestSite site) {
        return switch (this) {
            case JDK -> new JdkClient(uri, site);
            case JAVA_WEB_SOCKET -> JavaWebSocketClient.open(uri, site);
            case OK_HTTP -> new OkHttpWebSocket(uri, site);
        };
    }
}
