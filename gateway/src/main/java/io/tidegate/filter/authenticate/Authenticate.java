package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Demanding;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.mint.OwnKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out who a client is, and lets nobody in of whom it does not. */
public final class Authenticate implements FilterType<Authenticate.Config> {
    static final String NAME = "authenticate";

    private final OwnKeys keys = new OwnKeys(Clock.systemUTC());

    /** What signs the tokens of {@code forward.token} where no key is configured, and what all are verified with. */
    public OwnKeys keys() {
        return keys;
    }

    /**
     * Settings of {@code authenticate}.
     *
     * @param any ways to find out, asked in this order until one knows; {@code any} or {@code all} must be given
     * @param all as {@code any}, but each must know; the subject is the first one's, roles and claims come together
     * @param expiry when a session ends whose credential expires
     * @param recheck how often methods are asked again about open sessions, as far as they can be; 1 s to 1 d, up to a tenth sooner,
     *     never where absent. Not without such a method: {@code jwt} with {@code jwks}, {@code api-key}, {@code basic}, {@code introspection},
     *     {@code external}
     * @param renew how a client presents another credential in a message; it cannot where absent
     * @param keepCredentials whether the endpoint gets the credentials that the client sent; never those of {@code subprotocol}
     * @param forward what the endpoint is told of the client; nothing where absent
     */
    public record Config(
            List<MethodConfig> any,
            List<MethodConfig> all,
            @Default("{}") ExpiryConfig expiry,
            @Nullable Duration recheck,
            @Nullable RenewConfig renew,
            @Default("false") boolean keepCredentials,
            @Nullable ForwardConfig forward)
            implements Demanding {
        public Config {
            any = List.copyOf(any);
            all = List.copyOf(all);
            Check.that(any.isEmpty() != all.isEmpty(), "any or all must list at least one method, and not both");
            if (recheck != null) {
                Check.between("recheck", recheck, Duration.ofSeconds(1), Duration.ofDays(1));
            }
            boolean canBeAsked = Stream.concat(any.stream(), all.stream()).anyMatch(MethodConfig::canBeAskedAgain);
            Check.that(
                    recheck == null || canBeAsked,
                    "recheck must not be set unless any or all has a method that can be asked again");
            Check.that(
                    all.stream().allMatch(method -> method.anonymous() == null),
                    "all must not list anonymous, which knows nobody; any may");
            Check.that(
                    any.stream().filter(method -> method.anonymous() != null).count() <= 1,
                    "any must list anonymous once at most");
        }

        @Override
        public boolean asksForCertificate() {
            return methods().stream().anyMatch(method -> method.clientCertificate() != null);
        }

        List<MethodConfig> methods() {
            return any.isEmpty() ? all : any;
        }
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
    public FilterFactory configure(Config config) {
        return new Factory(Door.of(config, keys), config.renew() == null ? null : new RenewalMessages(config.renew()));
    }

    record Factory(Door door, @Nullable RenewalMessages renewals) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            Guard guard = new Guard(door, session);
            return renewals == null ? guard : new RenewingGuard(guard, renewals);
        }

        @Override
        public boolean readsMessages() {
            return renewals != null;
        }

        @Override
        public List<String> secretParameters() {
            return door.sources().stream()
                    .filter(source -> source.kind() == CredentialSource.Kind.QUERY)
                    .map(CredentialSource::name)
                    .toList();
        }

        @Override
        public void start() {
            each(method -> method.tellsOfChanges(door.tenure().guards()::recheckAll));
            each(Method::start);
            if (door.forward() != null) {
                door.forward().start();
            }
        }

        @Override
        public void close() {
            each(Method::close);
            if (door.forward() != null) {
                door.forward().close();
            }
        }

        private void each(Consumer<Method> action) {
            door.methods().stream()
                    .map(Door.Named::method)
                    .filter(Objects::nonNull)
                    .forEach(action);
        }
    }
}
