package io.tidegate.cli;

import io.tidegate.cli.remote.ApiFailure;
import io.tidegate.config.ConfigException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's command line. */
public final class Commands {
    private Commands() {}

    /**
     * Runs the command that {@code arguments} name.
     *
     * @return the process's exit code
     */
    public static int execute(Program program, String... arguments) {
        ApplicationLog.prepare();
        PlainRun plain = PlainRun.of(arguments);
        return plain == null
                ? commandLine(program, Signals::install).execute(arguments)
                : run(
                        new GatewayRun(
                                program, Signals::install, new PrintWriter(System.out, true, System.out.charset())),
                        plain);
    }

    private static int run(GatewayRun run, PlainRun arguments) {
        try {
            run.run(arguments);
            return ExitCode.OK;
        } catch (RuntimeException e) {
            return onException(e, new PrintWriter(System.err, true, System.err.charset()), false);
        }
    }

    /** @param stops asked once by a command that runs until it is told to end */
    static CommandLine commandLine(Program program, Supplier<Stop> stops) {
        TidegateCommand root = new TidegateCommand();
        CommandLine commands = new CommandLine(root)
                .addSubcommand(new RunCommand(program, stops))
                .addSubcommand(new CheckCommand(program))
                .addSubcommand(new DoctorCommand(program))
                .addSubcommand(new EchoCommand(stops))
                .addSubcommand(new BenchCommand(stops))
                .addSubcommand(new ConnectCommand(stops, Commands::input))
                .addSubcommand(new CommandLine(new SessionsCommand())
                        .addSubcommand(new SessionsTapCommand(stops))
                        .addSubcommand(new SessionsTopCommand(stops)))
                .addSubcommand(new UpstreamsCommand())
                .addSubcommand(new RoutesCommand())
                .addSubcommand(new DrainCommand())
                .addSubcommand(new ReloadCommand())
                .addSubcommand(new NewKeyCommand())
                .addSubcommand(new HashPasswordCommand(HashPasswordCommand::ask))
                .addSubcommand(new VersionCommand())
                .addSubcommand(new AotCommand(program))
                .addSubcommand(new CommandLine(new AutoComplete.GenerateCompletion()));
        BenchUnits.register(commands);
        return commands.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> onWrongArguments(wrong))
                .setExecutionExceptionHandler(
                        (thrown, command, parsed) -> onException(thrown, command.getErr(), root.debug()))
                .setExecutionStrategy(parsed -> run(parsed, root));
    }

    private static BufferedReader input() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private static int run(ParseResult parsed, TidegateCommand root) {
        if (root.debug()) {
            ApplicationLog.debug();
        }
        return new RunLast().execute(parsed);
    }

    private static int onWrongArguments(ParameterException wrong) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("Try: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.REFUSED;
    }

    private static int onException(Exception thrown, PrintWriter err, boolean debug) {
        if (thrown instanceof ConfigException refused) {
            refused.faults().forEach(err::println);
            return ExitCode.REFUSED;
        }
        if (thrown instanceof ApiFailure failure) {
            failure.lines().forEach(err::println);
            return failure.refused() ? ExitCode.REFUSED : ExitCode.FAILURES;
        }
        err.println("tidegate: this is a bug, please report it: " + thrown + (debug ? "" : " (--debug shows where)"));
        if (debug) {
            thrown.printStackTrace(err);
        }
        return ExitCode.BUG;
    }
}
