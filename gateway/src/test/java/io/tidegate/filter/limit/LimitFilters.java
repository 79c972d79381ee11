package io.tidegate.filter.limit;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import java.util.List;

/** Filters as the configuration file makes them. */
final class LimitFilters {
    private LimitFilters() {}

    /** @param settings in YAML, on one line: {@code rate-limit: { messages: 1/s }} */
    static FilterFactory of(String settings) {
        return of(settings, FilterTypes.load());
    }

    static FilterFactory of(String settings, FilterTypes types) {
        return ofBlock("- { " + settings + " }\n", types).getFirst();
    }

    /** @param filters the list of filters, as it stands below its key */
    static List<FilterFactory> ofBlock(String filters, FilterTypes types) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters.indent(6);
        return ConfigReader.read(ConfigSource.of("test.yaml", yaml), types).routes().get("chat").filters().stream()
                .map(types::configure)
                .toList();
    }
}
