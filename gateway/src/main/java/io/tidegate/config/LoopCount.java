package io.tidegate.config;

/**
 * How many event loops: a number, or {@code auto} for one per core.
 *
 * @param loops 1 to 1,024; 0 for auto
 */
public record LoopCount(int loops) {
    public static final LoopCount AUTO = new LoopCount(0);

    public LoopCount {
        Check.that(loops >= 0 && loops <= 1024, "event-loops must be auto or between 1 and 1024, got " + loops);
    }

    public static LoopCount parse(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        Check.that(text.matches("[1-9]\\d{0,3}"), "must be auto or between 1 and 1024, got " + text);
        return new LoopCount(Integer.parseInt(text));
    }

    /** The number itself, or one per core. */
    public int count() {
        return loops > 0 ? loops : Runtime.getRuntime().availableProcessors();
    }
}
