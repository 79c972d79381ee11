package io.tidegate.e2e.peers;

/** An open WebSocket of a client that others wrote. */
public interface TestClient extends AutoCloseable {
    void text(String text);

    void binary(byte[] bytes);

    /** One text message in two frames. */
    void fragments(String first, String second);

    void ping(String payload);

    /** Starts the closing handshake. */
    void closing(int code, String reason);

    /** What the server chose; empty if nothing. */
    String subprotocol();

    /** Messages, pongs and the close that came. */
    Events events();

    /** Releases all, whether or not the closing handshake is over. */
    @Override
    void close();
}
