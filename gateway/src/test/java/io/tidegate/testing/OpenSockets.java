package io.tidegate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts the sockets that a process has open, where the system shows that; 0 elsewhere. */
public final class OpenSockets {
    private OpenSockets() {}

    public static long here() {
        return of("self");
    }

    static long of(String pid) {
        Path folder = Path.of("/proc", pid, "fd");
        try (Stream<Path> descriptors = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return descriptors.filter(OpenSockets::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }
}
