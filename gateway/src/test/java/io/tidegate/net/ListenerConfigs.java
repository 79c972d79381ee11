package io.tidegate.net;

import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.ListenerConfig;
import java.util.Map;

/** Configurations of listeners, read as from a file. */
final class ListenerConfigs {
    private ListenerConfigs() {}

    static ListenerConfig at(BindAddress address) {
        return read("{ public: { address: \"" + address + "\" } }").get("public");
    }

    /** @param yaml in flow style */
    static Map<String, ListenerConfig> read(String yaml) {
        return ConfigReader.read(ConfigSource.of("t.yaml", """
                                listeners: %s
                                upstreams: { up: { endpoints: [ "ws://127.0.0.1:9" ] } }
                                routes: { chat: { upstream: up } }
                                """.formatted(yaml)), name -> null)
                .listeners();
    }
}
