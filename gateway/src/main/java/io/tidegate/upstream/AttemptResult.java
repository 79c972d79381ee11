package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.protocol.HeaderList;
import io.tidegate.telemetry.AttemptOutcome;

/** What came of one attempt to open a WebSocket at an endpoint. */
public sealed interface AttemptResult {
    /** The word for it in metrics. */
    default String label() {
        return switch (this) {
            case Connected _ -> "connected";
            case Refused _ -> "refused";
            case Failed failed -> failed.status() == 504 ? "timed-out" : "failed";
        };
    }

    /** What is told of it, {@code nanos} after its start. */
    default AttemptOutcome outcome(long nanos) {
        return switch (this) {
            case Connected _ -> new AttemptOutcome(label(), 101, "", nanos);
            case Refused refused ->
                new AttemptOutcome(label(), refused.status(), "answered " + refused.status(), nanos);
            case Failed failed -> new AttemptOutcome(label(), 0, failed.reason(), nanos);
        };
    }

    /**
     * The endpoint agreed, and its answer was verified.
     *
     * @param rest bytes behind its answer; whoever gets the result takes them over
     */
    record Connected(Channel channel, UpgradeAnswer answer, ByteBuf rest) implements AttemptResult {}

    /**
     * The endpoint answered with a status of its own.
     *
     * @param status 300 to 599
     * @param headers end to end
     * @param body each byte a character (ISO 8859-1); empty if it was over 64 KiB
     */
    record Refused(int status, HeaderList headers, String body) implements AttemptResult {
        /** Whether another endpoint may do better. */
        public boolean retryable() {
            return status >= 502 && status <= 504;
        }
    }

    /**
     * No answer that could be passed on.
     *
     * @param status for the client: 502 or 504
     * @param reason for the log, names the endpoint's fault
     * @param retryable whether another endpoint may be tried: nothing of an answer had come
     * @param asked whether the client's request had been sent, so that it may be what the endpoint failed at
     */
    record Failed(int status, String reason, boolean retryable, boolean asked) implements AttemptResult {}
}
