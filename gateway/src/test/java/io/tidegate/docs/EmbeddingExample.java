package io.tidegate.docs;

import io.tidegate.Gateway;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import java.util.Map;

/** A program with a gateway inside: {@code EmbeddingExample ws://127.0.0.1:9001}. */
public final class EmbeddingExample {
    private static final String CONFIG = """
            listeners:
              public: { address: "127.0.0.1:0" }
            upstreams:
              chat: { endpoints: [ "${SERVER}" ] }
            routes:
              chat: { match: { path: /chat }, upstream: chat }
            """;

    private EmbeddingExample() {}

    public static void main(String[] arguments) throws Exception {
        try (Gateway gateway = start(arguments[0])) {
            System.out.println(
                    "open ws://127.0.0.1:" + gateway.address("public").getPort() + "/chat; Enter ends it");
            System.in.read();
            gateway.drain();
        }
    }

    /** Throws a ConfigException, with every fault as a line, if the configuration cannot be used. */
    static Gateway start(String server) {
        ConfigSource source = ConfigSource.of("embedded", CONFIG).withEnvironment(Map.of("SERVER", server));
        GatewayConfig config = ConfigReader.read(source, FilterTypes.load());
        return Gateway.start(config);
    }
}
