package io.tidegate.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sessions of all routes that say so may send together, by classes that share it by their weight.
 *
 * @param name as filters of type {@code shape} call it
 * @param limit bytes of data frames, headers included, of each direction for itself
 * @param burst bytes at once after a pause; what the limit allows in 10 ms to 10 s, in 100 ms where absent
 * @param classes by name, 1 to 32: the weight by which each has its part of the limit where all want more than there is, 1 to 1,000
 */
public record BandwidthConfig(
        @Named String name, ByteRate limit, @Nullable ByteSize burst, Map<String, Integer> classes) {
    private static final int MOST_CLASSES = 32;
    private static final int MOST_WEIGHT = 1000;
    private static final Duration STANDARD_BURST = Duration.ofMillis(100);
    private static final Duration LEAST_BURST = Duration.ofMillis(10);
    private static final Duration MOST_BURST = Duration.ofSeconds(10);

    public BandwidthConfig {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        Check.that(!classes.isEmpty(), "classes must have at least one entry, as free: 1");
        Check.that(
                classes.size() <= MOST_CLASSES,
                "classes must have at most " + MOST_CLASSES + " entries, got " + classes.size());
        for (Map.Entry<String, Integer> entry : classes.entrySet()) {
            String at = "classes." + entry.getKey();
            Check.that(
                    Binder.NAME.matcher(entry.getKey()).matches(),
                    at + " must be named with a-z, 0-9 and inner -, at most 63 characters");
            Check.between(at, entry.getValue(), 1, MOST_WEIGHT);
        }
        if (burst != null) {
            Check.between("burst", burst, within(limit, LEAST_BURST), within(limit, MOST_BURST));
        }
    }

    /** Bytes that may go at once after a pause. */
    public long burstBytes() {
        return burst == null ? within(limit, STANDARD_BURST).bytes() : burst.bytes();
    }

    /** Of all classes together. */
    public int weights() {
        return classes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What the limit allows in a time, at least one byte. */
    private static ByteSize within(ByteRate limit, Duration time) {
        double parts = (double) time.toNanos() / limit.per().toNanos();
        return new ByteSize(Math.max(1, (long) (limit.size().bytes() * parts)));
    }
}
