package io.tidegate.cli;

import io.tidegate.config.CheckedConfig;
import io.tidegate.config.ConfigSource;
import io.tidegate.telemetry.BuildVersion;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate run}. */
@Command(
        name = "run",
        description = {
            "Run the gateway until SIGTERM or SIGINT (Ctrl-C), then drain it.",
            "Without a file: a demo on port 8080, with an echo server behind it."
        })
final class RunCommand implements Callable<Integer> {
    private final Program program;
    private final Supplier<Stop> stops;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    private @Nullable Path file;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    RunCommand(Program program, Supplier<Stop> stops) {
        this.program = program;
        this.stops = stops;
    }

    @Override
    public Integer call() {
        Stop stop = stops.get(); // before the start, so that a signal meanwhile is not lost
        if (file == null) {
            runDemo(stop);
        } else {
            run(stop, ConfigSource.ofFile(file), gateway -> List.of());
        }
        return ExitCode.OK;
    }

    private void runDemo(Stop stop) {
        try (EchoServer echo = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            run(stop, Demo.source(echo.address()), Demo::invitation);
        }
    }

    private void run(Stop stop, ConfigSource source, Function<Program.Running, List<String>> invitation) {
        PrintWriter out = spec.commandLine().getOut();
        long startNanos = System.nanoTime();
        CheckedConfig checked = settings.read(source, program);
        try (Program.Running gateway = checked.use(program::start)) {
            gateway.description().forEach(out::println);
            invitation.apply(gateway).forEach(out::println);
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            out.println("tidegate " + BuildVersion.text() + " is ready (" + took.toMillis() + " ms)");
            stop.await();
            out.println("draining (a second signal ends at once)");
            gateway.drain();
        }
        out.println("drained");
    }
}
