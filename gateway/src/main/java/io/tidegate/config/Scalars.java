package io.tidegate.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Text as a value of the type that is expected there. */
final class Scalars {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,18})");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    private final Path folder;
    private final Consumer<Path> files;

    /**
     * @param folder that relative paths start from
     * @param files told of each file, just before it is read
     */
    Scalars(Path folder, Consumer<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /** @throws ConfigException with the rule: {@code must be ..., got ...} */
    Object read(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        if (type == FileText.class) {
            return FileText.read(file(text));
        }
        if (type == FileBytes.class) {
            return FileBytes.read(file(text));
        }
        if (type.isRecord()) {
            return parsed(type, text);
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> (int) wholeNumber(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long", "Long" -> wholeNumber(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case "double", "Double" -> number(text);
            case "boolean", "Boolean" -> truth(text);
            case "Duration" -> Units.parseDuration(text);
            case "Instant" -> instant(text);
            case "URI" -> uri(text);
            case "Path" -> path(text);
            default -> throw new IllegalStateException("a configuration record must not have a " + type);
        };
    }

    /** How the constants of an enum are spelt in the file: in kebab-case, unless they say themselves how. */
    static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> word((Enum<?>) constant))
                .toList();
    }

    private static String word(Enum<?> constant) {
        String own = constant.toString();
        return own.equals(constant.name()) ? Units.kebab(own) : own;
    }

    private static Object constant(Class<?> type, String text) {
        List<String> words = words(type);
        int index = words.indexOf(text);
        Check.that(index >= 0, "must be " + anyOf(words) + ", got " + text);
        return type.getEnumConstants()[index];
    }

    private static String anyOf(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.getFirst() : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static Object parsed(Class<?> type, String text) {
        Method parse = RecordModel.parseMethod(type);
        if (parse == null) {
            throw new ConfigException("must be a mapping, got " + text);
        }
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            throw RecordModel.refusal(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private static long wholeNumber(String text, long least, long most) {
        Check.that(WHOLE_NUMBER.matcher(text).matches(), "must be a whole number, got " + text);
        try {
            long number = Long.parseLong(text);
            Check.between("", number, least, most);
            return number;
        } catch (NumberFormatException | ConfigException e) {
            throw new ConfigException("must be between " + least + " and " + most + ", got " + text);
        }
    }

    private static double number(String text) {
        Check.that(NUMBER.matcher(text).matches(), "must be a number like 1.25, got " + text);
        return Double.parseDouble(text);
    }

    private static boolean truth(String text) {
        Check.that(text.equals("true") || text.equals("false"), "must be true or false, got " + text);
        return text.equals("true");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ConfigException("must be a time like 2027-01-31T12:00:00Z, got " + text);
        }
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new ConfigException("must be an address like ws://host:port, got " + text);
        }
    }

    private Path file(String text) {
        Path path = path(text);
        files.accept(path);
        return path;
    }

    private Path path(String text) {
        Check.that(!text.isEmpty(), "must be a path, got an empty text");
        try {
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new ConfigException("must be a path, got " + text);
        }
    }
}
