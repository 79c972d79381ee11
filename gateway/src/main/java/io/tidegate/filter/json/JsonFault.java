package io.tidegate.filter.json;

/**
 * A message is not, or does not become, the JSON that is asked for. Has no stack and is no bug: it spares each step on the way a
 * result of its own, and whoever reads messages of a peer catches it in one place.
 */
public final class JsonFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String pointer;
    private final String rule;
    private final String detail;

    /**
     * What is wrong.
     *
     * @param pointer JSON pointer to the value; empty for the message as a whole
     * @param rule that it breaks: a word of a closed list
     * @param detail for the log: names no value of the message; may be empty
     */
    public JsonFault(String pointer, String rule, String detail) {
        super(rule, null, false, false);
        this.pointer = pointer;
        this.rule = rule;
        this.detail = detail;
    }

    /** Without more to tell. */
    public JsonFault(String pointer, String rule) {
        this(pointer, rule, "");
    }

    public String pointer() {
        return pointer;
    }

    public String rule() {
        return rule;
    }

    public String detail() {
        return detail;
    }
}
