package io.tidegate.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in <code>${NAME}</code>, <code>${NAME:default}</code> and <code>${file:PATH}</code>; <code>$${</code> stands for
 * <code>${</code>. What is filled in is text, and is not looked through again.
 */
final class Substitution {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{(?:([^}]*)\\})?");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z_][A-Z0-9_]*)(?::(.*))?", Pattern.DOTALL);
    private static final String FILE = "file:";

    private final ConfigSource source;
    private final Consumer<Path> files;
    private final Faults faults;
    private @Nullable Path lastFile; // that the scalar at hand was filled in from

    /** @param files told of each file before it is read */
    Substitution(ConfigSource source, Consumer<Path> files, Faults faults) {
        this.source = source;
        this.files = files;
        this.faults = faults;
    }

    Node.Mapping apply(Node.Mapping mapping) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> entries.put(key, new Node.Entry(entry.key(), apply(entry.value()))));
        return new Node.Mapping(mapping.place(), entries);
    }

    private Node apply(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> apply(mapping);
            case Node.Sequence sequence -> apply(sequence);
            case Node.Scalar scalar -> scalar.text().contains("${") ? apply(scalar) : scalar;
            case Node.Nothing nothing -> nothing;
            case Node.Broken broken -> broken;
        };
    }

    private Node apply(Node.Sequence sequence) {
        List<Node> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(apply(item)));
        return new Node.Sequence(sequence.place(), items);
    }

    private Node apply(Node.Scalar scalar) {
        var text = new StringBuilder();
        boolean literal = true;
        lastFile = null;
        Matcher reference = REFERENCE.matcher(scalar.text());
        try {
            while (reference.find()) {
                boolean escaped = reference.group().startsWith("$$");
                literal &= escaped;
                String filledIn = escaped ? "${" : value(reference.group(1));
                reference.appendReplacement(text, Matcher.quoteReplacement(filledIn));
            }
        } catch (ConfigException e) {
            faults.add(scalar.place(), String.valueOf(e.getMessage()));
            return new Node.Broken(scalar.place());
        }
        return new Node.Scalar(scalar.place(), reference.appendTail(text).toString(), literal, lastFile, true);
    }

    /** The faults do not quote what stands between the braces: it may be half a password. */
    private String value(@Nullable String inBraces) {
        if (inBraces == null) {
            throw new ConfigException("must close ${ with }, or be written $${ for a literal ${");
        }
        if (inBraces.startsWith(FILE)) {
            return content(inBraces.substring(FILE.length()));
        }
        Matcher variable = VARIABLE.matcher(inBraces);
        Check.that(
                variable.matches(),
                "must be ${NAME}, ${NAME:default} or ${file:PATH} with an upper-case name, or $${ for a literal ${");
        String value = source.environment().getOrDefault(variable.group(1), variable.group(2));
        Check.that(value != null, "needs the environment variable " + variable.group(1) + ", which is not set");
        return value;
    }

    private String content(String path) {
        try {
            Path file = source.folder().resolve(Path.of(path));
            files.accept(file);
            lastFile = file;
            String text = ConfigSource.text(file);
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (InvalidPathException e) {
            throw new ConfigException("needs a file, but its path is not valid: " + e.getReason());
        } catch (ConfigException e) {
            throw new ConfigException("needs a file: " + e.getMessage());
        }
    }
}
