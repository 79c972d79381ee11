package io.tidegate.cli;

import io.tidegate.config.CheckedConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.filter.FilterTypes;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --set}, and reading with it: what {@code run} and {@code check} have in common. */
final class Settings {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Put a value over the file's, such as routes.chat.max-age=1h; may be given several times.")
    private List<String> sets = new ArrayList<>();

    List<String> sets() {
        return sets;
    }

    /** @throws io.tidegate.config.ConfigException with every fault, also those that {@code program} finds */
    static CheckedConfig read(ConfigLoad load, Program program) {
        return load.read(FilterTypes.load(), program::check);
    }
}
