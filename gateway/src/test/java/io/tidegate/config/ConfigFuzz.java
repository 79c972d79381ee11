package io.tidegate.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The fuzz target of the configuration reader: any bytes are a configuration, or are refused in readable lines. */
final class ConfigFuzz {
    private static final Path NO_FOLDER = Path.of("/nonexistent");
    private static final String SET = "--set ";

    private ConfigFuzz() {}

    /** Throws if anything but a {@link ConfigException} comes out, or one that cannot be shown. */
    static void input(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> sets = text.lines()
                .filter(line -> line.startsWith(SET))
                .map(line -> line.substring(SET.length()))
                .toList();
        String yaml = sets.isEmpty() ? text : text.replaceAll("(?m)^--set .*$", "");
        Map<String, String> environment = Map.of("NAME", "app", "NUMBER", "7", "SECRET", "0123456789abcdef");
        try {
            CheckedConfig checked = ConfigReader.check(
                    new ConfigSource("t.yaml", yaml, NO_FOLDER, environment, sets), SampleFilters.CATALOG, parts -> {});
            require(checked.config().equals(checked.config()), "a configuration must equal itself");
        } catch (ConfigException e) {
            require(!e.faults().isEmpty(), "a refusal must have a fault");
            e.faults().forEach(ConfigFuzz::requireReadable);
        }
    }

    private static void requireReadable(String fault) {
        require(fault.startsWith("t.yaml:") || fault.startsWith(SET), "not located: " + fault);
        require(fault.chars().noneMatch(Character::isISOControl), "not printable: " + fault);
        require(fault.length() < 1000, "too long: " + fault);
    }

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new AssertionError(message);
        }
    }
}
