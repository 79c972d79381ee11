package io.tidegate.filter.adapt;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Token;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Offers endpoints the subprotocols that clients offer under the names that endpoints know them by. */
public final class Subprotocol implements FilterType<Subprotocol.Config> {
    /**
     * Settings of {@code subprotocol}.
     *
     * @param map the endpoint's name of a subprotocol by the client's; several of the client's may be one of the endpoint's
     * @param others whether subprotocols that {@code map} does not name are offered to the endpoint as they are, or not at all
     */
    public record Config(
            Map<String, String> map, @Default("pass") Others others) {
        public Config {
            map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
            var faults = new AllFaults();
            map.forEach((client, endpoint) -> {
                if (!Token.isToken(client)) {
                    faults.add("map." + client + " must be named by a subprotocol of clients, a token like chat.v1");
                }
                if (!Token.isToken(endpoint)) {
                    faults.add("map." + client + " must be a subprotocol of endpoints, a token like chat.v1, got "
                            + endpoint);
                }
            });
            faults.refuseIfAny();
            Check.that(
                    !map.isEmpty() || others == Others.REMOVE,
                    "map must name at least one subprotocol where others pass");
        }
    }

    /** What becomes of offers that are not listed. */
    public enum Others {
        PASS,
        REMOVE
    }

    @Override
    public String name() {
        return "subprotocol";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        Map<String, String> map = config.map();
        boolean passes = config.others() == Others.PASS;
        HandshakeFilter filter = handshake -> {
            handshake.withheld().renameSubprotocols(name -> map.getOrDefault(name, passes ? name : null));
            return Admission.Pass.ADMIT;
        };
        return context -> filter; // has no state of a session
    }
}
