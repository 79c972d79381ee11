package io.tidegate.filter.content;

/**
 * What is wrong with a message.
 *
 * @param pointer JSON pointer to the value at fault; empty for the message as a whole
 * @param rule that it breaks, one word of a closed list, or of the configuration
 * @param detail for the log alone: names no value of the message; may be empty
 */
public record Fault(String pointer, String rule, String detail) implements Reading {
    /** With nothing else to tell. */
    public Fault(String pointer, String rule) {
        this(pointer, rule, "");
    }

    /** Of the message as a whole. */
    public static Fault of(String rule) {
        return new Fault("", rule);
    }
}
