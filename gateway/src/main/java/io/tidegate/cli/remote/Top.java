package io.tidegate.cli.remote;

import static io.tidegate.cli.remote.Figures.bytes;
import static io.tidegate.cli.remote.Figures.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The busiest sessions: what each did per second since the look before, or since it was accepted if it was not there then. Confined. */
public final class Top {
    /** What is busy. */
    public enum By {
        BYTES,
        MESSAGES,
        AGE,
        RTT
    }

    /**
     * One session at one look.
     *
     * @param bytesIn per second, as all that follow
     */
    public record Row(JsonNode session, double messagesIn, double messagesOut, double bytesIn, double bytesOut) {}

    private static final List<Column<Row>> COLUMNS = List.of(
            SessionText.ID.of(Row::session),
            SessionText.ROUTE.of(Row::session),
            SessionText.ENDPOINT.of(Row::session),
            SessionText.CLIENT_ADDRESS.of(Row::session),
            SessionText.USER.of(Row::session),
            SessionText.AGE.of(Row::session),
            new Column<>(">MSGS/S IN", row -> count(row.messagesIn())),
            new Column<>(">MSGS/S OUT", row -> count(row.messagesOut())),
            new Column<>(">IN/S", row -> bytes(row.bytesIn())),
            new Column<>(">OUT/S", row -> bytes(row.bytesOut())),
            SessionText.RTT.of(Row::session));

    private final By by;
    private Map<String, JsonNode> before = new HashMap<>();

    public Top(By by) {
        this.by = by;
    }

    /** Takes a look. Busiest first. */
    public List<Row> look(List<JsonNode> sessions) {
        Map<String, JsonNode> now = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (JsonNode session : sessions) {
            String id = session.path("id").asString();
            now.put(id, session);
            rows.add(row(session, before.get(id)));
        }
        before = now;
        rows.sort(Comparator.comparingDouble(order()).reversed());
        return rows;
    }

    private ToDoubleFunction<Row> order() {
        return switch (by) {
            case BYTES -> row -> row.bytesIn() + row.bytesOut();
            case MESSAGES -> row -> row.messagesIn() + row.messagesOut();
            case AGE -> row -> row.session().path("age-millis").asDouble(0);
            case RTT -> row -> row.session().path("client-rtt-micros").asDouble(-1);
        };
    }

    private static Row row(JsonNode session, @Nullable JsonNode earlier) {
        double seconds = Math.max(1, member(session, "/age-millis") - member(earlier, "/age-millis")) / 1000.0;
        return new Row(
                session,
                (member(session, "/from-client/messages") - member(earlier, "/from-client/messages")) / seconds,
                (member(session, "/from-upstream/messages") - member(earlier, "/from-upstream/messages")) / seconds,
                (member(session, "/from-client/bytes") - member(earlier, "/from-client/bytes")) / seconds,
                (member(session, "/from-upstream/bytes") - member(earlier, "/from-upstream/bytes")) / seconds);
    }

    private static long member(@Nullable JsonNode session, String pointer) {
        return session == null ? 0 : session.at(pointer).asLong(0);
    }

    /** The first of {@code rows}, and above them what all do together. */
    public static List<String> lines(List<Row> rows, int most) {
        List<String> lines = new ArrayList<>();
        lines.add(Figures.sessions(rows.size()) + "; from clients "
                + sum(rows, Row::messagesIn, Row::bytesIn) + "; to clients "
                + sum(rows, Row::messagesOut, Row::bytesOut));
        lines.addAll(Column.table(COLUMNS, rows.subList(0, Math.min(most, rows.size()))));
        return lines;
    }

    private static String sum(List<Row> rows, ToDoubleFunction<Row> messages, ToDoubleFunction<Row> bytes) {
        return count(rows.stream().mapToDouble(messages).sum()) + " messages/s, "
                + bytes(rows.stream().mapToDouble(bytes).sum()) + "/s";
    }
}
