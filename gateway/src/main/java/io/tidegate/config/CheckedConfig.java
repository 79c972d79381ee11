package io.tidegate.config;

import java.util.List;
import java.util.function.Function;

/** A configuration in which the reader found no faults, and what is risky about it. Immutable. */
public final class CheckedConfig {
    private final GatewayConfig config;
    private final List<String> warnings;
    private final Node.Mapping file;

    CheckedConfig(GatewayConfig config, List<String> warnings, Node.Mapping file) {
        this.config = config;
        this.warnings = List.copyOf(warnings);
        this.file = file;
    }

    public GatewayConfig config() {
        return config;
    }

    /** Each says where, what, and what to do; in the order of the file. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * What {@code use} makes of the configuration.
     *
     * @throws ConfigException if {@code use} refuses it: with the same faults, each with its place in the file
     */
    public <T> T use(Function<GatewayConfig, T> use) {
        try {
            return use.apply(config);
        } catch (ConfigException e) {
            Faults faults = new Faults();
            e.faults().forEach(fault -> Refusals.add(faults, file, fault));
            throw new ConfigException(faults.lines());
        }
    }
}
