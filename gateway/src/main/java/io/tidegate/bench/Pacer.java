package io.tidegate.bench;

import java.util.Comparator;
import java.util.List;

/**
 * Tells the connections of one loop when their messages are due. All have the same interval, so their order never changes:
 * one after the other, round and round. A connection that cannot send does not stop the clock for itself or for others.
 * Confined.
 */
final class Pacer {
    /** So that what is read has its turn when much is due at once. */
    private static final int MOST_DUE_A_TURN = 256;

    private final LoadLoop loop;
    private final Connection[] connections;
    private int next;
    private boolean stopped;

    Pacer(LoadLoop loop, List<Connection> connections) {
        this.loop = loop;
        this.connections = connections.stream()
                .sorted(Comparator.comparingLong(Connection::nextDueNanos))
                .toArray(Connection[]::new);
    }

    /** Sends what is due, and comes again when more is. */
    void tick() {
        if (stopped || connections.length == 0) {
            return;
        }
        int first = next;
        int count = markDue(loop.freshNanos());
        loop.burstEnded();
        for (int i = 0; i < Math.min(count, connections.length); i++) {
            connections[(first + i) % connections.length].pump();
        }
        loop.schedule(this::tick, Math.max(0, connections[next].nextDueNanos() - loop.freshNanos()));
    }

    /** What is due by now is the last. */
    void stop() {
        long nowNanos = loop.freshNanos();
        while (markDue(nowNanos) > 0) {
            // all of it
        }
        stopped = true;
        for (Connection connection : connections) {
            connection.pump();
        }
    }

    private int markDue(long nowNanos) {
        int count = 0;
        while (count < MOST_DUE_A_TURN && connections.length > 0 && connections[next].nextDueNanos() <= nowNanos) {
            connections[next].onDue();
            next = next + 1 == connections.length ? 0 : next + 1;
            count++;
        }
        return count;
    }
}
