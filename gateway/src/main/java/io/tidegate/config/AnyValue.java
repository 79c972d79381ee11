package io.tidegate.config;

/**
 * A value of any form: text, number, truth value, nothing, list or mapping. For settings that are data rather than rules.
 *
 * @param json the value; keys of mappings in the order of the file, numbers as they are written there
 */
public record AnyValue(String json) {
    /** A text. */
    public static AnyValue parse(String text) {
        return new AnyValue(AnyValues.quoted(text));
    }

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return "value of " + json.length() + " characters";
    }
}
