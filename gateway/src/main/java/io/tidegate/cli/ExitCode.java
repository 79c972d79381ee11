package io.tidegate.cli;

/** What the process ends with; documented in {@code docs/troubleshooting.md}. */
final class ExitCode {
    static final int OK = 0;
    /** A fault of ours. */
    static final int BUG = 1;
    /** A result, but not a clean one: errors of {@code bench}, a gateway that does not answer or does not do it. */
    static final int FAILURES = 1;

    /** Arguments or a configuration that are refused. */
    static final int REFUSED = 2;

    private ExitCode() {}
}
