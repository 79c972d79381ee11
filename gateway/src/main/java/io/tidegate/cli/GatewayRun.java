package io.tidegate.cli;

import io.tidegate.config.CheckedConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.control.ConfigOrigin.From;
import io.tidegate.telemetry.BuildVersion;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs a gateway until it is told to end: what {@code run} does, however its arguments were read. */
final class GatewayRun {
    private final Program program;
    private final Supplier<Stop> stops;
    private final PrintWriter out;

    /** @param stops asked once, before the start */
    GatewayRun(Program program, Supplier<Stop> stops, PrintWriter out) {
        this.program = program;
        this.stops = stops;
        this.out = out;
    }

    /**
     * Returns when the gateway has drained.
     *
     * @throws ConfigException with every fault
     */
    void run(PlainRun arguments) {
        Stop stop = stops.get(); // before the start, so that a signal meanwhile is not lost
        if (arguments.file() == null) {
            runDemo(stop, arguments.sets());
        } else {
            run(stop, new ConfigOrigin.OfFile(arguments.file(), arguments.sets()), gateway -> List.of());
        }
    }

    private void runDemo(Stop stop, List<String> sets) {
        try (EchoServer echo = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            ConfigSource source = Demo.source(echo.address()).withSets(sets);
            run(stop, new ConfigOrigin.OfText(From.PROGRAM, source), Demo::invitation);
        }
    }

    private Program.Running start(GatewayConfig config, ConfigLoad load) {
        ApplicationLog.follow(config.log());
        return program.start(config, load);
    }

    private void run(Stop stop, ConfigOrigin origin, Function<Program.Running, List<String>> invitation) {
        long startNanos = System.nanoTime();
        CompletableFuture<Program.Running> started = new CompletableFuture<>();
        stop.onReload(() -> started.thenAccept(Program.Running::reload)); // what is asked for earlier is done then
        ConfigLoad load = new ConfigLoad(origin);
        CheckedConfig checked = Settings.read(load, program);
        try (Program.Running gateway = checked.use(config -> start(config, load))) {
            gateway.description().forEach(out::println);
            invitation.apply(gateway).forEach(out::println);
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            out.println("tidegate " + BuildVersion.text() + " is ready (" + took.toMillis() + " ms)");
            started.complete(gateway);
            stop.await();
            out.println("draining (a second signal ends at once)");
            gateway.drain();
        }
        out.println("drained");
    }
}
