package io.tidegate.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.config.ConfigParts;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the gateway as the program does, and has it do its work in place of waiting for a signal. Speaks to it by plain
 * sockets: a client library would end up in the AOT cache too. Confined to one thread.
 */
final class Rehearsal implements Program, Stop {
    private static final int SESSIONS = 3000; // as many as show the JVM what is worth compiling: docs/performance.md
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] MESSAGE = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, 'h', 'i'};
    private static final byte[] ECHO = {(byte) 0x81, 2, 'h', 'i'};
    private static final byte[] CLOSE = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8};

    private final Program program;
    private @Nullable Running running;

    Rehearsal(Program program) {
        this.program = program;
    }

    @Override
    public Running start(GatewayConfig config, ConfigLoad load) {
        Running started = program.start(config, load);
        running = started;
        return started;
    }

    @Override
    public void check(ConfigParts parts) {
        program.check(parts);
    }

    @Override
    public void await() {
        Running gateway = Objects.requireNonNull(running, "a gateway that has started");
        SocketAddress listener = gateway.address("public");
        try {
            expect("200", get(listener, "/healthz"));
            expect("404", get(listener, "/nowhere"));
            for (int i = 0; i < SESSIONS; i++) {
                hold(listener, i % 2 == 0 ? "/plain/room" : "/secure/room");
            }
            for (String page : List.of("/healthz", "/metrics", "/api/v1/sessions", "/api/v1/upstreams")) {
                expect("200", get(Objects.requireNonNull(gateway.adminAddress(), "admin"), page));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One session: a message there and back, and the closing handshake. */
    private static void hold(SocketAddress listener, String path) throws IOException {
        try (Socket socket = connect(listener)) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Origin: https://example.com\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    .getBytes(ISO_8859_1));
            expect("101", head(in));
            out.write(MESSAGE);
            if (!Arrays.equals(in.readNBytes(ECHO.length), ECHO)) {
                throw new IOException("no echo of a message on " + path);
            }
            out.write(CLOSE);
            in.readAllBytes();
        }
    }

    private static String get(SocketAddress address, String path) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no answer but " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void expect(String status, String answer) throws IOException {
        if (!answer.startsWith("HTTP/1.1 " + status)) {
            throw new IOException("expected " + status + ", got " + answer);
        }
    }

    private static Socket connect(SocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ((InetSocketAddress) address).getPort()),
                TIMEOUT_MILLIS);
        return socket;
    }
}
