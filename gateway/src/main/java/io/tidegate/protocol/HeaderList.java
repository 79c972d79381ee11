package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** HTTP header fields in the order of the wire; names compare without case. Mutable, confined to one thread. */
public final class HeaderList {
    private final List<Field> fields = new ArrayList<>(16);

    /** One header field. The name keeps the spelling it came in. */
    public record Field(String name, String value) {}

    /** Appends a field, whether or not one of that name exists. */
    public HeaderList add(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** Removes every field of that name and appends this one. */
    public HeaderList set(String name, String value) {
        remove(name);
        return add(name, value);
    }

    /** Removes every field of that name. */
    public void remove(String name) {
        fields.removeIf(field -> field.name().equalsIgnoreCase(name));
    }

    /** Removes every field that {@code test} holds for. */
    public void removeIf(Predicate<Field> test) {
        fields.removeIf(test);
    }

    /** The first value of that name, or null. */
    public @Nullable String get(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** Every value of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    public boolean contains(String name) {
        return get(name) != null;
    }

    /** Whether a comma-separated list header has {@code token}, compared without case (RFC 9110, 5.6.1). */
    public boolean hasToken(String name, String token) {
        for (String element : tokens(name)) {
            if (element.equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /** The non-empty elements of a comma-separated list header, of all its fields together. Not for quoted strings. */
    public List<String> tokens(String name) {
        List<String> tokens = new ArrayList<>(4);
        for (String value : all(name)) {
            for (String element : value.split(",", -1)) {
                if (!element.isBlank()) {
                    tokens.add(element.strip());
                }
            }
        }
        return tokens;
    }

    /** The fields in order, copied. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /**
     * A name as an application server sees it: lower case, and {@code _} for {@code -}, since CGI-style servers do not
     * tell them apart. What must not be forged is compared in this form.
     */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }
}
