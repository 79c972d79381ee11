package io.tidegate.cli;

import io.tidegate.bench.BenchProgress;
import java.io.PrintWriter;
import java.util.Locale;

/** The progress of a run: a line a second, on a terminal the same one again and again. */
final class BenchProgressLine implements AutoCloseable {
    private final PrintWriter err;
    private final boolean quiet;
    private final boolean rewritten;
    private int shown;

    BenchProgressLine(PrintWriter err, boolean quiet) {
        this(err, quiet, Terminal.isAtError());
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
}
