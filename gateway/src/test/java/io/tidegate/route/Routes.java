package io.tidegate.route;

import io.tidegate.config.ByteSize;
import io.tidegate.config.CompressionConfig;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.MatchConfig;
import io.tidegate.config.MemoryBudgetConfig;
import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.PaceConfig;
import io.tidegate.config.Rate;
import io.tidegate.config.RequestKey;
import io.tidegate.config.RewriteConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.config.SlowConsumerConfig;
import io.tidegate.filter.FilterTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds route configurations for tests, the rest of each as the file's defaults. */
final class Routes {
    static final RewriteConfig NO_REWRITE = new RewriteConfig(null, null);

    private final String name;
    private MatchConfig match = new MatchConfig("/**", null, Map.of(), Map.of(), null, List.of());
    private Map<String, Integer> split = Map.of();
    private RequestKey splitBy = RequestKey.parse("client-address");
    private RewriteConfig rewrite = NO_REWRITE;
    private RouteConfig.Mode mode = RouteConfig.Mode.RELAY;
    private @Nullable CompressionConfig compression;
    private List<FilterConfig> filters = List.of();

    private Routes(String name) {
        this.name = name;
    }

    static Routes named(String name) {
        return new Routes(name);
    }

    /**
     * Reads {@code name=/path} and conditions, separated by blanks: {@code host:*.example.com}, {@code header:X-V=2}, {@code
     * query:v=*}, {@code subprotocol:chat}, {@code listener:secure}.
     */
    static RouteConfig parse(String text) {
        String[] words = text.strip().split(" +", -1);
        int equals = words[0].indexOf('=');
        String host = null;
        String subprotocol = null;
        Map<String, Map<String, String>> pairs = Map.of("header", new HashMap<>(), "query", new HashMap<>());
        List<String> listeners = new ArrayList<>();
        for (String word : List.of(words).subList(1, words.length)) {
            String kind = word.substring(0, word.indexOf(':'));
            String value = word.substring(word.indexOf(':') + 1);
            switch (kind) {
                case "host" -> host = value;
                case "subprotocol" -> subprotocol = value;
                case "listener" -> listeners.add(value);
                default -> pairs.get(kind).put(value.replaceFirst("=.*", ""), value.replaceFirst(".*=", ""));
            }
        }
        return named(words[0].substring(0, equals))
                .match(new MatchConfig(
                        words[0].substring(equals + 1),
                        host,
                        pairs.get("header"),
                        pairs.get("query"),
                        subprotocol,
                        listeners))
                .build();
    }

    /** A table of routes as in {@link #parse}, separated by semicolons. */
    static RouteTable table(String routes) {
        return RouteTable.of(
                List.of(routes.split(";", -1)).stream().map(Routes::parse).toList(), FilterTypes.load());
    }

    Routes path(String pattern) {
        return match(new MatchConfig(pattern, null, Map.of(), Map.of(), null, List.of()));
    }

    Routes match(MatchConfig value) {
        match = value;
        return this;
    }

    Routes split(Map<String, Integer> weights, String key) {
        split = weights;
        splitBy = RequestKey.parse(key);
        return this;
    }

    Routes stripPrefix(String prefix) {
        rewrite = new RewriteConfig(prefix, null);
        return this;
    }

    Routes rewrite(String template) {
        rewrite = new RewriteConfig(null, template);
        return this;
    }

    Routes inMaintenance() {
        mode = RouteConfig.Mode.MAINTENANCE;
        return this;
    }

    Routes filters(FilterConfig... configs) {
        filters = List.of(configs);
        return this;
    }

    Routes compression(CompressionConfig config) {
        compression = config;
        return this;
    }

    RouteConfig build() {
        boolean goesNowhere = !split.isEmpty() || mode == RouteConfig.Mode.MAINTENANCE;
        return new RouteConfig(
                name,
                match,
                goesNowhere ? null : name + "-upstream",
                split,
                splitBy,
                rewrite,
                mode,
                "The service is down for maintenance.",
                filters,
                RouteConfig.Refuse.STATUS,
                ByteSize.ofMiB(16),
                ByteSize.ofMiB(16),
                65_536,
                new PaceConfig(Rate.parse("100/s"), 1000),
                null,
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                null,
                Duration.ofSeconds(5),
                1011,
                compression,
                null,
                null,
                new SlowConsumerConfig(SlowConsumerConfig.Policy.BACKPRESSURE, null, null, null, null, null),
                new MemoryBudgetConfig(ByteSize.ofMiB(64), null),
                OnRemovedConfig.parse("keep"),
                null,
                null,
                Map.of());
    }

    Route route() {
        return Route.of(build(), FilterTypes.load(), null);
    }
}
