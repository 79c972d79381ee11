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
 */
public record LegTotals(long messages, long frames, long controlFrames, long bytes, long pauses, long lostReplies) {
    static final LegTotals ZERO = new LegTotals(0, 0, 0, 0, 0, 0);

    static LegTotals of(LegCounters counters) {
        return new LegTotals(
                counters.messages(),
                counters.frames(),
                counters.controlFrames(),
                counters.bytes(),
                counters.pauses(),
                counters.lostReplies());
    }

    LegTotals plus(LegTotals other) {
        return new LegTotals(
                messages + other.messages,
                frames + other.frames,
                controlFrames + other.controlFrames,
                bytes + other.bytes,
                pauses + other.pauses,
                lostReplies + other.lostReplies);
    }
}
