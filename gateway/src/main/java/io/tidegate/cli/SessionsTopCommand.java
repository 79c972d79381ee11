package io.tidegate.cli;

import io.tidegate.cli.remote.AdminApi;
import io.tidegate.cli.remote.Sessions;
import io.tidegate.cli.remote.Top;
import io.tidegate.config.Check;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tidegate sessions top}. */
@Command(
        name = "top",
        description = {
            "Show the busiest sessions, again and again, until Ctrl-C: what each does per second.",
            "The first look shows what each did on average since it was accepted. Every look lists all sessions that"
                    + " match: narrow it down where there are very many."
        })
final class SessionsTopCommand implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final int ALL = Integer.MAX_VALUE;

    private final Supplier<Stop> stops;

    @Mixin
    private SessionFilterOptions filter = new SessionFilterOptions();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "bytes",
            description =
                    "What comes first: the most bytes or messages per second, the oldest (age), the slowest (rtt)."
                            + " Default: ${DEFAULT-VALUE}.")
    private Top.By by = Top.By.BYTES;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "Show no more than this. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "Between two looks, 500ms to 1m. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ZERO;

    @Option(names = "--looks", paramLabel = "N", defaultValue = "0", description = "End after so many. Default: never.")
    private int looks;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    SessionsTopCommand(Supplier<Stop> stops) {
        this.stops = stops;
    }

    @Override
    public Integer call() throws InterruptedException {
        Check.between("--limit", limit, 1, 10_000);
        Check.between("--interval", interval, Duration.ofMillis(500), Duration.ofMinutes(1));
        Check.between("--looks", looks, 0, 1_000_000);
        CountDownLatch stopped = new CountDownLatch(1);
        Stop stop = stops.get();
        Thread waiting = Thread.startVirtualThread(() -> {
            stop.await();
            stopped.countDown();
        });
        try (AdminApi api = admin.open()) {
            Top top = new Top(by);
            int left = looks == 0 ? ALL : looks;
            do {
                print(top.look(Sessions.list(api, filter.parameters(), ALL).sessions()));
                left--;
            } while (left > 0 && !stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            waiting.interrupt();
        }
        return ExitCode.OK;
    }

    private void print(List<Top.Row> rows) {
        PrintWriter out = admin.out();
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        rows.subList(0, Math.min(limit, rows.size()))
                .forEach(row -> shown.withArray("sessions").add(json(row)));
        admin.print(shown.put("total", rows.size()), all -> {
            if (Terminal.isAtOutput()) {
                out.print(CLEAR);
            }
            return Top.lines(rows, limit);
        });
        out.flush();
    }

    private static JsonNode json(Top.Row row) {
        ObjectNode session = ((ObjectNode) row.session()).deepCopy();
        return session.put("messages-in-per-second", row.messagesIn())
                .put("messages-out-per-second", row.messagesOut())
                .put("bytes-in-per-second", row.bytesIn())
                .put("bytes-out-per-second", row.bytesOut());
    }
}
