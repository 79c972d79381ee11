package io.tidegate.cli.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows for people: columns as wide as what is in them, numbers to the right, columns without any text left out. */
public final class TextTable {
    private static final int MOST = 48; // characters in a column
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cc}");
    private static final String GAP = "  ";

    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param heads one that begins with {@code >} is of a column of numbers */
    public TextTable(String... heads) {
        this.heads = List.of(heads);
    }

    /** As many cells as there are heads. */
    public void add(String... cells) {
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            String text = harmless(cell);
            row.add(text.length() > MOST ? text.substring(0, MOST - 1) + "…" : text);
        }
        rows.add(row);
    }

    /** Without what a terminal would obey: peers choose some of it. */
    static String harmless(String text) {
        return CONTROL_CHARACTER.matcher(text).replaceAll("?");
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** With the heads. */
    public List<String> lines() {
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            if (width(i) > 0) {
                columns.add(i);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(heads.stream().map(head -> head.replaceFirst("^>", "")).toList(), columns));
        rows.forEach(row -> lines.add(line(row, columns)));
        return lines;
    }

    private String line(List<String> cells, List<Integer> columns) {
        StringBuilder line = new StringBuilder();
        for (int column : columns) {
            String head = heads.get(column);
            int width = Math.max(width(column), head.length() - (head.startsWith(">") ? 1 : 0));
            String cell = cells.get(column);
            String space = " ".repeat(width - cell.length());
            line.append(line.isEmpty() ? "" : GAP).append(head.startsWith(">") ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
