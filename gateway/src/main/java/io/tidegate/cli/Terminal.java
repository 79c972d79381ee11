package io.tidegate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether somebody sits there. */
final class Terminal {
    private Terminal() {}

    static boolean isAtInput() {
        return isAt(0);
    }

    static boolean isAtOutput() {
        return isAt(1);
    }

    static boolean isAtError() {
        return isAt(2);
    }

    /** The JDK tells only whether input and output both are. */
    private static boolean isAt(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no such system: lines are always right
        }
    }
}
