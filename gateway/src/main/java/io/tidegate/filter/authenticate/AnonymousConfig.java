package io.tidegate.filter.authenticate;

import io.tidegate.protocol.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Clients that present no credential at all are admitted, as {@code anonymous}.
 *
 * @param roles that they have
 */
public record AnonymousConfig(List<String> roles) {
    static final String NAME = Principal.ANONYMOUS;

    public AnonymousConfig {
        roles = List.copyOf(roles);
    }

    Principal principal() {
        return new Principal(NAME, Set.copyOf(roles), Map.of(), NAME, null);
    }
}
