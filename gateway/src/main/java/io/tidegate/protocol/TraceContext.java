package io.tidegate.protocol;

import io.tidegate.config.Percentage;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as W3C Trace Context writes it. Immutable.
 *
 * @param traceHigh the first half of the trace's id, {@code traceLow} the other; not both are 0
 * @param spanId whose place it is; not 0
 * @param sampled whether the trace is recorded, as far as whoever is there knows
 * @param state what others keep in the trace, {@code tracestate}; null for nothing
 */
public record TraceContext(
        long traceHigh,
        long traceLow,
        long spanId,
        boolean sampled,
        @Nullable String state) {
    /** The field of requests that has all but the state. */
    public static final String PARENT_FIELD = "traceparent";

    /** The field of requests that has the state. */
    public static final String STATE_FIELD = "tracestate";

    private static final int CHARS = 55;
    private static final int MOST_STATE = 512;
    private static final double WHOLE = 1_000_000;
    private static final Pattern PARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /**
     * Where a new trace begins.
     *
     * @param sample the share of traces that are recorded: those whose ids are in its part of all ids, as samplers by ratio have
     *     it, so that services with the same share record the same traces
     */
    public static TraceContext begin(Percentage sample) {
        long low = id();
        boolean sampled = Math.abs(low) < sample.millionths() / WHOLE * Long.MAX_VALUE || sample.millionths() == WHOLE;
        return new TraceContext(id(), low, id(), sampled, null);
    }

    /**
     * What a request says.
     *
     * @return null if it has none, or none that is valid
     */
    public static @Nullable TraceContext of(HeaderList request) {
        List<String> parents = request.all(PARENT_FIELD);
        TraceContext parent = parents.size() == 1 ? parse(parents.getFirst()) : null;
        String state = String.join(",", request.all(STATE_FIELD)).strip();
        return parent == null || !isState(state)
                ? parent
                : new TraceContext(parent.traceHigh, parent.traceLow, parent.spanId, parent.sampled, state);
    }

    /**
     * What {@code traceparent} says.
     *
     * @return null if it is not valid
     */
    public static @Nullable TraceContext parse(String traceparent) {
        var parts = PARENT.matcher(traceparent);
        if (traceparent.length() > MOST_STATE || !parts.matches()) {
            return null;
        }
        String version = parts.group(1);
        if (version.equals("ff") || (version.equals("00") && traceparent.length() != CHARS)) {
            return null;
        }
        String trace = parts.group(2);
        long high = HexFormat.fromHexDigitsToLong(trace, 0, 16);
        long low = HexFormat.fromHexDigitsToLong(trace, 16, 32);
        long span = HexFormat.fromHexDigitsToLong(parts.group(3));
        boolean sampled = (HexFormat.fromHexDigits(parts.group(4)) & 1) == 1;
        return (high | low) == 0 || span == 0 ? null : new TraceContext(high, low, span, sampled, null);
    }

    /** Another place in the same trace. */
    public TraceContext next() {
        return new TraceContext(traceHigh, traceLow, id(), sampled, state);
    }

    /** 32 hexadecimal digits. */
    public String traceIdText() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(traceHigh) + hex.toHexDigits(traceLow);
    }

    /** 16 hexadecimal digits. */
    public String spanIdText() {
        return HexFormat.of().toHexDigits(spanId);
    }

    /** As {@code traceparent} has it. */
    public String traceparent() {
        return "00-" + traceIdText() + "-" + spanIdText() + (sampled ? "-01" : "-00");
    }

    /** Nobody needs to be kept from foreseeing it. */
    private static long id() {
        long id = ThreadLocalRandom.current().nextLong();
        return id == 0 ? 1 : id;
    }

    /** Whether it may go on as it is. */
    private static boolean isState(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_STATE
                && text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F));
    }
}
