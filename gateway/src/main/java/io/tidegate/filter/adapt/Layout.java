package io.tidegate.filter.adapt;

import org.jspecify.annotations.Nullable;

/** How records stand in a stream of bytes: where each ends, and what is around its content. Immutable, shared. */
sealed interface Layout permits Lines, Prefixed {
    /** Where the bytes so far do not tell. */
    long UNKNOWN = -1;

    /**
     * Where the record ends that begins at {@code from}: behind all that belongs to it, which may be more than has come.
     *
     * @param seen up to where earlier calls have looked in vain, not before {@code from}
     * @param to where the bytes end that have come
     */
    long end(byte[] bytes, int from, int seen, int to);

    /** Whether the end of a message may be that of a record. */
    boolean endsWithMessage();

    /** Where the content begins of a whole record. */
    int contentFrom(byte[] bytes, int from);

    /** Where the content ends of a whole record, whose end is {@code end}. */
    int contentTo(byte[] bytes, int contentFrom, int end);

    /** Why this content cannot be a record here, one word; null if it can. */
    @Nullable
    String fault(byte[] bytes, int from, int to);

    /** Bytes that a record of {@code size} bytes of content takes. */
    int bytesOf(int size);

    /**
     * Writes a record that has no fault.
     *
     * @return where in {@code out} the next one goes
     */
    int write(byte[] bytes, int from, int to, byte[] out, int at);
}
