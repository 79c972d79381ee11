package io.tidegate.e2e.peers;

/**
 * A WebSocket server that echoes, speaks the subprotocol {@code chat} and permessage-deflate, and closes with 4002 and
 * "asked" when it is sent the text {@code close}.
 */
public interface EchoServer extends AutoCloseable {
    int CLOSE_CODE = 4002;
    String CLOSE_REASON = "asked";
    int MAX_BYTES = 4 * 1024 * 1024;

    int port();

    /** The closes that it saw. */
    Events events();

    @Override
    void close();
}
