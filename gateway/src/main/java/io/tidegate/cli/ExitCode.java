package io.tidegate.cli;

/** What the process ends with; documented in {@code docs/troubleshooting.md}. */
final class ExitCode {
    static final int OK = 0;
    /** A fault of ours. */
    static final int BUG = 1;
    /** What {@code bench} ends with if there were errors: a result, but not a clean one. */
    static final int FAILURES = 1;

    /** Arguments or a configuration that are refused. */
    static final int REFUSED = 2;

    private ExitCode() {}
}
