package io.tidegate.cli;

import io.tidegate.cli.remote.AdminApi;
import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.EventStream;
import io.tidegate.cli.remote.EventStream.Event;
import io.tidegate.cli.remote.TapText;
import io.tidegate.config.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code tidegate sessions tap}. */
@Command(
        name = "tap",
        description = {
            "Show what passes in one session, both ways, for a while; the session notices nothing of it.",
            "It needs an operator, and is audited. Secrets are blotted out."
        })
final class SessionsTapCommand implements Callable<Integer> {
    private final Supplier<Stop> stops;

    @Parameters(paramLabel = "ID", description = "As listed, or as in the field Tidegate-Session of an answer.")
    private String id = "";

    @Option(names = "--seconds", paramLabel = "N", description = "How long, 1 to 300. Default: 30.")
    private @Nullable Integer seconds;

    @Option(names = "--messages", paramLabel = "N", description = "End after so many, 1 to 1000. Default: 200.")
    private @Nullable Integer messages;

    @Option(names = "--bytes", paramLabel = "N", description = "Show so much of each, 1 to 4096. Default: 512.")
    private @Nullable Integer bytes;

    @Option(names = "--sample", paramLabel = "SHARE", description = "Of the messages, such as 5%. Default: 100%.")
    private @Nullable String sample;

    @Option(names = "--from", paramLabel = "SIDE", description = "client, upstream or both. Default: both.")
    private @Nullable String from;

    @Option(
            names = "--redact",
            paramLabel = "WHAT",
            description = "Blot this out, too: a JSON pointer (/card/number) or a regular expression. May be repeated.")
    private @Nullable List<String> redact;

    @Option(names = "--hex", description = "Show texts in hexadecimal, as all else is.")
    private boolean hex;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    SessionsTapCommand(Supplier<Stop> stops) {
        this.stops = stops;
    }

    @Override
    public Integer call() {
        Check.that(!hex || !admin.printsJson(), "--hex is for people: --json has what the API answers");
        try (AdminApi api = admin.open();
                EventStream stream = api.stream(ApiPath.of("sessions", id, "tap"), wish())) {
            Stop stop = stops.get();
            Thread waiting = Thread.startVirtualThread(() -> {
                stop.await();
                stream.leave();
            });
            try {
                for (Event event = stream.next(); event != null; event = stream.next()) {
                    show(event);
                }
            } finally {
                waiting.interrupt();
            }
        }
        return ExitCode.OK;
    }

    private Map<String, Object> wish() {
        Map<String, Object> wish = new LinkedHashMap<>();
        add(wish, "seconds", seconds);
        add(wish, "messages", messages);
        add(wish, "bytes", bytes);
        add(wish, "sample", sample);
        add(wish, "from", from);
        add(wish, "redact", redact);
        return wish;
    }

    private static void add(Map<String, Object> wish, String name, @Nullable Object value) {
        if (value != null) {
            wish.put(name, value);
        }
    }

    /** What passes is on standard output, what is to be known of the tap on standard error. */
    private void show(Event event) {
        if (admin.printsJson()) {
            ObjectNode line = ((ObjectNode) event.data()).deepCopy();
            admin.out().println(line.put("event", event.name()));
            return;
        }
        switch (event.name()) {
            case "message" -> admin.out().println(TapText.message(event.data(), hex));
            case "begin" -> admin.err().println(TapText.begin(event.data()));
            case "lost" -> admin.err().println(TapText.lost(event.data()));
            case "end" -> admin.err().println(TapText.end(event.data()));
            default -> {} // of a later version
        }
    }
}
