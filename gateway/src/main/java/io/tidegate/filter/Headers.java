package io.tidegate.filter;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.protocol.Handshake;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes the header fields of the request on its way to the endpoint, and of the 101 answer to the client. */
public final class Headers implements FilterType<Headers.Config> {
    /**
     * Settings of {@code headers}; at least one change.
     *
     * @param toEndpoint changes to the request
     * @param toClient changes to the 101 answer; refusals stay as they are
     */
    public record Config(
            @Default("{}") ToEndpoint toEndpoint,
            @Default("{}") ToClient toClient) {
        public Config {
            Check.that(
                    !toEndpoint.set().isEmpty()
                            || !toEndpoint.remove().isEmpty()
                            || !toClient.set().isEmpty(),
                    "to-endpoint or to-client must have at least one field");
        }
    }

    /**
     * Changes to the request.
     *
     * @param set values by name, in place of what the client sent; Latin-1 without controls, at most 4,096 characters
     * @param remove names; what the client sent of them goes no further
     */
    public record ToEndpoint(Map<String, String> set, List<String> remove) {
        public ToEndpoint {
            set = ordered(set);
            remove = List.copyOf(remove);
            var rules = new FieldRules();
            rules.check("set", set);
            rules.checkNames("remove", remove);
            rules.refuseFaults();
        }

        /** Without the values, which may be secrets. */
        @Override
        public String toString() {
            return "ToEndpoint[set=" + set.keySet() + ", remove=" + remove + "]";
        }
    }

    /**
     * Changes to the 101 answer.
     *
     * @param set values by name, in place of what the endpoint answers; Latin-1 without controls, at most 4,096 characters
     */
    public record ToClient(Map<String, String> set) {
        public ToClient {
            set = ordered(set);
            var rules = new FieldRules();
            rules.check("set", set);
            rules.refuseFaults();
        }
    }

    @Override
    public String name() {
        return "headers";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var changes = new Changes(config);
        return context -> changes;
    }

    private static Map<String, String> ordered(Map<String, String> fields) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Shared: has no state of a session. */
    private record Changes(Config config) implements HandshakeFilter {
        @Override
        public Admission onHandshake(Handshake handshake) {
            for (String name : config.toEndpoint().remove()) {
                handshake.removedToEndpoint().add(name);
                handshake.toEndpoint().remove(name); // what a filter before this one set
            }
            config.toEndpoint().set().forEach(handshake.toEndpoint()::set);
            config.toClient().set().forEach(handshake.toClient()::set);
            return Admission.Pass.ADMIT;
        }
    }
}
