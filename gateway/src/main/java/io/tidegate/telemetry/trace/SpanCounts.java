package io.tidegate.telemetry.trace;

/** Told what becomes of spans. From any thread. */
public interface SpanCounts {
    /** The receiver has taken them. */
    void exported(int spans);

    /** They were lost since too many waited. */
    void dropped(int spans);

    /** They were lost since the receiver did not want them, or could not be reached until the end. */
    void failed(int spans);

    /** Some were sent to the receiver, and taken or not. */
    void pushed(boolean taken);
}
