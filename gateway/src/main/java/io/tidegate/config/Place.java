package io.tidegate.config;

import java.util.Comparator;

/**
 * Where something stands in the configuration: in the file, or on the command line.
 *
 * @param source the file's name, or {@code --set}
 * @param line from 1; 0 on the command line
 * @param column from 1; on the command line which {@code --set} it is
 * @param path the full key, {@code upstreams.chat.endpoints[1].url}; empty for the whole file
 */
record Place(String source, int line, int column, String path) {
    /** The file from top to bottom, then the command line from left to right. */
    static final Comparator<Place> ORDER = Comparator.comparing(Place::onCommandLine)
            .thenComparingInt(Place::line)
            .thenComparingInt(Place::column);

    static Place startOf(String file) {
        return new Place(file, 1, 1, "");
    }

    static Place ofSet(int index, String path) {
        return new Place("--set", 0, index, path);
    }

    /** Another place of the same source; the command line has no lines. */
    Place at(int newLine, int newColumn, String newPath) {
        return onCommandLine() ? new Place(source, 0, column, newPath) : new Place(source, newLine, newColumn, newPath);
    }

    /** The path of {@code key} in the mapping that stands here. */
    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The path of an item of the list that stands here. */
    String pathOf(int index) {
        return path + "[" + index + "]";
    }

    /**
     * One line: location, full key, rule.
     *
     * @param rule a sentence about the key here, or about one below it if it starts with a dot
     */
    String sentence(String rule) {
        String location = onCommandLine() ? source : source + ":" + line + ":" + column;
        String sentence = rule.startsWith(".") ? path + rule : path + " " + rule;
        return location + " " + (path.isEmpty() ? sentence.substring(1) : sentence);
    }

    /** One fault that ends the reading, made printable. */
    ConfigException refusal(String rule) {
        return new ConfigException(Faults.printable(sentence(rule)));
    }

    private boolean onCommandLine() {
        return line == 0;
    }
}
