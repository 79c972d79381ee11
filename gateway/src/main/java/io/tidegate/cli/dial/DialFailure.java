package io.tidegate.cli.dial;

/** Why a WebSocket was not opened, and what to do about it. */
public final class DialFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final Step.Name step;
    private final long nanos;
    private final String advice;

    DialFailure(Step.Name step, long nanos, Reason reason) {
        super(reason.what());
        this.step = step;
        this.nanos = nanos;
        this.advice = reason.advice();
    }

    /** What was not done. */
    public Step.Name step() {
        return step;
    }

    /** How long it took to fail. */
    public long nanos() {
        return nanos;
    }

    /** In one line. */
    public String what() {
        return String.valueOf(getMessage());
    }

    public String advice() {
        return advice;
    }
}
