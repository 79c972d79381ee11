package io.tidegate.upstream;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How the sessions of one endpoint ended lately: a window that slides by halves, so that it looks back between half and all
 * of its length. Shared, without locks.
 */
final class Outcomes {
    private static final Count NONE = new Count(0, 0, 0, Set.of());

    private final AtomicReference<Window> window = new AtomicReference<>(new Window(System.nanoTime(), NONE, NONE));

    /**
     * Sums.
     *
     * @param anonymous failures that no client can have caused
     * @param clients addresses among the other failures, no more of them than matter
     */
    record Count(int total, int failures, int anonymous, Set<InetAddress> clients) {
        Count success() {
            return new Count(total + 1, failures, anonymous, clients);
        }

        Count failure(@Nullable InetAddress client, int mostClients) {
            if (client == null) {
                return new Count(total + 1, failures + 1, anonymous + 1, clients);
            }
            boolean known = clients.size() >= mostClients || clients.contains(client);
            return new Count(total + 1, failures + 1, anonymous, known ? clients : union(clients, Set.of(client)));
        }

        Count plus(Count other) {
            return new Count(
                    total + other.total,
                    failures + other.failures,
                    anonymous + other.anonymous,
                    union(clients, other.clients));
        }

        /** Clients that saw a failure; a failure that no client can have caused counts as one of its own. */
        int witnesses() {
            return anonymous + clients.size();
        }

        private static Set<InetAddress> union(Set<InetAddress> some, Set<InetAddress> others) {
            Set<InetAddress> all = new HashSet<>(some);
            all.addAll(others);
            return Set.copyOf(all);
        }
    }

    private record Window(long sinceNanos, Count current, Count before) {
        Window at(long nowNanos, long halfNanos) {
            long age = nowNanos - sinceNanos;
            if (age < halfNanos) {
                return this;
            }
            return new Window(nowNanos, NONE, age < 2 * halfNanos ? current : NONE);
        }

        Window with(Count newCurrent) {
            return new Window(sinceNanos, newCurrent, before);
        }
    }

    void succeeded(long windowNanos, long nowNanos) {
        window.updateAndGet(then -> {
            Window now = then.at(nowNanos, windowNanos / 2);
            return now.with(now.current().success());
        });
    }

    /**
     * Notes a failure.
     *
     * @param client who saw it; null if no client can have caused it
     * @param mostClients so many addresses are told apart
     * @return what the window holds now
     */
    Count failed(@Nullable InetAddress client, int mostClients, long windowNanos, long nowNanos) {
        Window after = window.updateAndGet(then -> {
            Window now = then.at(nowNanos, windowNanos / 2);
            return now.with(now.current().failure(client, mostClients));
        });
        return after.current().plus(after.before());
    }

    void forget() {
        window.updateAndGet(then -> new Window(then.sinceNanos(), NONE, NONE));
    }
}
