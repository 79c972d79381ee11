package io.tidegate.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A page of docs/, for tests that run its examples. */
public final class DocumentationPage {
    private static final Pattern BLOCK = Pattern.compile("^```(\\S+.*)\n((?s).*?)^```$", Pattern.MULTILINE);

    private final String text;

    private DocumentationPage(String text) {
        this.text = text;
    }

    public static DocumentationPage of(String name) throws IOException {
        return new DocumentationPage(Files.readString(Path.of("..", "docs", name)));
    }

    /** The fenced blocks that start with exactly {@code ```kind}. */
    public List<String> blocks(String kind) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(kind))
                .map(block -> block.group(2))
                .toList();
    }

    /** The rows of the first table whose header row starts with {@code firstColumn}, cell by cell. */
    public List<List<String>> table(String firstColumn) {
        return tables(firstColumn).getFirst();
    }

    /** As {@link #table}, of each table with that header. */
    public List<List<List<String>>> tables(String firstColumn) {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).startsWith("| " + firstColumn + " |"))
                .mapToObj(header -> lines.subList(header + 2, lines.size()).stream()
                        .takeWhile(line -> line.startsWith("|"))
                        .map(DocumentationPage::cells)
                        .toList())
                .toList();
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
