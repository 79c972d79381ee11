package io.tidegate.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes records of mappings. Confined to the reading thread. */
final class RecordBinder {
    private final Binder binder;
    private final Faults faults;
    private final SecretRisks risks;
    private final Map<Class<?>, RecordModel> models = new HashMap<>();
    private final IdentityHashMap<RecordModel.Component, Object> defaults = new IdentityHashMap<>();

    RecordBinder(Binder binder, Faults faults, Faults warnings) {
        this.binder = binder;
        this.faults = faults;
        this.risks = new SecretRisks(warnings);
    }

    /**
     * The record, or null if it cannot be made. May be made although faults were added, with defaults in place of what
     * is broken, so that what refers to it is judged as well.
     *
     * @param name for the component that is {@link Named}
     */
    @Nullable
    Record bind(Class<? extends Record> type, Node.Mapping mapping, @Nullable String name) {
        Arguments arguments = arguments(type, mapping, name);
        return arguments.complete ? construct(arguments) : null;
    }

    /** The values of a mapping for a record, before its constructor has judged them. */
    static final class Arguments {
        final RecordModel model;
        final Node.Mapping mapping;
        final @Nullable Object[] values;
        final Set<String> doubtful = new HashSet<>();
        boolean complete = true;

        Arguments(RecordModel model, Node.Mapping mapping) {
            this.model = model;
            this.mapping = mapping;
            this.values = new Object[model.components().size()];
        }
    }

    RecordModel model(Class<? extends Record> type) {
        return models.computeIfAbsent(type, unseen -> RecordModel.of(type));
    }

    Arguments arguments(Class<? extends Record> type, Node.Mapping mapping, @Nullable String name) {
        var arguments = new Arguments(model(type), mapping);
        refuseUnknown(mapping, arguments.model.keys());
        List<RecordModel.Component> components = arguments.model.components();
        for (int i = 0; i < components.size(); i++) {
            RecordModel.Component component = components.get(i);
            arguments.values[i] = component.traits().named() ? name : value(component, arguments);
        }
        return arguments;
    }

    void refuseUnknown(Node.Mapping mapping, List<String> keys) {
        mapping.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                faults.add(entry.key(), "is not a key here" + Suggestion.of(key, keys));
            }
        });
    }

    /** The value that a key has in the file, null if it is broken. */
    @Nullable
    Object given(RecordModel.Component component, Node node) {
        if (node instanceof Node.Nothing nothing) {
            faults.add(node.place(), nothing.written() ? "must not be null" : "must have a value");
            return null;
        }
        Object value = binder.bind(component.type(), node, null);
        if (component.traits().secret()) {
            risks.judgeSecret(node, value);
        } else {
            risks.judgeFields(component.type(), node);
        }
        return value;
    }

    private @Nullable Object value(RecordModel.Component component, Arguments arguments) {
        Node node = arguments.mapping.get(component.key());
        boolean off = node instanceof Node.Nothing nothing
                && nothing.written()
                && component.traits().nullable();
        if (node == null || off) {
            return absent(component, arguments);
        }
        int before = faults.count();
        Object value = given(component, node);
        if (value != null && faults.count() == before) {
            return value;
        }
        arguments.doubtful.add(component.key());
        if (value != null) {
            return value;
        }
        arguments.complete &= hasDefault(component);
        return hasDefault(component) ? defaultValue(component) : null;
    }

    private @Nullable Object absent(RecordModel.Component component, Arguments arguments) {
        if (hasDefault(component)) {
            return defaultValue(component);
        }
        faults.add(arguments.mapping.place(), "." + component.key() + " must be given");
        arguments.complete = false;
        return null;
    }

    private static boolean hasDefault(RecordModel.Component component) {
        return component.traits().nullable() || component.defaultText() != null || isCollection(component.type());
    }

    /** Immutable, as all configuration is: made once for all entries. */
    private @Nullable Object defaultValue(RecordModel.Component component) {
        String text = component.defaultText();
        if (text == null) {
            return component.traits().nullable() ? null : emptyCollection(component.type());
        }
        return defaults.computeIfAbsent(component, unseen -> parsedDefault(component, text));
    }

    private Object parsedDefault(RecordModel.Component component, String text) {
        var found = new Faults();
        Place nowhere = Place.startOf("@Default");
        boolean flow = text.startsWith("{") || text.startsWith("[");
        Node node = flow ? YamlTree.read(nowhere, text, found) : new Node.Scalar(nowhere, text, true);
        Object value = binder.withFaults(found).bind(component.type(), node, null);
        if (value == null || found.count() > 0) {
            throw new IllegalStateException("@Default of " + component.name() + ": " + found.lines());
        }
        return value;
    }

    /**
     * Calls the constructor. If it refuses keys, that is reported and their defaults taken, to learn what else it
     * refuses; what it then says about a key that is in doubt is left out.
     */
    private @Nullable Record construct(Arguments arguments) {
        while (true) {
            try {
                return arguments.model.newInstance(arguments.values);
            } catch (ConfigException e) {
                if (!learn(arguments, e.faults())) {
                    return null;
                }
            }
        }
    }

    /** Whether to try again. */
    private boolean learn(Arguments arguments, List<String> messages) {
        Set<String> doubtful = Set.copyOf(arguments.doubtful);
        boolean again = false;
        for (String message : messages) {
            if (doubtful.stream().noneMatch(key -> Refusals.mentions(message, key))) {
                Refusals.add(faults, arguments.mapping, message);
                again |= takeDefault(arguments, message);
            }
        }
        return again;
    }

    /** Whether the key that {@code message} starts with had another value than its default. */
    private boolean takeDefault(Arguments arguments, String message) {
        List<RecordModel.Component> components = arguments.model.components();
        for (int i = 0; i < components.size(); i++) {
            RecordModel.Component component = components.get(i);
            boolean named = startsWith(message, component.key());
            if (named && hasDefault(component) && arguments.doubtful.add(component.key())) {
                arguments.values[i] = defaultValue(component);
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(String message, String key) {
        return message.startsWith(key + " ") || message.startsWith(key + ".");
    }

    private static boolean isCollection(Type type) {
        return type instanceof ParameterizedType;
    }

    private static Object emptyCollection(Type type) {
        return ((ParameterizedType) type).getRawType() == List.class ? List.of() : Map.of();
    }
}
