package io.tidegate.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code tidegate bench} ended with and printed. */
record BenchOutcome(int exitCode, String out, String err) {
    /** A short run with JSON for its result; one event loop, no warm-up. */
    static BenchOutcome measure(String url, String... options) {
        List<String> all = new ArrayList<>(List.of("bench", url, "--json", "-q", "-w", "0s", "--event-loops", "1"));
        all.addAll(List.of(options));
        return run(new CountDownLatch(1), all.toArray(String[]::new));
    }

    /** @param interrupted opens when the user presses Ctrl-C */
    static BenchOutcome run(CountDownLatch interrupted, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Commands.commandLine(new FakeProgram(), () -> () -> await(interrupted));
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return new BenchOutcome(commandLine.execute(arguments), out.toString(), err.toString());
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }

    /** How often that cause was counted. */
    long errors(String cause) {
        long count = 0;
        for (JsonNode error : json().get("errors")) {
            count += error.get("cause").asString().equals(cause)
                    ? error.get("count").asLong()
                    : 0;
        }
        return count;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
