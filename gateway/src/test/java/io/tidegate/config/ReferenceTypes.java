package io.tidegate.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a reader of the reference is told about a component's type and default. */
final class ReferenceTypes {
    /** What scalars are called; {@link ReferencePage} explains those that are records. */
    private static final Map<Class<?>, String> NAMES = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(int.class, "number"),
            Map.entry(Integer.class, "number"),
            Map.entry(long.class, "number"),
            Map.entry(Long.class, "number"),
            Map.entry(double.class, "decimal"),
            Map.entry(Double.class, "decimal"),
            Map.entry(boolean.class, "`true` \\| `false`"),
            Map.entry(Boolean.class, "`true` \\| `false`"),
            Map.entry(Duration.class, "duration"),
            Map.entry(URI.class, "URL"),
            Map.entry(Path.class, "path"),
            Map.entry(AnyValue.class, "any value"),
            Map.entry(FileText.class, "file"),
            Map.entry(FileBytes.class, "file"),
            Map.entry(ByteSize.class, "size"),
            Map.entry(Rate.class, "rate"),
            Map.entry(ByteRate.class, "byte rate"),
            Map.entry(Cidr.class, "address block"),
            Map.entry(BindAddress.class, "socket address"),
            Map.entry(RequestKey.class, "request key"),
            Map.entry(LoopCount.class, "number or `auto`"));

    private final Set<Class<?>> explained = new TreeSet<>((a, b) -> name(a).compareTo(name(b)));

    /** Records with a notation of their own that were named so far, by name. */
    Set<Class<?>> explained() {
        return explained;
    }

    /** The type in words. */
    String describe(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "list of " + plural(describe(arguments[0]))
                    : "mapping of names to " + plural(describe(arguments[1]));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Scalars.words(plain).stream().map(word -> "`" + word + "`").collect(Collectors.joining(" \\| "));
        }
        if (plain == OnRemovedConfig.class) {
            return describe(OnRemovedConfig.Action.class) + ", or mapping";
        }
        if (plain == PaceConfig.class) {
            return name(Rate.class) + " or mapping";
        }
        if (RecordModel.isMapping(plain) || plain == FilterConfig.class) {
            return RecordModel.parseMethod(plain) == null ? "mapping" : "URL or mapping";
        }
        if (plain.isRecord()) {
            explained.add(plain);
        }
        return name(plain);
    }

    static String name(Class<?> type) {
        return NAMES.getOrDefault(type, Units.kebab(type.getSimpleName()).replace('-', ' '));
    }

    /** @param meaning of the component; a list or map that must have "at least one" entry is required */
    static String defaultOf(RecordModel.Component component, String meaning) {
        String text = component.defaultText();
        if (text != null) {
            return text.isEmpty() || text.equals("{}") ? "-" : "`" + text + "`";
        }
        if (component.traits().nullable()) {
            return "-";
        }
        return component.type() instanceof ParameterizedType && !meaning.contains("at least one")
                ? "empty"
                : "**required**";
    }

    /** The record that a component holds, alone or in a list or map; null if it holds something else. */
    static Class<? extends Record> recordIn(Type type) {
        Type inner = type;
        while (inner instanceof ParameterizedType generic) {
            inner = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
        }
        Class<?> plain = (Class<?>) inner;
        return plain != FilterConfig.class && RecordModel.isMapping(plain) ? plain.asSubclass(Record.class) : null;
    }

    private static String plural(String word) {
        return switch (word) {
            case "text" -> "texts";
            case "URL or mapping" -> "URLs or mappings";
            default -> word.startsWith("`") ? word : word + "s";
        };
    }
}
