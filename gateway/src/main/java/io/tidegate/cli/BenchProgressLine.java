package io.tidegate.cli;

import io.tidegate.bench.BenchProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The progress of a run: a line a second, on a terminal the same one again and again. */
final class BenchProgressLine implements AutoCloseable {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintWriter err;
    private final boolean quiet;
    private final boolean rewritten;
    private int shown;

    BenchProgressLine(PrintWriter err, boolean quiet) {
        this(err, quiet, isTerminal());
    }

    BenchProgressLine(PrintWriter err, boolean quiet, boolean terminal) {
        this.err = err;
        this.quiet = quiet;
        this.rewritten = terminal;
    }

    void show(BenchProgress progress) {
        if (quiet) {
            return;
        }
        String line = text(progress);
        if (rewritten) {
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        } else {
            err.println(line);
        }
    }

    /** Leaves the terminal's line empty for the result. */
    @Override
    public void close() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
        }
    }

    private static String text(BenchProgress progress) {
        String p99 = progress.p99Nanos() == 0 ? "-" : String.format(Locale.ROOT, "%.2f ms", progress.p99Nanos() / 1e6);
        return String.format(
                Locale.ROOT,
                "%4d s  %-10s  %,d open  %,.0f/s  p99 %s  %,d errors",
                progress.seconds(),
                progress.phase(),
                progress.open(),
                progress.perSecond(),
                p99,
                progress.errors());
    }

    /** The JDK tells of standard input and output only. */
    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no such system: lines are always right
        }
    }
}
