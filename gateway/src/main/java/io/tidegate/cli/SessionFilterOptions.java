package io.tidegate.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which sessions are meant: those that match all that is given. Values are judged by the gateway. */
final class SessionFilterOptions {
    @Option(names = "--route", paramLabel = "NAME", description = "Only those of this route.")
    private @Nullable String route;

    @Option(names = "--upstream", paramLabel = "NAME", description = "Only those to this upstream.")
    private @Nullable String upstream;

    @Option(names = "--endpoint", paramLabel = "ID", description = "Only those at this endpoint.")
    private @Nullable String endpoint;

    @Option(names = "--listener", paramLabel = "NAME", description = "Only those of this listener.")
    private @Nullable String listener;

    @Option(names = "--subject", paramLabel = "NAME", description = "Only those of this user.")
    private @Nullable String subject;

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Only those from this address, or block.")
    private @Nullable String client;

    @Option(
            names = "--phase",
            paramLabel = "PHASE",
            description = "Only those in this phase: handshake, admit, connect, relay, parked or close.")
    private @Nullable String phase;

    /** As parameters of the API. */
    Map<String, String> parameters() {
        Map<String, String> given = new LinkedHashMap<>();
        put(given, "route", route);
        put(given, "upstream", upstream);
        put(given, "endpoint", endpoint);
        put(given, "listener", listener);
        put(given, "subject", subject);
        put(given, "client", client);
        put(given, "phase", phase);
        return given;
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }
}
