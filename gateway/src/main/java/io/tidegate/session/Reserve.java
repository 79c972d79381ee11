package io.tidegate.session;

import io.tidegate.session.replay.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The bytes of one session that wait, taken from its own budget and from its route's. Where there is no room, what may be
 * dropped is dropped first. Confined.
 */
final class Reserve {
    private static final String SESSION = "session";

    private final Budget route;
    private final Consumer<String> refusals;
    private final List<Dispensable> dispensables = new ArrayList<>(0);
    private long maxBytes;
    private long takenBytes;
    private String refusedBy = "";
    private boolean closed;

    /** What waits and may be dropped. */
    @FunctionalInterface
    interface Dispensable {
        /** Drops some of it, and gives back what that took; false if there is nothing. */
        boolean dropOldest();
    }

    /** @param refusals told the name of each budget that has no room, whatever comes of it */
    Reserve(Budget route, long maxBytes, Consumer<String> refusals) {
        this.route = route;
        this.maxBytes = maxBytes;
        this.refusals = refusals;
    }

    /** The session's own budget from now on; what was taken stays taken. */
    void limit(long newMaxBytes) {
        maxBytes = newMaxBytes;
    }

    /** From now on some of {@code what} is dropped where there is no room. */
    void mayDrop(Dispensable what) {
        dispensables.add(what);
    }

    /** A part of it, empty for now. */
    Share share() {
        return new Share();
    }

    /** Why the session ends that was refused bytes. */
    String refusal() {
        return "over the memory budget of the " + refusedBy;
    }

    /** The session is over: nothing is taken any more, whatever comes. */
    void close() {
        giveBack(takenBytes);
        closed = true;
    }

    /** What one part of a session has waiting. */
    final class Share implements Room {
        private long bytes;

        /** So many bytes wait, no more and no less; false, and nothing has changed, if there is no room for them. */
        boolean hold(long newBytes) {
            if (newBytes > bytes) {
                return more(newBytes - bytes);
            }
            less(bytes - newBytes);
            return true;
        }

        @Override
        public boolean more(long count) {
            if (!closed && !take(count)) {
                return false;
            }
            bytes += count;
            return true;
        }

        @Override
        public void less(long count) {
            bytes -= count;
            if (!closed) {
                giveBack(count);
            }
        }

        long bytes() {
            return bytes;
        }
    }

    private boolean take(long bytes) {
        if (tryTake(bytes)) {
            return true;
        }
        refusals.accept(refusedBy);
        while (drop()) {
            if (tryTake(bytes)) {
                return true;
            }
        }
        return false;
    }

    private boolean drop() {
        for (Dispensable each : dispensables) {
            if (each.dropOldest()) {
                return true;
            }
        }
        return false;
    }

    private boolean tryTake(long bytes) {
        if (bytes > maxBytes - takenBytes) {
            refusedBy = SESSION;
            return false;
        }
        Budget over = route.take(bytes);
        if (over != null) {
            refusedBy = over.name();
            return false;
        }
        takenBytes += bytes;
        return true;
    }

    private void giveBack(long bytes) {
        if (bytes > 0) {
            takenBytes -= bytes;
            route.giveBack(bytes);
        }
    }
}
