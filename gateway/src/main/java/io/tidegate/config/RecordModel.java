package io.tidegate.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A configuration record as the reader and the reference page see it. Immutable. */
final class RecordModel {
    private final Class<? extends Record> type;
    private final List<Component> components;
    private final Constructor<? extends Record> constructor;

    /**
     * A component of a record.
     *
     * @param key in kebab-case, as in the file
     * @param name as in the code
     * @param defaultText of {@link Default}; null where there is none
     */
    record Component(
            String key, String name, Type type, @Nullable String defaultText, Traits traits) {}

    /** What a component's annotations say. */
    record Traits(boolean nullable, boolean named, boolean secret, boolean inDefaults) {}

    private RecordModel(Class<? extends Record> type) {
        this.type = type;
        this.components = Arrays.stream(type.getRecordComponents())
                .map(RecordModel::component)
                .toList();
        this.constructor = constructor(type);
    }

    static RecordModel of(Class<? extends Record> type) {
        return new RecordModel(type);
    }

    /** In the order of the record. */
    List<Component> components() {
        return components;
    }

    /** The keys that an entry in the file may have. */
    List<String> keys() {
        return components.stream()
                .filter(component -> !component.traits().named())
                .map(Component::key)
                .toList();
    }

    /** Whether a value of {@code type} is written as a mapping; a record that only has {@code parse} is a scalar. */
    static boolean isMapping(Class<?> type) {
        return type.isRecord()
                && (parseMethod(type) == null || type.getSimpleName().endsWith("Config"));
    }

    /** The static {@code parse(String)} that reads a scalar, or null. */
    static @Nullable Method parseMethod(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            boolean parses = method.getName().equals("parse")
                    && Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == type
                    && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class});
            if (parses) {
                method.setAccessible(true);
                return method;
            }
        }
        return null;
    }

    /** @throws ConfigException if the record refuses the values */
    Record newInstance(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw refusal(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    /** A user's record may refuse with an exception of its own choice. */
    static RuntimeException refusal(@Nullable Throwable cause) {
        return switch (cause) {
            case ConfigException e -> e;
            case IllegalArgumentException e -> new ConfigException(String.valueOf(e.getMessage()));
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static Constructor<? extends Record> constructor(Class<? extends Record> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }

    private static Component component(RecordComponent component) {
        Default defaultValue = component.getAnnotation(Default.class);
        var traits = new Traits(
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                component.isAnnotationPresent(Named.class),
                component.isAnnotationPresent(Secret.class),
                !component.isAnnotationPresent(NotInDefaults.class));
        return new Component(
                Units.kebab(component.getName()),
                component.getName(),
                component.getGenericType(),
                defaultValue == null ? null : defaultValue.value(),
                traits);
    }
}
