package io.tidegate.protocol;

/** A {@link RequestTarget}, or why there is none. */
public sealed interface TargetResult permits RequestTarget, TargetResult.Refused {
    /**
     * No target that may be passed on.
     *
     * @param detail one sentence for the client
     */
    record Refused(String detail) implements TargetResult {}
}
