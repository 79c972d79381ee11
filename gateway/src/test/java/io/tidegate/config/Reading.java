package io.tidegate.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads a text as a file named {@code t.yaml} in the folder {@code /etc/tidegate}. */
final class Reading {
    /** A file that is right, for tests to go on from; its last line is the last of the route {@code app}. */
    static final String GOOD = """
            listeners:
              public: { address: "127.0.0.1:8080" }
            upstreams:
              app:
                endpoints: [ "ws://127.0.0.1:9001" ]
            routes:
              app:
                upstream: app
            """;

    private Reading() {}

    static ConfigSource source(String yaml) {
        return new ConfigSource("t.yaml", yaml, Path.of("/etc/tidegate"), Map.of(), List.of());
    }

    static GatewayConfig read(String yaml) {
        return read(source(yaml));
    }

    static GatewayConfig read(ConfigSource source) {
        return ConfigReader.read(source, SampleFilters.CATALOG);
    }

    static List<String> faults(String yaml) {
        return faults(source(yaml));
    }

    static List<String> faults(ConfigSource source) {
        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> read(source));
        return refusal == null ? List.of() : refusal.faults();
    }

    static List<String> warnings(String yaml) {
        return ConfigReader.check(source(yaml), SampleFilters.CATALOG, parts -> {})
                .warnings();
    }
}
