package io.tidegate.cli;

import io.tidegate.config.CheckedConfig;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate check}. */
@Command(
        name = "check",
        description = {
            "Check a configuration without starting anything: all faults at once, with line and column.",
            "Settings that are allowed but risky are warned of and do not change the exit code."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no faults", "2:faults, one to a line"})
final class CheckCommand implements Callable<Integer> {
    private final Program program;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    private Path file = Path.of("");

    @Mixin
    private Settings settings = new Settings();

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    CheckCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        CheckedConfig checked = Settings.read(new ConfigLoad(new ConfigOrigin.OfFile(file, settings.sets())), program);
        checked.use(this::build);
        PrintWriter err = spec.commandLine().getErr();
        checked.warnings().forEach(warning -> err.println("warning: " + warning));
        spec.commandLine().getOut().println(file + " has no faults" + warnings(checked));
        return ExitCode.OK;
    }

    private GatewayConfig build(GatewayConfig config) {
        program.check(config.parts());
        return config;
    }

    private static String warnings(CheckedConfig checked) {
        int count = checked.warnings().size();
        return count == 0 ? "" : count == 1 ? ", 1 warning" : ", " + count + " warnings";
    }
}
