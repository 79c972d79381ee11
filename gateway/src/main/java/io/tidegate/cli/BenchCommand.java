package io.tidegate.cli;

import io.tidegate.bench.Bench;
import io.tidegate.bench.BenchMode;
import io.tidegate.bench.BenchPlan;
import io.tidegate.bench.BenchResult;
import io.tidegate.bench.BenchTarget;
import io.tidegate.bench.ResultJson;
import io.tidegate.bench.ResultTable;
import io.tidegate.config.ByteSize;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.LoopCount;
import io.tidegate.config.Rate;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate bench}. */
@Command(
        name = "bench",
        description = {
            "Put load on a WebSocket server, and say how it did: throughput, latency, errors.",
            "Without --rate each connection sends its next message when an answer came (closed loop); with it, when the"
                    + " message is due, and latency counts from then. Ctrl-C ends early and still prints the result."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured without an error", "1:errors, told by cause", "2:arguments that are refused"})
final class BenchCommand implements Callable<Integer> {
    private final Supplier<Stop> stops;

    @Parameters(index = "0", paramLabel = "URL", description = "A ws: or wss: address.")
    private String url = "";

    @Option(
            names = {"-m", "--mode"},
            paramLabel = "MODE",
            defaultValue = "echo",
            description =
                    "echo: send, and verify what comes back. storm: handshake and close, over and over. idle: open"
                            + " and hold. receive: count what the server sends. Default: ${DEFAULT-VALUE}.")
    private BenchMode mode = BenchMode.ECHO;

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            defaultValue = "50",
            description = "Open at once. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Of what is measured. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = {"-w", "--warm-up"},
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "The same load before that; it does not count. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "RATE",
            description = "Messages of all connections together, such as 10000/s.")
    private @Nullable Rate rate;

    @Option(
            names = {"-f", "--in-flight"},
            paramLabel = "N",
            description = "Messages of a connection without an answer. Default: 1; with --rate, no bound.")
    private @Nullable Integer inFlight;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            defaultValue = "128B",
            description = "Of a message, 16B or more. Default: ${DEFAULT-VALUE}.")
    private ByteSize size = new ByteSize(0);

    @Option(names = "--text", description = "Send text instead of binary.")
    private boolean text;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            defaultValue = "auto",
            description = "Threads that make the load; auto: one per core. Default: ${DEFAULT-VALUE}.")
    private LoopCount eventLoops = LoopCount.AUTO;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How sockets are driven: auto, io_uring, epoll or nio. Default: ${DEFAULT-VALUE}.")
    private TransportChoice transport = TransportChoice.AUTO;

    @Mixin
    private BenchConnecting connecting = new BenchConnecting();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on standard error.")
    private boolean quiet;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    BenchCommand(Supplier<Stop> stops) {
        this.stops = stops;
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        Stop stop = stops.get();
        BenchResult result;
        try (BenchProgressLine line = new BenchProgressLine(spec.commandLine().getErr(), quiet)) {
            Bench bench = new Bench(plan, line::show);
            Thread interruption = Thread.startVirtualThread(() -> {
                stop.await();
                bench.end();
            });
            result = bench.run();
            interruption.interrupt();
        }
        print(result);
        return result.errors().isEmpty() ? ExitCode.OK : ExitCode.FAILURES;
    }

    private void print(BenchResult result) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ResultJson.of(result));
        } else {
            ResultTable.of(result).forEach(out::println);
        }
    }

    private BenchPlan plan() {
        BenchTarget target = target();
        int unanswered = inFlight != null ? inFlight : rate == null ? 1 : BenchPlan.MOST_IN_FLIGHT;
        return new BenchPlan(
                target,
                mode,
                connections,
                new BenchPlan.Sending(unanswered, rate, size, text),
                connecting.forTarget(target),
                mode == BenchMode.IDLE ? Duration.ZERO : warmUp,
                duration,
                transport,
                eventLoops.count());
    }

    private BenchTarget target() {
        try {
            return BenchTarget.parse(url);
        } catch (ConfigException e) {
            throw e.under("URL ");
        }
    }
}
