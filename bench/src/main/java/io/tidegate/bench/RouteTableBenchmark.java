package io.tidegate.bench;

import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.route.RouteTable;
import io.tidegate.route.RouteTable.Match;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What finding a handshake's route costs, of many alike. Unit: one handshake. Neither time nor allocation may grow with the
 * number of routes; allocated are the segments of the path, those that have names, and the match.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouteTableBenchmark {
    @Param({"1", "100", "1000"})
    int routes;

    /** What tells the routes apart. */
    @Param
    Kind kind = Kind.EXACT;

    private RouteTable table = RouteTable.of(Samples.config(""), FilterTypes.load());
    private Handshake handshake = Samples.handshake("", "/", new HeaderList(), "192.0.2.7");

    /** How a route is found: the pattern of route {@code i}, and a request for it. */
    public enum Kind {
        EXACT("path: /chat/room-%d", "app.example.com", "/chat/room-%d"),
        WILDCARD("path: '/app-%d/rooms/{room}/**'", "app.example.com", "/app-%d/rooms/42/events"),
        HOST("host: '*.site-%d.example.com'", "chat.site-%d.example.com", "/chat/rooms/42");

        private final String match;
        private final String host;
        private final String path;

        Kind(String match, String host, String path) {
            this.match = match;
            this.host = host;
            this.path = path;
        }
    }

    /** The table, and a handshake for the route in its middle. */
    @Setup
    public void prepare() {
        StringBuilder yaml = new StringBuilder("""
                upstreams: { echo: { endpoints: [ "ws://127.0.0.1:9001" ] } }
                routes:
                """);
        for (int i = 0; i < routes; i++) {
            yaml.append("  r-%d: { match: { %s }, upstream: echo }%n".formatted(i, kind.match.formatted(i)));
        }
        table = RouteTable.of(Samples.config(yaml.toString()), FilterTypes.load());
        int wanted = routes / 2;
        handshake = Samples.handshake(
                kind.host.formatted(wanted), kind.path.formatted(wanted), Samples.browserHeaders(), "192.0.2.7");
    }

    @Benchmark
    public @Nullable Match find() {
        return table.find(handshake);
    }
}
