package io.tidegate.cli;

import io.tidegate.bench.BenchTarget;
import io.tidegate.cli.dial.Conversation;
import io.tidegate.cli.dial.DialFailure;
import io.tidegate.cli.dial.Dialing;
import io.tidegate.cli.dial.Handshake;
import io.tidegate.cli.dial.Step;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.HeaderList;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate connect}. */
@Command(
        name = "connect",
        description = {
            "Open a WebSocket, say how long each step took, send lines and show messages.",
            "Lines of standard input are sent as text; on a terminal those that begin with a slash are commands (/help)."
                    + " Messages go to standard output, all else to standard error. Ends when either side closes: Ctrl-C,"
                    + " or --linger after the end of the input."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:closed by us, or by the server with 1000, 1001 or no code",
            "1:not opened, lost, or closed with another code",
            "2:arguments that are refused"
        })
final class ConnectCommand implements Callable<Integer> {
    private static final String TOKEN_VARIABLE = "TIDEGATE_TOKEN";

    private final Supplier<Stop> stops;
    private final Supplier<BufferedReader> input;

    @Parameters(index = "0", paramLabel = "URL", description = "A ws: or wss: address.")
    private String url = "";

    @Mixin
    private HandshakeOptions handshake = new HandshakeOptions();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Send what it has as Authorization: Bearer. Default: the variable " + TOKEN_VARIABLE + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "For each of TCP, TLS and the handshake. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--ping",
            paramLabel = "TIME",
            description = "Send a ping so often, and show how long its pong takes.")
    private Duration ping = Duration.ZERO;

    @Option(
            names = "--linger",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Close when it was quiet for so long after the end of the input. Default: ${DEFAULT-VALUE}.")
    private Duration linger = Duration.ZERO;

    @Option(
            names = "--pretty",
            negatable = true,
            description = "Lay out JSON. Default: on a terminal; in a pipe a message is shown as it came.")
    private @Nullable Boolean pretty;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show messages and failures only.")
    private boolean quiet;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    /** @param input asked once, when the WebSocket is open */
    ConnectCommand(Supplier<Stop> stops, Supplier<BufferedReader> input) {
        this.stops = stops;
        this.input = input;
    }

    @Override
    public Integer call() {
        BenchTarget target = target();
        Check.between("--timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
        Handshake wanted = new Handshake(target.path(), target.authority(), headers(), handshake.subprotocols());
        ClientTls tls = target.endpoint().secure() ? handshake.tls() : null;
        try (EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
                Dialing dialing = new Dialing(loops, timeout)) {
            return talk(open(dialing, target, tls, wanted));
        } catch (DialFailure e) {
            return failed(e);
        }
    }

    private Conversation open(Dialing dialing, BenchTarget target, @Nullable ClientTls tls, Handshake wanted)
            throws DialFailure {
        try {
            connect(dialing, target);
            if (tls != null) {
                dialing.secure(
                        tls, target.endpoint().hostName(), target.endpoint().port());
            }
            Conversation conversation = dialing.upgrade(wanted);
            show(dialing.steps());
            return conversation;
        } catch (DialFailure e) {
            show(dialing.steps());
            throw e;
        }
    }

    /** To the first address that takes it, as browsers do in the end. */
    private void connect(Dialing dialing, BenchTarget target) throws DialFailure {
        List<InetAddress> addresses = dialing.resolve(target.endpoint().hostName());
        for (InetAddress address : addresses) {
            try {
                dialing.connect(new InetSocketAddress(address, target.endpoint().port()));
                return;
            } catch (DialFailure e) {
                if (address.equals(addresses.getLast())) {
                    throw e;
                }
                note(e.step().label(), Step.time(e.nanos()), address.getHostAddress() + ": " + e.what());
            }
        }
    }

    private int talk(Conversation conversation) {
        Stop stop = stops.get();
        Thread waiting = Thread.startVirtualThread(() -> {
            stop.await();
            if (!Thread.currentThread().isInterrupted()) { // which is how it learns that it is over
                conversation.close(CloseCode.NORMAL, "");
            }
        });
        boolean reader = Terminal.isAtOutput();
        Talk.Style style = new Talk.Style(reader, pretty == null ? reader : pretty, quiet);
        Talk talk = new Talk(conversation, out(), spec.commandLine().getErr(), style, new Talk.Times(linger, ping));
        try {
            return talk.run(input.get(), Terminal.isAtInput());
        } finally {
            waiting.interrupt();
        }
    }

    private void show(List<Step> steps) {
        for (Step step : steps) {
            note(step.name().label(), Step.time(step.nanos()), step.detail());
        }
    }

    private int failed(DialFailure failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(failure.step().label() + " failed after " + Step.time(failure.nanos()) + ": " + failure.what());
        err.println("  " + failure.advice());
        return ExitCode.FAILURES;
    }

    private void note(String step, String time, String text) {
        if (!quiet) {
            spec.commandLine().getErr().println(String.format(Locale.ROOT, "%-8s %10s  %s", step, time, text));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private HeaderList headers() {
        HeaderList headers = handshake.headers();
        String token = tokenFile != null ? SecretText.ofFile("--token-file", tokenFile) : System.getenv(TOKEN_VARIABLE);
        if (token != null && !token.isBlank()) {
            Check.that(
                    !headers.contains("Authorization"),
                    "--header Authorization and a token (--token-file, " + TOKEN_VARIABLE + ") exclude each other");
            headers.add("Authorization", "Bearer " + token.strip());
        }
        return headers;
    }

    private BenchTarget target() {
        try {
            return BenchTarget.parse(url);
        } catch (ConfigException e) {
            throw e.under("URL ");
        }
    }
}
