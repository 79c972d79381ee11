package io.tidegate.filter;

import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What is left of the messages that a filter put in the place of one. Confined. */
final class Parts {
    private final Iterable<Message> messages;
    private final Message whole;
    private final int place;
    private final @Nullable Parts outer;
    private @Nullable Iterator<Message> left;
    private long bytes;

    /**
     * @param place of the filter that is asked about each of them first
     * @param outer those that come after all of these; null where there are none
     */
    Parts(Iterable<Message> messages, Message whole, int place, @Nullable Parts outer) {
        this.messages = messages;
        this.whole = whole;
        this.place = place;
        this.outer = outer;
    }

    int place() {
        return place;
    }

    @Nullable
    Parts outer() {
        return outer;
    }

    /** The next of them; null if there is none. May fail, as it is a plug-in that makes them. */
    @Nullable
    Message next() {
        Iterator<Message> rest = left;
        if (rest == null) {
            rest = messages.iterator();
            left = rest;
            bytes = messages instanceof Collection<Message> all ? sizeOf(all) : 0;
        }
        if (!rest.hasNext()) {
            return null;
        }
        Message part = rest.next();
        if (!part.isValid()) {
            throw new IllegalStateException("a message is valid for the call only: keep() it");
        }
        bytes = Math.max(0, bytes - part.size());
        return part.inPlaceOf(whole);
    }

    /** Bytes of those that are made already, with those outside. */
    long bytes() {
        return bytes + (outer == null ? 0 : outer.bytes());
    }

    private static long sizeOf(Collection<Message> all) {
        long size = 0;
        for (@Nullable Message each : all) {
            size += each == null ? 0 : each.size();
        }
        return size;
    }
}
