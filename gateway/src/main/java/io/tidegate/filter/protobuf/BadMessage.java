package io.tidegate.filter.protobuf;

/** A message that cannot be translated. Without a stack: it is the sender's doing, not a bug. */
final class BadMessage extends Exception {
    private final String rule;

    /** @param rule that it breaks, one word of the list in the documentation */
    BadMessage(String rule) {
        super(rule, null, false, false);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
