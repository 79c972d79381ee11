package io.tidegate.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that sends just the bytes it is told to; each character is one. */
final class RawClient implements AutoCloseable {
    /** A handshake as browsers send it, for {@code /chat/a}. */
    static final String UPGRADE = """
            GET /chat/a HTTP/1.1\r
            Host: example.com\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;

    private final SocketChannel socket;

    RawClient(SocketAddress address) throws IOException {
        socket = SocketChannel.open(address);
    }

    /** The handshake with fields more, each with its CR LF. */
    static String upgradeWith(String fields) {
        return UPGRADE.substring(0, UPGRADE.length() - 2) + fields + "\r\n";
    }

    SocketAddress address() throws IOException {
        return socket.getLocalAddress();
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
        return this;
    }

    <T> void set(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    RawClient sendEnd() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Everything until the end of the stream; a reset ends it too. */
    String readToEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try {
            while (socket.read(buffer.clear()) >= 0) {
                text.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            }
        } catch (IOException reset) {
            text.append("<reset>");
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
