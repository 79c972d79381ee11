package io.tidegate.telemetry;

import io.tidegate.protocol.Side;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a session: three words for each event, and at most 512 bytes all told. The like of what happened a moment ago is counted
 * there. Where there is no more room the first events, how it began, and the latest stay. Confined until it is over, unchanging then.
 */
final class Timeline {
    /** Events that are kept. */
    static final int MOST = 20;

    /** Those that stay, however many follow. */
    static final int FIRST = 8;

    private static final int USUAL = 4; // admit, connect, attempt, relay
    private static final int LOOK_BACK = 4;
    private static final long BURST_MILLIS = 10_000;

    // an event's kind: 5 bits for what, 1 for the side, 4 for its word; below it its time, the seconds that it spans,
    // and whether it goes on
    private static final int AT_BITS = 40;
    private static final int SPAN_BITS = 13;
    private static final int KIND_SHIFT = AT_BITS + SPAN_BITS + 1;
    private static final long MOST_SPAN = (1L << SPAN_BITS) - 1;
    private static final long OPEN = 1L << (KIND_SHIFT - 1);
    private static final long AT = (1L << AT_BITS) - 1;

    // its figures: 28 bits for how often, below them 36 for how long
    private static final int MILLIS_BITS = 36;
    private static final long MOST_COUNT = (1L << (Long.SIZE - MILLIS_BITS)) - 1;
    private static final long MOST_MILLIS = (1L << (MILLIS_BITS - 1)) - 1;

    private long[] words = new long[2 * USUAL]; // of each event its kind and time, then its figures
    private @Nullable String[] texts = new String[USUAL];
    private int size;
    private int leftOut;
    private int worstClientMicros = -1;
    private int worstUpstreamMicros = -1;
    private boolean over;

    /** What happened, on whose side, and which of the event's words says more; null where it has none. */
    @SuppressWarnings("EnumOrdinal") // lasts no longer than the process
    static long kind(TimelineEvent event, @Nullable Side side, @Nullable String word) {
        int place = word == null ? 0 : Math.max(0, event.words().indexOf(word));
        return (long) event.ordinal() << 5 | (side == Side.UPSTREAM ? 1 : 0) << 4 | place;
    }

    /**
     * It happened once.
     *
     * @param text borrowed for as long as the timeline is there, so not made for it
     * @param at milliseconds since accept, as in all calls
     * @param millis how long it took
     */
    void add(long kind, @Nullable String text, long at, long millis) {
        if (!over) {
            figures(append(kind, text, at), 1, millis);
        }
    }

    /** It happened, perhaps again. */
    void count(long kind, @Nullable String text, long now) {
        if (over) {
            return;
        }
        int place = burst(kind, text, now);
        if (place < 0) {
            figures(append(kind, text, now), 1, 0);
        } else {
            figures(place, counted(place) + 1, now - at(place));
            span(place, now);
        }
    }

    /** It began, perhaps again, and goes on until {@link #end}. */
    void begin(long kind, @Nullable String text, long now) {
        if (over) {
            return;
        }
        end(kind, now);
        int like = burst(kind, text, now);
        int place = like < 0 ? append(kind, text, now) : like;
        figures(place, counted(place) + 1, millis(place) - (now - at(place))); // its end is added when it comes
        words[2 * place] |= OPEN;
    }

    /** What began of that kind, whatever its text, is over. Does nothing if there is none. */
    void end(long kind, long now) {
        for (int i = size - 1; i >= 0 && !over; i--) {
            if (isOpen(i) && kind(i) == kind) {
                figures(i, counted(i), millis(i) + now - at(i));
                words[2 * i] &= ~OPEN;
                span(i, now);
                return;
            }
        }
    }

    /** A ping was answered. */
    void roundTrip(Side side, long micros) {
        int bounded = (int) Math.min(micros, Integer.MAX_VALUE);
        if (side == Side.CLIENT) {
            worstClientMicros = Math.max(worstClientMicros, bounded);
        } else {
            worstUpstreamMicros = Math.max(worstUpstreamMicros, bounded);
        }
    }

    /** Nothing more happens. */
    void over(long now) {
        for (int i = 0; i < size; i++) {
            if (isOpen(i)) {
                end(kind(i), now);
            }
        }
        over = true;
    }

    int size() {
        return size;
    }

    /** Events that there was no room for, behind the {@link #FIRST}. */
    int leftOut() {
        return leftOut;
    }

    /** The longest round trip of a ping on that leg; -1 if there is none. */
    int worstMicros(Side side) {
        return side == Side.CLIENT ? worstClientMicros : worstUpstreamMicros;
    }

    @SuppressWarnings("EnumOrdinal")
    TimelineEvent event(int place) {
        return TimelineEvent.values()[(int) (kind(place) >>> 5)];
    }

    Side side(int place) {
        return (kind(place) >>> 4 & 1) == 0 ? Side.CLIENT : Side.UPSTREAM;
    }

    int word(int place) {
        return (int) (kind(place) & 15);
    }

    @Nullable
    String text(int place) {
        return texts[place];
    }

    /** Milliseconds since accept. */
    long at(int place) {
        return words[2 * place] & AT;
    }

    long counted(int place) {
        return words[2 * place + 1] >>> MILLIS_BITS;
    }

    /** How long it took, or has taken up to {@code now}. */
    long millis(int place, long now) {
        return millis(place) + (isOpen(place) ? now - at(place) : 0);
    }

    private long kind(int place) {
        return words[2 * place] >>> KIND_SHIFT;
    }

    private boolean isOpen(int place) {
        return (words[2 * place] & OPEN) != 0;
    }

    private long millis(int place) {
        return words[2 * place + 1] << (Long.SIZE - MILLIS_BITS) >> (Long.SIZE - MILLIS_BITS);
    }

    private void figures(int place, long count, long millis) {
        long bounded = Math.clamp(millis, -MOST_MILLIS, MOST_MILLIS) & ((1L << MILLIS_BITS) - 1);
        words[2 * place + 1] = Math.min(count, MOST_COUNT) << MILLIS_BITS | bounded;
    }

    /** Where the like of it happened a moment ago; -1 if it did not. */
    private int burst(long kind, @Nullable String text, long now) {
        for (int i = size - 1; i >= Math.max(0, size - LOOK_BACK); i--) {
            long age = now - at(i);
            boolean same = kind(i) == kind && Objects.equals(texts[i], text);
            if (same && age - seconds(i) * 1000 <= BURST_MILLIS && age / 1000 <= MOST_SPAN) {
                return i;
            }
        }
        return -1;
    }

    /** How long after its beginning it last happened. */
    private long seconds(int place) {
        return words[2 * place] >>> AT_BITS & MOST_SPAN;
    }

    private void span(int place, long now) {
        long seconds = Math.min((now - at(place)) / 1000, MOST_SPAN);
        words[2 * place] = (words[2 * place] & ~(MOST_SPAN << AT_BITS)) | seconds << AT_BITS;
    }

    /** Returns its place. */
    private int append(long kind, @Nullable String text, long at) {
        if (size == MOST) {
            leaveOne();
        } else if (size == texts.length) {
            int places = Math.min(MOST, size * 2);
            words = Arrays.copyOf(words, 2 * places);
            texts = Arrays.copyOf(texts, places);
        }
        words[2 * size] = kind << KIND_SHIFT | Math.clamp(at, 0, AT);
        words[2 * size + 1] = 0;
        texts[size] = text;
        return size++;
    }

    /** The oldest of those that may go, goes. */
    private void leaveOne() {
        int after = MOST - FIRST - 1;
        System.arraycopy(words, 2 * (FIRST + 1), words, 2 * FIRST, 2 * after);
        System.arraycopy(texts, FIRST + 1, texts, FIRST, after);
        size--;
        leftOut++;
    }
}
