package io.tidegate.cli.remote;

import static io.tidegate.cli.remote.Figures.age;
import static io.tidegate.cli.remote.Figures.bytes;
import static io.tidegate.cli.remote.Figures.count;
import static io.tidegate.cli.remote.Figures.micros;
import static io.tidegate.cli.remote.Figures.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Sessions for people. */
public final class SessionText {
    private static final String CLIENT = "from-client";
    private static final String UPSTREAM = "from-upstream";
    private static final String INDENT = "  ";

    static final Column<JsonNode> ID = Column.member("ID", "id");
    static final Column<JsonNode> PHASE = Column.member("PHASE", "phase");
    static final Column<JsonNode> ROUTE = Column.member("ROUTE", "route");
    static final Column<JsonNode> ENDPOINT = Column.member("ENDPOINT", "endpoint");
    static final Column<JsonNode> CLIENT_ADDRESS = Column.member("CLIENT", "client");
    static final Column<JsonNode> USER = Column.member("USER", "principal");
    static final Column<JsonNode> AGE =
            new Column<>(">AGE", session -> age(session.path("age-millis").asLong()));
    static final Column<JsonNode> RTT = new Column<>(">RTT", session -> micros(session.path("client-rtt-micros")));

    private static final List<Column<JsonNode>> COLUMNS = List.of(
            ID,
            PHASE,
            ROUTE,
            Column.member("UPSTREAM", "upstream"),
            ENDPOINT,
            CLIENT_ADDRESS,
            USER,
            AGE,
            new Column<>(
                    ">MSGS IN",
                    session -> count(session.at("/from-client/messages").asDouble(0))),
            new Column<>(
                    ">MSGS OUT",
                    session -> count(session.at("/from-upstream/messages").asDouble(0))),
            new Column<>(
                    ">IN", session -> bytes(session.at("/from-client/bytes").asDouble(0))),
            new Column<>(
                    ">OUT", session -> bytes(session.at("/from-upstream/bytes").asDouble(0))),
            RTT);

    private SessionText() {}

    /** A line each, and one above. */
    public static List<String> table(List<JsonNode> sessions) {
        return Column.table(COLUMNS, sessions);
    }

    /** All that is known of one. */
    public static List<String> details(JsonNode session) {
        List<String> lines = new ArrayList<>(TimelineText.ending(session.path("ending")));
        TextTable table = new TextTable("", "");
        for (Map.Entry<String, JsonNode> member : session.properties()) {
            String name = member.getKey();
            if (!member.getValue().isContainer()) {
                table.add(label(name), value(name, member.getValue()));
            }
        }
        lines.addAll(table.lines().subList(1, table.lines().size()));
        TextTable legs = new TextTable("", ">FROM CLIENT", ">FROM UPSTREAM");
        for (Map.Entry<String, JsonNode> figure : session.path(CLIENT).properties()) {
            String name = figure.getKey();
            legs.add(
                    label(name),
                    figure(name, session.path(CLIENT).path(name)),
                    figure(name, session.path(UPSTREAM).path(name)));
        }
        lines.add("");
        lines.addAll(legs.lines());
        lines.add("");
        lines.addAll(TimelineText.events(
                session.path("timeline"), session.path("accepted-at").asString()));
        return lines;
    }

    private static String label(String name) {
        return INDENT + name.replaceFirst("-(millis|micros)$", "").replace('-', ' ');
    }

    private static String value(String name, JsonNode value) {
        if (name.endsWith("-micros")) {
            return micros(value);
        }
        return name.equals("age-millis")
                ? age(value.asLong())
                : name.endsWith("-millis") ? value.asLong() + " ms" : text(value);
    }

    private static String figure(String name, JsonNode value) {
        return name.equals("bytes") ? bytes(value.asDouble(0)) : count(value.asDouble(0));
    }
}
