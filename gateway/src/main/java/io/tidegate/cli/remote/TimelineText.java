package io.tidegate.cli.remote;

import static io.tidegate.cli.remote.Figures.age;
import static io.tidegate.cli.remote.Figures.count;
import static io.tidegate.cli.remote.Figures.text;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What happened to a session and how it ended, for people. */
public final class TimelineText {
    private static final List<Column<JsonNode>> ENDED = List.of(
            ofEnding("ENDED", "at"),
            SessionText.ID,
            SessionText.ROUTE,
            SessionText.ENDPOINT,
            SessionText.CLIENT_ADDRESS,
            SessionText.USER,
            SessionText.AGE,
            ofEnding("PHASE", "phase"),
            ofEnding("CAUSE", "cause"),
            ofEnding("BY", "ended-by"),
            new Column<>(">CODE", ended -> ended.at("/ending/code").asInt() == 0 ? "" : text(ended.at("/ending/code"))),
            ofEnding("REASON", "reason"));

    private TimelineText() {}

    private static Column<JsonNode> ofEnding(String head, String name) {
        return Column.member(head, name).of(ended -> ended.path("ending"));
    }

    /** Nothing if it has not ended. */
    static List<String> ending(JsonNode ending) {
        if (ending.isMissingNode()) {
            return List.of();
        }
        String reason = text(ending.path("reason"));
        String code = ending.path("code").asInt() == 0 ? "no code" : "code " + text(ending.path("code"));
        return List.of(
                text(ending.path("at")) + " ended by the " + text(ending.path("ended-by")) + " in phase "
                        + text(ending.path("phase")) + ": " + text(ending.path("cause")) + ", " + code
                        + (reason.isEmpty() ? "" : ", \"" + TextTable.harmless(reason) + "\""),
                "");
    }

    /** A line each, with the time since the client was accepted. */
    static List<String> events(JsonNode timeline, String acceptedAt) {
        TextTable table = new TextTable(">AFTER", "EVENT", "DETAIL", "SIDE", "FILTER", "ENDPOINT", ">TIMES", ">TOOK");
        for (JsonNode entry : timeline) {
            Instant at = Instant.parse(entry.path("at").asString());
            table.add(
                    time(Duration.between(Instant.parse(acceptedAt), at).toMillis()),
                    text(entry.path("event")),
                    text(entry.path("detail")),
                    text(entry.path("side")),
                    text(entry.path("filter")),
                    text(entry.path("endpoint")),
                    entry.has("count") ? count(entry.path("count").asDouble(0)) : "",
                    entry.has("millis") ? time(entry.path("millis").asLong()) : "");
        }
        return table.lines();
    }

    /** Sessions that ended, a line each, and one above. */
    public static List<String> table(List<JsonNode> endings) {
        return Column.table(ENDED, endings);
    }

    private static String time(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis < 60_000 ? String.format(Locale.ROOT, "%.3f s", millis / 1000.0) : age(millis);
    }
}
