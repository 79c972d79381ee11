package io.tidegate.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of the file's nodes. A value that cannot be made is null, and then at least one fault has been added.
 * Confined to the reading thread.
 */
final class Binder {
    /** What listeners, upstreams and routes may be called. */
    static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final Faults faults;
    private final Scalars scalars;
    private final RecordBinder records;
    private final FilterBinder filters;
    private final FilterCatalog catalog;

    Binder(Faults faults, Faults warnings, Scalars scalars, FilterCatalog catalog) {
        this.faults = faults;
        this.scalars = scalars;
        this.catalog = catalog;
        this.records = new RecordBinder(this, faults, warnings);
        this.filters = new FilterBinder(records, faults, catalog);
    }

    /** One that does the same and tells others. */
    Binder withFaults(Faults others) {
        return new Binder(others, new Faults(), scalars, catalog);
    }

    RecordBinder records() {
        return records;
    }

    /**
     * @param type of a record component
     * @param name the key in the map that {@code node} stands in; null elsewhere
     */
    @Nullable
    Object bind(Type type, Node node, @Nullable String name) {
        if (node instanceof Node.Broken) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? list(argument(generic, 0), node)
                    : map(argument(generic, 1), node);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == FilterConfig.class) {
            return filters.bind(node);
        }
        if (plain == AnyValue.class) {
            return new AnyValues(faults).bind(node);
        }
        return switch (node) {
            case Node.Mapping mapping
            when RecordModel.isMapping(plain) -> records.bind(plain.asSubclass(Record.class), mapping, name);
            case Node.Scalar scalar -> scalar(plain, scalar);
            default -> refuse(node, "must be " + (RecordModel.isMapping(plain) ? "a mapping" : "a single value"));
        };
    }

    private @Nullable Object scalar(Class<?> type, Node.Scalar scalar) {
        try {
            return scalars.read(type, scalar.text());
        } catch (ConfigException e) {
            faults.add(scalar.place(), Refusals.ofScalar(String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** With what could be read of it, so that the rest is judged too. */
    private @Nullable List<Object> list(Type type, Node node) {
        if (!(node instanceof Node.Sequence sequence)) {
            refuse(node, "must be a list");
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (Node item : sequence.items()) {
            Object value = bind(type, item, null);
            if (value != null) {
                values.add(value);
            } else if (type == FilterConfig.class) {
                values.add(FilterConfig.FAULTY);
            }
        }
        return values;
    }

    private @Nullable Map<String, Object> map(Type type, Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            refuse(node, "must be a mapping");
            return null;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        boolean named = isNamed(type);
        mapping.entries().forEach((key, entry) -> {
            if (named && !NAME.matcher(key).matches()) {
                faults.add(entry.key(), "must be named with a-z, 0-9 and inner -, at most 63 characters");
            }
            Object value = bind(type, entry.value(), key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private @Nullable Object refuse(Node node, String rule) {
        faults.add(node.place(), rule + ", got " + node.described());
        return null;
    }

    private boolean isNamed(Type type) {
        return type instanceof Class<?> plain
                && plain.isRecord()
                && records.model(plain.asSubclass(Record.class)).components().stream()
                        .anyMatch(component -> component.traits().named());
    }

    private static Type argument(ParameterizedType type, int index) {
        return type.getActualTypeArguments()[index];
    }
}
