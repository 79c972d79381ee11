package io.tidegate.cli;

import io.tidegate.config.Check;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidegate echo}. */
@Command(
        name = "echo",
        description = "Run a WebSocket server that sends back what it gets, until SIGTERM or SIGINT (Ctrl-C).")
final class EchoCommand implements Callable<Integer> {
    private final Supplier<Stop> stops;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "9001",
            description = "Where to listen; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = {"-a", "--address"},
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The interface's address or name. Default: ${DEFAULT-VALUE}.")
    private String address = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    EchoCommand(Supplier<Stop> stops) {
        this.stops = stops;
    }

    @Override
    public Integer call() {
        Check.between("--port", port, 0, 65_535);
        InetSocketAddress wanted = new InetSocketAddress(address, port);
        Check.that(!wanted.isUnresolved(), "--address must be an address of this machine, got " + address);
        Stop stop = stops.get();
        try (EchoServer server = EchoServer.start(wanted)) {
            int got = server.address().getPort();
            spec.commandLine().getOut().println("echo server is ready on ws://" + host(address) + ":" + got);
            stop.await();
        }
        return ExitCode.OK;
    }

    private static String host(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
