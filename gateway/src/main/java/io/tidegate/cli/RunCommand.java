package io.tidegate.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
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
        new GatewayRun(program, stops, spec.commandLine().getOut()).run(new PlainRun(file, settings.sets()));
        return ExitCode.OK;
    }
}
