package io.tidegate.bench;

import io.tidegate.bench.BenchResult.Connections;
import io.tidegate.bench.BenchResult.Failure;
import io.tidegate.bench.BenchResult.Generator;
import io.tidegate.bench.BenchResult.Messages;
import io.tidegate.bench.BenchResult.Pace;
import io.tidegate.bench.BenchResult.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A result for people. */
public final class ResultTable {
    private final BenchResult result;
    private final List<String> lines = new ArrayList<>();

    private ResultTable(BenchResult result) {
        this.result = result;
    }

    /** One line each. */
    public static List<String> of(BenchResult result) {
        ResultTable table = new ResultTable(result);
        table.lines.add(result.mode() + " " + result.url());
        table.lines.add("measured " + result.measuredSeconds() + " s" + table.howItEnded());
        table.lines.add("");
        table.addCounts();
        table.addTimes();
        table.addErrors();
        table.addNotes();
        return table.lines;
    }

    private String howItEnded() {
        return switch (result.ended()) {
            case "interrupted" -> ", then interrupted";
            case "no-connections" -> ", then no connection was left";
            default -> "";
        };
    }

    private void addCounts() {
        Connections connections = result.connections();
        if (connections.openedPerSecond() == null) {
            addRow(
                    "connections",
                    number(result.settings().connections()) + " wanted, " + number(connections.opened()) + " opened, "
                            + number(connections.openAtEnd()) + " open at the end");
        } else {
            addRow("handshakes", number(connections.opened()) + ", " + number(connections.openedPerSecond()) + "/s");
        }
        Messages messages = result.messages();
        if (messages != null && messages.sent() > 0) {
            addTraffic("sent", messages.sent(), messages.sentPerSecond(), messages.sentBytesPerSecond());
        }
        if (messages != null) {
            addTraffic(
                    "received", messages.received(), messages.receivedPerSecond(), messages.receivedBytesPerSecond());
        }
        Pace pace = result.pace();
        if (pace != null) {
            addRow(
                    "rate",
                    result.settings().ratePerSecond() + "/s wanted; backlog " + number(pace.backlogAtEnd())
                            + " at the end, " + number(pace.backlogMost()) + " at most");
        }
    }

    private void addTraffic(String what, long count, double perSecond, double bytesPerSecond) {
        addRow(what, number(count) + " messages, " + number(perSecond) + "/s, " + bytes(bytesPerSecond) + "/s");
    }

    private void addRow(String what, String text) {
        lines.add(left(what) + " " + text);
    }

    private void addTimes() {
        lines.add("");
        addColumns("", "p50", "p90", "p99", "p99.9", "p99.99", "max");
        addTimes("latency", result.latencyMs());
        if (result.pace() != null) {
            addTimes("send delay", result.pace().sendDelayMs());
        }
        addTimes("handshake", result.handshakeMs());
    }

    private void addTimes(String what, @Nullable Times times) {
        if (times != null) {
            addColumns(
                    what,
                    time(times.p50()),
                    time(times.p90()),
                    time(times.p99()),
                    time(times.p999()),
                    time(times.p9999()),
                    time(times.max()));
        }
    }

    private void addColumns(String what, String... columns) {
        StringBuilder line = new StringBuilder(left(what));
        for (String column : columns) {
            line.append(String.format(Locale.ROOT, "%10s", column));
        }
        lines.add(line.toString());
    }

    private void addErrors() {
        lines.add("");
        if (result.errors().isEmpty()) {
            addRow("errors", "none");
            return;
        }
        lines.add("errors");
        for (Failure failure : result.errors()) {
            lines.add(
                    String.format(Locale.ROOT, "%,12d %-22s %s", failure.count(), failure.cause(), failure.example()));
        }
    }

    private void addNotes() {
        Generator generator = result.generator();
        if (generator.saturated()) {
            Times late = generator.wakeUpDelayMs();
            addNote("The generator may have been the limit, not the server: its busiest event loop used "
                    + number(generator.busiestLoopCpuPercent()) + " % of a core and came "
                    + time(late == null ? 0 : late.p99())
                    + " late (p99). Try more --event-loops, or a machine apart from the server's.");
        }
        Messages messages = result.messages();
        if (messages != null && messages.unanswered() > 0) {
            addNote("Latency has " + number(messages.unanswered())
                    + " unanswered messages in it, with the time that they had waited: it is worse than that.");
        }
        if (messages != null && messages.sent() > 0 && messages.received() == 0) {
            addNote("No echo came back. This mode needs a server that echoes;"
                    + " --mode receive counts what a server sends.");
        }
    }

    private void addNote(String note) {
        lines.add("");
        lines.add(note);
    }

    private static String left(String what) {
        return String.format(Locale.ROOT, "%-12s", what);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String time(double millis) {
        if (millis >= 1000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000);
        }
        return millis >= 1
                ? String.format(Locale.ROOT, "%.2f ms", millis)
                : String.format(Locale.ROOT, "%.0f us", millis * 1000);
    }

    private static String bytes(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
