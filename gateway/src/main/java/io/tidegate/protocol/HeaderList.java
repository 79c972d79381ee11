package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTP header fields in the order of the wire; names compare without case. Mutable, confined to one thread. */
public final class HeaderList {
    private final List<Field> fields = new ArrayList<>();

    /** One header field. The name keeps the spelling it came in. */
    public record Field(String name, String value) {}

    /** The same fields, to go on by themselves. */
    public HeaderList copy() {
        HeaderList copy = new HeaderList();
        copy.fields.addAll(fields);
        return copy;
    }

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

    /** The first value of that name, or null. */
    public @Nullable String get(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** Every value of that name, in order; not to be changed. */
    public List<String> all(String name) {
        List<String> values = List.of(); // most fields that are asked for are not there
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>(2) : values;
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
        List<String> values = all(name);
        if (values.isEmpty()) {
            return values;
        }
        List<String> tokens = new ArrayList<>(4);
        for (String value : values) {
            addElements(value, tokens);
        }
        return tokens;
    }

    /** The fields in order: a view, not to be iterated over while fields are added or removed. */
    public List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }

    /**
     * A name as an application server sees it: lower case, and {@code _} for {@code -}, since CGI-style servers do not
     * tell them apart. What must not be forged is compared in this form.
     */
    public static String folded(String name) {
        char[] folded = name.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            char c = folded[i];
            folded[i] = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c == '-' ? '_' : c;
        }
        return new String(folded);
    }

    private static void addElements(String value, List<String> elements) {
        int from = 0;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int end = comma < 0 ? value.length() : comma;
            String element = value.substring(from, end).strip();
            if (!element.isEmpty()) {
                elements.add(element);
            }
            from = end + 1;
        }
    }
}
