package io.tidegate.filter.adapt;

import org.jspecify.annotations.Nullable;

/**
 * A call in a JSON-RPC message, by where it stands there, in bytes.
 *
 * @param id of a request or an answer; null of what has none
 * @param reference the id of another request that it is about, such as one that is to be cancelled; null if there is none
 */
record Call(
        Kind kind,
        int from,
        int to,
        @Nullable Id id,
        @Nullable Id reference) {
    /** What it is. */
    enum Kind {
        REQUEST,
        ANSWER,
        /** A notification, or an answer to what could not be read. */
        OTHER
    }

    /**
     * An id as it stands there.
     *
     * @param key what tells it apart from all others, however it is written
     */
    record Id(int from, int to, String key) {
        static String ofNumber(String written) {
            return '#' + written;
        }

        static String ofString(String value) {
            return '"' + value;
        }
    }
}
