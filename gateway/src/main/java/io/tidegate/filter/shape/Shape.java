package io.tidegate.filter.shape;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.RequestKey;
import io.tidegate.config.UsesBandwidth;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.protocol.Principal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has sessions share a bandwidth of the top level, by classes: what is too much for their class waits. */
public final class Shape implements FilterType<Shape.Config> {
    private final Shares shares = new Shares();

    /**
     * Settings of this filter.
     *
     * @param share which bandwidth of the top level
     * @param from whose frames are held; each direction has the whole of the bandwidth for itself
     * @param as the class of sessions of which nothing below says otherwise
     * @param roles classes by roles, of which the first of the file counts that the client has
     * @param by what classes are told by where no role does; only with {@code values}
     * @param values classes by what {@code by} is
     */
    public record Config(
            String share,
            @Default("both") From from,
            String as,
            Map<String, String> roles,
            @Nullable RequestKey by,
            Map<String, String> values)
            implements UsesBandwidth {
        public Config {
            roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            Check.that((by == null) == values.isEmpty(), "values must be given if by is given, and only then");
        }

        @Override
        public Map<String, String> classesByKey() {
            Map<String, String> classes = new LinkedHashMap<>();
            classes.put("as", as);
            roles.forEach((role, ofRole) -> classes.put("roles." + role, ofRole));
            values.forEach((value, ofValue) -> classes.put("values." + value, ofValue));
            return classes;
        }

        /**
         * The class of a session.
         *
         * @param client as far as it is known
         * @param value of {@code by}; null where that is not given
         */
        String classOf(@Nullable Principal client, @Nullable String value) {
            if (client != null) {
                for (Map.Entry<String, String> entry : roles.entrySet()) {
                    if (client.roles().contains(entry.getKey())) {
                        return entry.getValue();
                    }
                }
            }
            return value == null ? as : values.getOrDefault(value, as);
        }
    }

    /** What sessions share. */
    public Shares shares() {
        return shares;
    }

    @Override
    public String name() {
        return "shape";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(config, shares.share(config.share()));
    }

    private record Factory(Config config, Share share) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            return new ShapedFrames(config, share, session);
        }

        @Override
        public List<RequestKey> requestKeys() {
            RequestKey by = config.by();
            return by == null ? List.of() : List.of(by);
        }
    }
}
