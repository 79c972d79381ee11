package io.tidegate.cli.remote;

import static io.tidegate.cli.remote.Figures.bytes;
import static io.tidegate.cli.remote.Figures.count;
import static io.tidegate.cli.remote.Figures.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a tap sees, for people: a line for each frame or message, and what is to be known of the tap itself. */
public final class TapText {
    /** What would move the cursor, or text about. */
    private static final Pattern UNSHOWABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private static final int TIME_FROM = 11; // of 2026-11-21T10:00:00.123Z
    private static final int TIME_TO = 23;

    private TapText() {}

    /** How it begins. */
    public static String begin(JsonNode begin) {
        return "listening to " + text(begin.path("session")) + " on " + text(begin.path("route")) + ", "
                + text(begin.path("reads")) + ", for " + text(begin.path("seconds"))
                + " s; -> from the client, <- from the endpoint";
    }

    /** One that has passed. */
    public static String message(JsonNode message, boolean hex) {
        String part = message.has("part") ? " " + text(message.path("part")) : "";
        return String.format(
                        Locale.ROOT,
                        "%-12s %s %-13s %9s  %s%s",
                        time(text(message.path("at"))),
                        text(message.path("from")).equals("client") ? "->" : "<-",
                        text(message.path("kind")) + part,
                        bytes(message.path("bytes").asDouble(0)),
                        content(message, hex),
                        verdicts(message.path("verdicts")))
                .stripTrailing();
    }

    /** That some were not shown, since we were too slow. */
    public static String lost(JsonNode lost) {
        return count(lost.path("lost").asDouble(0)) + " lost so far: they pass faster than they are read";
    }

    /** How it ended. */
    public static String end(JsonNode end) {
        String why = switch (text(end.path("why"))) {
            case "time" -> "the time is over";
            case "messages" -> "as many were seen as wanted";
            case "ended" ->
                "the session has ended: " + text(end.path("cause")) + " in " + text(end.path("phase")) + ", "
                        + text(end.path("code")) + quoted(text(end.path("reason")));
            default -> text(end.path("why"));
        };
        return why + "; " + count(end.path("seen").asDouble(0)) + " seen, "
                + count(end.path("left-out").asDouble(0)) + " left out, "
                + count(end.path("lost").asDouble(0)) + " lost";
    }

    /** Fractions of a second are left out where they are 0. */
    private static String time(String at) {
        String padded =
                at.length() < TIME_TO ? at.replace("Z", "").concat(".000000").substring(0, TIME_TO) : at;
        return padded.substring(TIME_FROM, TIME_TO);
    }

    private static String content(JsonNode message, boolean hex) {
        if (message.has("omitted")) {
            return "(not shown: " + text(message.path("omitted")) + ")";
        }
        if (message.has("code")) {
            return text(message.path("code")) + quoted(text(message.path("reason")));
        }
        String more = message.path("cut").asBoolean() ? "…" : "";
        String compressed = message.path("compressed").asBoolean() ? "compressed " : "";
        String shown = message.has("hex")
                ? text(message.path("hex"))
                : hex
                        ? HexFormat.of().formatHex(text(message.path("text")).getBytes(UTF_8))
                        : showable(text(message.path("text")));
        return compressed + shown + more;
    }

    private static String verdicts(JsonNode verdicts) {
        return verdicts.isEmpty()
                ? ""
                : verdicts.valueStream()
                        .map(said -> text(said.path("filter")) + ": " + text(said.path("verdict")))
                        .collect(Collectors.joining(", ", "  [", "]"));
    }

    private static String quoted(String reason) {
        return reason.isEmpty() ? "" : " \"" + showable(reason) + "\"";
    }

    private static String showable(String text) {
        String lines = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        return UNSHOWABLE.matcher(lines).replaceAll("?");
    }
}
