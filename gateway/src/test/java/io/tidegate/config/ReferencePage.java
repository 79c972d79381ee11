package io.tidegate.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md}: a table per record, from the records and their javadoc. */
final class ReferencePage {
    private static final String NAME = "NAME";

    private final RecordDocs docs;
    private final ReferenceTypes types = new ReferenceTypes();
    private final StringBuilder page = new StringBuilder();
    private final SortedMap<String, Class<? extends Record>> filters;

    private ReferencePage(RecordDocs docs, SortedMap<String, Class<? extends Record>> filters) {
        this.docs = docs;
        this.filters = filters;
    }

    /**
     * The page.
     *
     * @param intro what is said before the tables
     * @param filters the settings of every filter, by its name
     */
    static String of(RecordDocs docs, String intro, SortedMap<String, Class<? extends Record>> filters) {
        var page = new ReferencePage(docs, filters);
        page.section("", GatewayConfig.class, "the whole file");
        filters.forEach((name, type) -> page.section("routes.NAME.filters[]." + name, type, "a filter of a route"));
        return intro + page.notations() + page.page;
    }

    private void section(String path, Class<? extends Record> type, String level) {
        RecordDocs.Comment comment = docs.of(type);
        RecordModel model = RecordModel.of(type);
        page.append(path.isEmpty() ? "\n## The file\n\n" : "\n## `" + path + "`\n\n");
        page.append(comment.summary()).append("\n\nLevel: ").append(level).append(".\n");
        table(model, comment);
        for (RecordModel.Component component : model.components()) {
            Class<? extends Record> inner = ReferenceTypes.recordIn(component.type());
            if (inner != null) {
                String innerPath = pathOf(path, component);
                section(innerPath, inner, levelOf(innerPath));
            }
        }
    }

    private void table(RecordModel model, RecordDocs.Comment comment) {
        List<RecordModel.Component> keys = model.components().stream()
                .filter(component -> !component.traits().named())
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        page.append("\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
        keys.forEach(key -> page.append(row(key, comment.params())));
    }

    private String row(RecordModel.Component key, Map<String, String> meanings) {
        String meaning = meanings.getOrDefault(key.name(), "").replace("|", "\\|");
        if (key.type().toString().contains(FilterConfig.class.getSimpleName()) && !filters.isEmpty()) {
            meaning += "; each a mapping of one key, the filter's name: "
                    + filters.keySet().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))
                    + ", or one of your own";
        }
        if (key.traits().secret()) {
            boolean file = key.type() == Path.class;
            meaning += file
                    ? ". Not to be readable by all users"
                    : ". Never shown; give it as `${NAME}` or `${file:PATH}`";
        }
        return "| `" + key.key() + "` | " + types.describe(key.type()) + " | " + ReferenceTypes.defaultOf(key, meaning)
                + " | " + meaning + " |\n";
    }

    private String notations() {
        var text = new StringBuilder("| value | written |\n| --- | --- |\n");
        text.append("| duration | `250ms`, `5s`, `10m`, `1h`, `7d`; always with its unit |\n");
        text.append("| path | relative ones start at the configuration file's folder |\n");
        text.append("| name | of a listener, upstream or route: `a-z`, `0-9` and inner `-`, at most 63 characters |\n");
        for (Class<?> type : types.explained()) {
            String summary = docs.of(type).summary().replace("|", "\\|").replaceAll("\\.$", "");
            text.append("| ")
                    .append(ReferenceTypes.name(type))
                    .append(" | ")
                    .append(summary)
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String pathOf(String path, RecordModel.Component component) {
        String inner = path.isEmpty() ? component.key() : path + "." + component.key();
        Type type = component.type();
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? inner + "[]" : inner + "." + NAME;
        }
        return inner;
    }

    private static String levelOf(String path) {
        for (Defaults.Kind kind : Defaults.Kind.values()) {
            if (path.equals(kind.map + "." + NAME)) {
                String own = RecordModel.of(kind.type).components().stream()
                        .filter(component -> !component.traits().inDefaults())
                        .map(component -> "`" + component.key() + "`")
                        .collect(Collectors.joining(", "));
                return "each " + kind.key + ", and `defaults." + kind.key + "` for all of them (without " + own + ")";
            }
            if (path.startsWith(kind.map + ".")) {
                boolean own = RecordModel.of(kind.type).components().stream()
                        .filter(component -> !component.traits().inDefaults())
                        .anyMatch(component -> path.startsWith(kind.map + "." + NAME + "." + component.key()));
                return own ? "each " + kind.key : "each " + kind.key + ", or `defaults." + kind.key + "`";
            }
        }
        return "the whole file";
    }
}
