package io.tidegate.filter.authenticate;

import io.tidegate.protocol.Principal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What several methods know of one client. */
final class Principals {
    private Principals() {}

    static Principal of(List<Standing> standings) {
        return together(
                standings.stream().map(standing -> standing.known().principal()).toList());
    }

    /** The first one's subject, all roles and claims (of equal names the first one's), until the first of them expires. */
    static Principal together(List<Principal> known) {
        if (known.size() == 1) {
            return known.getFirst();
        }
        Set<String> roles = new LinkedHashSet<>();
        Map<String, Object> claims = new LinkedHashMap<>();
        known.forEach(principal -> {
            roles.addAll(principal.roles());
            principal.claims().forEach(claims::putIfAbsent);
        });
        return new Principal(
                known.getFirst().subject(),
                roles,
                claims,
                known.stream().map(Principal::method).collect(Collectors.joining("+")),
                known.stream()
                        .map(Principal::expires)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null));
    }
}
