package io.tidegate.telemetry;

import io.tidegate.protocol.Ending;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest endings, for whoever asks why a client is gone: of sessions, and apart from them of handshakes that came to none, so that a
 * flood of those pushes out no session. Shared: each loop writes to its own part, anybody reads.
 */
public final class Endings {
    private static final int SESSIONS = 750;
    private static final int HANDSHAKES = 250;

    /**
     * Endings, the newest first.
     *
     * @param total how many match, listed or not
     */
    public record Page(List<SessionStory> endings, int total) {}

    private final List<OfLoop> loops;

    Endings(int loops) {
        this.loops = IntStream.range(0, loops)
                .mapToObj(_ -> new OfLoop(part(SESSIONS, loops), part(HANDSHAKES, loops)))
                .toList();
    }

    private static int part(int all, int loops) {
        return Math.ceilDiv(all, loops);
    }

    OfLoop of(int loop) {
        return loops.get(loop);
    }

    /** How the session, or handshake, of that id ended; null if nothing is known of it. */
    public @Nullable SessionStory find(String id) {
        return all().filter(ended -> ended.session().id().equals(id))
                .findAny()
                .map(EndedSession::story)
                .orElse(null);
    }

    /** Those that match, without their timelines. */
    public Page list(BiPredicate<SessionView, Ending> which, int limit) {
        List<EndedSession> found = all().filter(ended -> which.test(ended.session(), ended.ending()))
                .sorted(Comparator.comparing((EndedSession ended) -> SessionStory.endOf(ended.session()))
                        .reversed())
                .toList();
        return new Page(found.stream().limit(limit).map(SessionStory::inShort).toList(), found.size());
    }

    private Stream<EndedSession> all() {
        return loops.stream().flatMap(loop -> Stream.concat(loop.sessions.latest(), loop.handshakes.latest()));
    }

    /** Confined to an event loop. */
    static final class OfLoop {
        private final Ring sessions;
        private final Ring handshakes;

        private OfLoop(int mostSessions, int mostHandshakes) {
            this.sessions = new Ring(mostSessions);
            this.handshakes = new Ring(mostHandshakes);
        }

        void add(EndedSession ended) {
            (ended.session().handshakeMillis() == null ? handshakes : sessions).add(ended);
        }
    }

    /** Written by one thread, read by any. */
    private static final class Ring {
        private final AtomicReferenceArray<@Nullable EndedSession> places;
        private int next;

        Ring(int most) {
            this.places = new AtomicReferenceArray<>(most);
        }

        void add(EndedSession ended) {
            places.setRelease(next, ended);
            next = (next + 1) % places.length();
        }

        /** In no order that a reader could rely on, since it is written meanwhile. */
        Stream<EndedSession> latest() {
            List<EndedSession> found = new ArrayList<>(places.length());
            for (int i = 0; i < places.length(); i++) {
                EndedSession ended = places.getAcquire(i);
                if (ended != null) {
                    found.add(ended);
                }
            }
            return found.stream();
        }
    }
}
