package io.tidegate.filter.protobuf;

import io.tidegate.filter.content.Fault;

/** A message that cannot be translated, with the place. Without a stack: it is the sender's doing, not a bug. */
final class Untranslatable extends Exception {
    private final transient Fault fault;

    Untranslatable(Fault fault) {
        super(fault.rule(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
