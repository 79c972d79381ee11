package io.tidegate.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run has measured. As JSON its names are in kebab-case; {@code docs/bench.md} has their meaning. What the mode does
 * not have is null, and so are times of which there was none.
 *
 * @param ended {@code duration}, {@code interrupted}, or {@code no-connections} if none was left before the time
 */
public record BenchResult(
        String url,
        String mode,
        String ended,
        double measuredSeconds,
        Settings settings,
        Connections connections,
        @Nullable Messages messages,
        @Nullable Times latencyMs,
        @Nullable Pace pace,
        @Nullable Times handshakeMs,
        Generator generator,
        List<Failure> errors) {

    /** What was asked for. */
    public record Settings(
            int connections,
            int inFlight,
            @Nullable Double ratePerSecond,
            long messageBytes,
            boolean text,
            double warmUpSeconds,
            double durationSeconds) {}

    /**
     * How many there were.
     *
     * @param opened in all; of a storm, while it was measured
     * @param openedPerSecond of a storm
     * @param openAtEnd when the measured time was over
     */
    public record Connections(long opened, @Nullable Double openedPerSecond, long openAtEnd) {}

    /**
     * Whole messages within the measured time; their payloads for bytes.
     *
     * @param received in mode echo only what is an echo
     * @param unanswered sent, or due to be sent, and never answered, until the connection or the run had ended
     */
    public record Messages(
            long sent,
            long received,
            double sentPerSecond,
            double receivedPerSecond,
            double sentBytesPerSecond,
            double receivedBytesPerSecond,
            long unanswered) {}

    /**
     * How well the rate was kept.
     *
     * @param sendDelayMs from when a message was due to when it was sent
     * @param backlogAtEnd messages that were due but not sent when the measured time was over
     * @param backlogMost the same, at its worst of all seconds
     */
    public record Pace(@Nullable Times sendDelayMs, long backlogAtEnd, long backlogMost) {}

    /**
     * The load generator itself.
     *
     * @param busiestLoopCpuPercent share of a core that its busiest event loop used
     * @param wakeUpDelayMs how late its event loops came to what was due
     * @param saturated whether it, and not the server, may have been what limited the result
     */
    public record Generator(
            int eventLoops,
            double busiestLoopCpuPercent,
            @Nullable Times wakeUpDelayMs,
            boolean saturated) {}

    /** A distribution, in milliseconds. */
    public record Times(
            long count,
            double mean,
            double p50,
            double p90,
            double p99,
            @JsonProperty("p99.9") double p999,
            @JsonProperty("p99.99") double p9999,
            double max) {
        /** Null if nothing was recorded. */
        static @Nullable Times of(Histogram nanos) {
            if (nanos.getTotalCount() == 0) {
                return null;
            }
            return new Times(
                    nanos.getTotalCount(),
                    rounded((long) nanos.getMean()),
                    rounded(nanos.getValueAtPercentile(50)),
                    rounded(nanos.getValueAtPercentile(90)),
                    rounded(nanos.getValueAtPercentile(99)),
                    rounded(nanos.getValueAtPercentile(99.9)),
                    rounded(nanos.getValueAtPercentile(99.99)),
                    rounded(nanos.getMaxValue()));
        }

        /** To microseconds: more is noise. */
        private static double rounded(long nanos) {
            return Math.round(nanos / 1000.0) / 1000.0;
        }
    }

    /**
     * What went wrong, and how often.
     *
     * @param cause a word for it
     * @param example what the first one looked like
     */
    public record Failure(String cause, long count, String example) {
        Failure plus(long more) {
            return new Failure(cause, count + more, example);
        }
    }
}
