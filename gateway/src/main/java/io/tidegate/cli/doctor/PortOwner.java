package io.tidegate.cli.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The process that listens on a TCP port, as Linux tells it of one's own processes, and root of all.
 *
 * @param pid 0 if it is not told
 * @param command its arguments
 */
record PortOwner(long pid, String command) {
    private static final PortOwner UNKNOWN = new PortOwner(0, "");
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";
    private static final int MOST = 80; // characters shown

    static PortOwner of(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            sockets.addAll(sockets(PROC.resolve(table), port));
        }
        if (sockets.isEmpty()) {
            return UNKNOWN;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (has(process, sockets)) {
                    String arguments = Files.readString(process.resolve("cmdline"));
                    return new PortOwner(
                            Long.parseLong(process.getFileName().toString()),
                            arguments.replace('\0', ' ').strip());
                }
            }
        } catch (IOException e) {
            return UNKNOWN;
        }
        return UNKNOWN;
    }

    boolean isKnown() {
        return pid != 0;
    }

    boolean isTidegate() {
        return command.contains("io.tidegate.Main");
    }

    String text() {
        return "process " + pid
                + (isTidegate() ? "" : " (" + command.substring(0, Math.min(MOST, command.length())) + ")");
    }

    /** As they stand in links of file descriptors. */
    private static Set<String> sockets(Path table, int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> found = new HashSet<>();
        try {
            for (String line : Files.readAllLines(table)) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length > 9 && words[1].endsWith(suffix) && words[3].equals(LISTENING)) {
                    found.add("socket:[" + words[9] + "]");
                }
            }
        } catch (IOException e) {
            return Set.of();
        }
        return Set.copyOf(found);
    }

    private static boolean has(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(link(descriptor))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // somebody else's
        }
        return false;
    }

    private static String link(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
