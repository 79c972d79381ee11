package io.tidegate.net;

import io.tidegate.route.RouteTable;
import io.tidegate.session.Arrival;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What listeners need of the gateway. Shared, immutable.
 *
 * @param routes the table of now
 * @param admission takes over clients with a valid request and a route, on their loop
 * @param draining whether health checks are answered with 503
 * @param sessionIds one for each loop, by its index
 * @param mostEntrances how many of each loop's clients may be at their handshake
 * @param entrances whose handshake is not over; a set for each loop, by its index, confined to it
 */
record Reception(
        EventLoops loops,
        Supplier<RouteTable> routes,
        Consumer<Arrival> admission,
        Telemetry telemetry,
        BooleanSupplier draining,
        IntSupplier mostEntrances,
        List<SessionIds> sessionIds,
        List<SequencedSet<Entrance>> entrances) {

    Reception(
            EventLoops loops,
            Supplier<RouteTable> routes,
            Consumer<Arrival> admission,
            Telemetry telemetry,
            BooleanSupplier draining,
            IntSupplier mostEntrances) {
        this(
                loops,
                routes,
                admission,
                telemetry,
                draining,
                mostEntrances,
                forEach(loops, SessionIds::new),
                forEach(loops, LinkedHashSet::new));
    }

    private static <T> List<T> forEach(EventLoops loops, Supplier<T> maker) {
        return Stream.generate(maker).limit(loops.loops().size()).toList();
    }
}
