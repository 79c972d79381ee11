package io.tidegate.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest of what comes one after the other, as many as are kept. Shared. */
public final class Latest<T> {
    private final int most;
    private final Deque<T> newestFirst = new ArrayDeque<>();

    /** @param most how many are kept */
    public Latest(int most) {
        this.most = most;
    }

    public synchronized void add(T newest) {
        if (newestFirst.size() == most) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(newest);
    }

    /** A copy, the newest one first. */
    public synchronized List<T> list() {
        return List.copyOf(newestFirst);
    }
}
