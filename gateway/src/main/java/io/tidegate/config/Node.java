package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the configuration file as it was written, and where. Immutable. */
sealed interface Node {
    /** Where the value starts. */
    Place place();

    /** What stands there, for {@code got ...}. */
    String described();

    /** Keys in the order of the file. */
    record Mapping(Place place, Map<String, Entry> entries) implements Node {
        @Nullable
        Node get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        @Override
        public String described() {
            return "a mapping";
        }
    }

    /**
     * A key and its value.
     *
     * @param key where the key starts
     */
    record Entry(Place key, Node value) {}

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String described() {
            return "a list";
        }
    }

    /**
     * Text, whether or not it looks like a number: what is expected there decides.
     *
     * @param literal whether it was written as it is, and does not come from the environment or another file
     * @param from the file that it, or its last part, comes from; null if it comes from none
     * @param isText whether YAML itself takes it for text, not for a number or truth value: where anything may stand
     */
    record Scalar(
            Place place,
            String text,
            boolean literal,
            @Nullable Path from,
            boolean isText) implements Node {
        Scalar(Place place, String text, boolean literal) {
            this(place, text, literal, null, true);
        }

        @Override
        public String described() {
            return text.isEmpty() ? "an empty text" : text;
        }
    }

    /**
     * No value.
     *
     * @param written whether it is a {@code null} rather than left out
     */
    record Nothing(Place place, boolean written) implements Node {
        @Override
        public String described() {
            return written ? "null" : "nothing";
        }
    }

    /** What has been reported as a fault already, and is not judged again. */
    record Broken(Place place) implements Node {
        @Override
        public String described() {
            return "something broken";
        }
    }
}
