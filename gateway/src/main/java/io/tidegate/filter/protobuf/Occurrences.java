package io.tidegate.filter.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;

/**
 * Where the fields of one message stand on the wire, since they may come in any order, and in pieces: of what may be there
 * once, the last one counts, and pieces of a message are one message. Confined.
 */
final class Occurrences {
    static final int NONE = -1;

    private static final int FROM = 0;
    private static final int TO = 1;
    private static final int NEXT = 2;
    private static final int SIZE = 3;

    private final MessageShape shape;
    private final int[] first;
    private final int[] last;
    private final int[] chosen;
    private int[] places = new int[8 * SIZE];
    private int used;
    private boolean unknownValue;

    Occurrences(MessageShape shape) {
        this.shape = shape;
        this.first = filled(shape.fields().length);
        this.last = filled(shape.fields().length);
        this.chosen = filled(shape.oneofs);
    }

    private static int[] filled(int length) {
        int[] none = new int[length];
        Arrays.fill(none, NONE);
        return none;
    }

    /** Finds all that stands between two places; may be called again for another piece of the same message. */
    void find(Wire wire, int from, int to) throws BadMessage {
        wire.enter(from, to);
        while (!wire.isAtEnd()) {
            int tag = wire.tag();
            FieldShape field = shape.byNumber(tag >>> 3);
            if (field == null || !take(field, tag & 7, wire)) {
                wire.skip(tag);
            }
        }
    }

    /** The first place of {@code field}; {@link #NONE} if it is not there. */
    int first(FieldShape field) {
        return first[field.index];
    }

    /** The place of the same field after {@code place}; {@link #NONE} after the last. */
    int next(int place) {
        return places[place + NEXT];
    }

    /** Where the content begins, behind tag and length. */
    int from(int place) {
        return places[place + FROM];
    }

    /** Where the content ends, where it has a length or is a group; {@link #NONE} of a number. */
    int to(int place) {
        return places[place + TO];
    }

    boolean hasMemberOf(int oneof) {
        return chosen[oneof] != NONE;
    }

    /** Whether a field had a number that its closed enum does not have; it counts as absent. */
    boolean hasUnknownValue() {
        return unknownValue;
    }

    /** Whether the value that comes is one of {@code field}; if not, nothing was read. */
    private boolean take(FieldShape field, int wireType, Wire wire) throws BadMessage {
        boolean block = wireType == Wire.LENGTH && field.isPackable();
        if (wireType != field.wireType() && !block) {
            return false;
        }
        int from = wire.place();
        int to = NONE;
        switch (wireType) {
            case Wire.LENGTH -> {
                from = wire.content();
                to = wire.place();
            }
            case Wire.GROUP -> to = wire.group(field.number);
            default -> {
                if (!known(field, wire, wireType)) {
                    return true;
                }
            }
        }
        if (!block || from < to) {
            add(field, from, to);
        }
        return true;
    }

    /** Reads a number; false if it is none of its field's. */
    private boolean known(FieldShape field, Wire wire, int wireType) throws BadMessage {
        if (wireType != Wire.VARINT) {
            wire.skip(wireType);
            return true;
        }
        int number = (int) wire.varint();
        boolean known =
                field.type != FieldDescriptor.Type.ENUM || field.values().has(number);
        unknownValue |= !known;
        return known;
    }

    private void add(FieldShape field, int from, int to) {
        choose(field);
        int i = field.index;
        if (first[i] != NONE && !field.repeated && !field.isMessage()) {
            set(first[i], from, to);
            return;
        }
        int place = used;
        used += SIZE;
        if (used > places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        set(place, from, to);
        if (first[i] == NONE) {
            first[i] = place;
        } else {
            places[last[i] + NEXT] = place;
        }
        last[i] = place;
    }

    /** Of a oneof the member counts that comes last. */
    private void choose(FieldShape field) {
        if (field.oneof < 0) {
            return;
        }
        int before = chosen[field.oneof];
        if (before != NONE && before != field.index) {
            first[before] = NONE;
        }
        chosen[field.oneof] = field.index;
    }

    private void set(int place, int from, int to) {
        places[place + FROM] = from;
        places[place + TO] = to;
        places[place + NEXT] = NONE;
    }
}
