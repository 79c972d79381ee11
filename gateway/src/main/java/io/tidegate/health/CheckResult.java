package io.tidegate.health;

/** What came of one check. */
sealed interface CheckResult {
    /** The endpoint is well. {@code nanos} is the time until that was known. */
    record Passed(long nanos) implements CheckResult {}

    /** The endpoint is not well. {@code nanos} is the time until that was known. */
    record Failed(String reason, long nanos) implements CheckResult {}

    /** It could not be asked, and {@code cause} is on our side: that says nothing of the endpoint. */
    record NotMade(Throwable cause) implements CheckResult {}
}
