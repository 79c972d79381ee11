package io.tidegate.telemetry;

/**
 * What {@link LegCounters} had counted at one moment, or the sum of several.
 *
 * @param messages complete text and binary messages
 * @param frames all frames, control frames included
 * @param controlFrames close, ping and pong frames
 * @param bytes payload bytes of data frames, as on the wire
 * @param pauses how often reading stopped because the other side could not take more
 * @param lostReplies answers to that side that could not be sent
 * @param waits how often messages began to wait for the other side
 * @param oldest messages that were dropped because no more might wait
 * @param conflated messages whose place a newer one took
 * @param undelivered messages that still waited when the session ended
 */
public record LegTotals(
        long messages,
        long frames,
        long controlFrames,
        long bytes,
        long pauses,
        long lostReplies,
        long waits,
        long oldest,
        long conflated,
        long undelivered) {
    static final LegTotals ZERO = new LegTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static LegTotals of(LegCounters counters) {
        return new LegTotals(
                counters.messages(),
                counters.frames(),
                counters.controlFrames(),
                counters.bytes(),
                counters.pauses(),
                counters.lostReplies(),
                counters.waits(),
                counters.lostTo(Loss.OLDEST),
                counters.lostTo(Loss.CONFLATED),
                counters.lostTo(Loss.UNDELIVERED));
    }

    LegTotals plus(LegTotals other) {
        return new LegTotals(
                messages + other.messages,
                frames + other.frames,
                controlFrames + other.controlFrames,
                bytes + other.bytes,
                pauses + other.pauses,
                lostReplies + other.lostReplies,
                waits + other.waits,
                oldest + other.oldest,
                conflated + other.conflated,
                undelivered + other.undelivered);
    }

    long lostTo(Loss why) {
        return switch (why) {
            case OLDEST -> oldest;
            case CONFLATED -> conflated;
            case UNDELIVERED -> undelivered;
        };
    }
}
