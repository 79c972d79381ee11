package io.tidegate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code tidegate} alone: shows its usage. Its options are those of every command. */
@Command(
        name = "tidegate",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "A WebSocket gateway: run it, check its configuration, or try it.",
        commandListHeading = "%nCommands:%n")
final class TidegateCommand implements Runnable {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Log what peers do, and show the stack trace of an unexpected error.")
    private boolean debug;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before run()
    private CommandSpec spec;

    boolean debug() {
        return debug;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
