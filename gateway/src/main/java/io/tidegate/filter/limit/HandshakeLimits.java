package io.tidegate.filter.limit;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Rate;
import io.tidegate.config.RequestKey;
import io.tidegate.config.Stored;
import io.tidegate.config.Units;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.StoreUser;
import io.tidegate.store.SharedStore;
import io.tidegate.time.Pace;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits how many handshakes come, and how many sessions are open: of a user, a route, a listener or the whole node. */
public final class HandshakeLimits implements FilterType<HandshakeLimits.Config>, StoreUser {
    static final String NAME = "handshake-limit";

    private static final int MOST_BURST = 1_000_000;
    private static final int MOST_SESSIONS = 10_000_000;
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final RequestKey ADDRESS = RequestKey.parse("client-address");

    private final ByName<HandshakeCounts> named = new ByName<>();
    private final AtomicReference<@Nullable SharedStore> store = new AtomicReference<>();

    /**
     * Settings of {@code handshake-limit}.
     *
     * @param handshakes at most so many, as {@code 5/s}, {@code 30/m} or {@code 1000/h}; this or {@code sessions} must be given
     * @param burst handshakes at once after a pause; 1 to 1 million; where absent those of one second, at least 1
     * @param sessions open at once, those included that are about to open; 1 to 10 million
     * @param per whom a limit is for: each {@code key}, the route, each listener, or the node
     * @param key what tells users apart; only with {@code per: key}, {@code client-address} where absent
     * @param name places of one name share their limits, on whatever routes, and what they have counted outlives reloads; required
     *     with {@code per: listener}, {@code per: node} and {@code store: redis}; 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}
     * @param store {@code local}: this node counts alone; {@code redis}: all nodes that say so count together
     * @param onStoreFailure with {@code store: redis}: while Redis does not answer, this node counts alone ({@code local}, where absent),
     *     everybody may come in, or nobody (503)
     */
    public record Config(
            @Nullable Rate handshakes,
            @Nullable Integer burst,
            @Nullable Integer sessions,
            @Default("key") Per per,
            @Nullable RequestKey key,
            @Nullable String name,
            @Default("local") Store store,
            @Nullable OnFailure onStoreFailure)
            implements Stored {
        public Config {
            Check.that(handshakes != null || sessions != null, "handshakes must be given, or sessions, or both");
            Check.that(handshakes != null || burst == null, "burst must not be given without handshakes");
            if (burst != null) {
                Check.between("burst", burst, 1, MOST_BURST);
            }
            if (sessions != null) {
                Check.between("sessions", sessions, 1, MOST_SESSIONS);
            }
            Check.that(key == null || per == Per.KEY, "key must not be given unless per is key");
            Check.that(
                    name != null || per == Per.KEY || per == Per.ROUTE,
                    "name must be given if per is listener or node");
            Check.that(
                    name == null || NAMES.matcher(name).matches(),
                    "name must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, got " + name);
            Stored.check(store, onStoreFailure, name);
        }

        /** What other places and nodes know it by. */
        String scope() {
            return Units.kebab(per.name()) + ":" + name;
        }

        /** What tells users apart where that is asked for. */
        RequestKey userKey() {
            return Objects.requireNonNullElse(key, ADDRESS);
        }

        @Nullable
        Pace pace() {
            if (handshakes == null) {
                return null;
            }
            long ofOneSecond = handshakes.events() / handshakes.per().toSeconds();
            long atOnce = burst != null ? burst : Math.clamp(ofOneSecond, 1, MOST_BURST);
            return Pace.of(handshakes.events(), handshakes.per(), atOnce);
        }
    }

    /** Whom a limit is for. */
    public enum Per {
        KEY,
        ROUTE,
        LISTENER,
        NODE
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public void use(SharedStore shared) {
        store.set(shared);
    }

    @Override
    public FilterFactory configure(Config config) {
        String name = config.name();
        HandshakeCounts counts = name == null
                ? new HandshakeCounts(String.valueOf(config.userKey()))
                : named.get(config.scope(), () -> new HandshakeCounts(name));
        SharedHandshakes shared =
                config.store() == Stored.Store.REDIS ? new SharedHandshakes(config, store::get) : null;
        return new Factory(config, new HandshakeRule(config, counts, shared));
    }

    private record Factory(Config config, HandshakeRule rule) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            return new HandshakeLimit(rule, session);
        }

        @Override
        public List<RequestKey> requestKeys() {
            return config.per() == Per.KEY ? List.of(config.userKey()) : List.of();
        }
    }
}
