package io.tidegate.bench;

import io.tidegate.transport.Transport;
import java.net.InetSocketAddress;

/**
 * What the loops of a run have in common. Shared, immutable but for the course.
 *
 * @param address where to connect to
 * @param beginNanos when the run began, as {@link System#nanoTime}
 * @param openable connections that this process may open, by its limit of files
 */
record Scene(
        BenchPlan plan, Transport transport, InetSocketAddress address, Course course, long beginNanos, int openable) {}
