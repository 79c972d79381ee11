package io.tidegate.cli.remote;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A column of a {@link TextTable} in which each row is one {@code T}.
 *
 * @param head as in {@link TextTable#TextTable}
 */
record Column<T>(String head, Function<T, String> cell) {
    /** Of what a member says, as it is. */
    static Column<JsonNode> member(String head, String name) {
        return new Column<>(head, object -> Figures.text(object.path(name)));
    }

    /** The same for what has a {@code T}. */
    <U> Column<U> of(Function<U, T> part) {
        return new Column<>(head, part.andThen(cell));
    }

    /** A line each, and one above. */
    static <T> List<String> table(List<Column<T>> columns, Iterable<T> rows) {
        TextTable table = new TextTable(columns.stream().map(Column::head).toArray(String[]::new));
        for (T row : rows) {
            table.add(columns.stream().map(column -> column.cell().apply(row)).toArray(String[]::new));
        }
        return table.lines();
    }
}
