package io.tidegate.config;

import java.util.List;

/** A configuration that is refused, with every fault that was found. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    public ConfigException(String fault) {
        this(List.of(fault));
    }

    /** @param faults at least one, each a sentence that says where, what and the value */
    public ConfigException(List<String> faults) {
        super(String.join("\n", faults), null, false, false);
        this.faults = List.copyOf(faults);
    }

    /** The same faults, with the key that they stand under in front, {@code listeners.public.}. */
    public ConfigException under(String key) {
        return new ConfigException(faults.stream().map(key::concat).toList());
    }

    /** Every fault, in the order of the file. */
    public List<String> faults() {
        return faults;
    }
}
