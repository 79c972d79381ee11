package io.tidegate.filter.content;

/**
 * What is wrong with a message.
 *
 * @param pointer JSON pointer to the value at fault; empty for the message as a whole
 * @param rule that it breaks, one word of a closed list, or of the configuration
 */
public record Fault(String pointer, String rule) implements Reading {
    /** Of the message as a whole. */
    public static Fault of(String rule) {
        return new Fault("", rule);
    }
}
