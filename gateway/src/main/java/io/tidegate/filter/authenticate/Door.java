package io.tidegate.filter.authenticate;

import io.tidegate.config.AllFaults;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.mint.OwnKeys;
import io.tidegate.protocol.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one place in the configuration asks of clients. Shared, immutable.
 *
 * @param methods in the order of the configuration, without {@code anonymous}
 * @param demandsAll whether each method must know the client
 * @param anonymous who a client is that presents nothing; null where such a client is refused
 * @param sources of all methods
 * @param withheld those of them whose content the endpoint does not get
 * @param challenge of a 401
 * @param tenure what is asked of them while their sessions are open
 * @param forward tells endpoints who their clients are; null if nobody does
 */
record Door(
        List<Named> methods,
        boolean demandsAll,
        @Nullable Principal anonymous,
        List<CredentialSource> sources,
        List<CredentialSource> withheld,
        String challenge,
        Tenure tenure,
        @Nullable Forward forward) {

    /** A method as the configuration calls it. */
    record Named(String name, Method method) {}

    static Door of(Authenticate.Config config, OwnKeys keys) {
        List<Named> methods = methods(config.any().isEmpty() ? "all" : "any", config.methods());
        List<CredentialSource> sources = methods.stream()
                .flatMap(named -> named.method().sources().stream())
                .distinct()
                .toList();
        AnonymousConfig anonymous = config.any().stream()
                .map(MethodConfig::anonymous)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Door(
                methods,
                config.any().isEmpty(),
                anonymous == null ? null : anonymous.principal(),
                sources,
                sources.stream()
                        .filter(source ->
                                !config.keepCredentials() || source.kind() == CredentialSource.Kind.SUBPROTOCOL)
                        .toList(),
                methods.stream()
                        .map(named -> named.method().challenge())
                        .distinct()
                        .collect(Collectors.joining(", ")),
                Tenure.of(config),
                config.forward() == null ? null : new Forward(config.forward(), keys));
    }

    private static List<Named> methods(String at, List<MethodConfig> configs) {
        var faults = new AllFaults();
        List<Named> methods = new ArrayList<>();
        for (int place = 0; place < configs.size(); place++) {
            Named named = faults.orNull(at + "[" + place + "].", configs.get(place)::named);
            if (named != null) {
                methods.add(named);
            }
        }
        faults.refuseIfAny();
        return List.copyOf(methods);
    }
}
