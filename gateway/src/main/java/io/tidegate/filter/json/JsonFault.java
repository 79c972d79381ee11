package io.tidegate.filter.json;

/** A text is not the JSON that is asked for. Has no stack, and is no bug: whoever reads a text of a peer catches it. */
public final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final String rule;

    /**
     * What is wrong.
     *
     * @param pointer JSON pointer to the value; empty for the text as a whole
     * @param rule that it breaks: one word
     */
    public JsonFault(String pointer, String rule) {
        super(rule, null, false, false);
        this.pointer = pointer;
        this.rule = rule;
    }

    public String pointer() {
        return pointer;
    }

    public String rule() {
        return rule;
    }
}
