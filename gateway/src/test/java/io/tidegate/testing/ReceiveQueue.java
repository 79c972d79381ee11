package io.tidegate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bytes that the kernel holds for the program at the other end of a loopback connection, as Linux shows them; always
 * empty elsewhere.
 */
final class ReceiveQueue {
    private static final List<Path> TABLES = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
            .map(Path::of)
            .filter(Files::isReadable)
            .toList();
    private static final long LIMIT_NANOS = 50_000_000;

    private final Pattern row;

    private ReceiveQueue(Pattern row) {
        this.row = row;
    }

    static ReceiveQueue ofOtherEnd(Socket socket) {
        return new ReceiveQueue(Pattern.compile(String.format(
                Locale.ROOT,
                ":%04X [0-9A-F]+:%04X .. [0-9A-F]{8}:(?!00000000)", // addresses, state, bytes to send, bytes to read
                socket.getPort(),
                socket.getLocalPort())));
    }

    /** Returns when the other end has read all or has gone, or after 50 ms. */
    void awaitEmpty() {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
    }

    private boolean isEmpty() {
        for (Path table : TABLES) {
            try (Stream<String> rows = Files.lines(table)) {
                if (rows.anyMatch(line -> row.matcher(line).find())) {
                    return false;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }
}
