package io.tidegate.filter.authorize;

import io.tidegate.filter.expression.PrincipalFacts;
import io.tidegate.protocol.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a principal must have. Immutable, shared. */
final class Requirements {
    private final List<String> roles;
    private final List<String> scope;
    private final Map<String, String> claims;

    Requirements(Authorize.Config config) {
        this.roles = config.roles();
        this.scope = config.scope();
        this.claims = config.claims();
    }

    /** What {@code principal} lacks, for the log; null for nothing. */
    @Nullable
    String missingOf(@Nullable Principal principal) {
        if (roles.isEmpty() && scope.isEmpty() && claims.isEmpty()) {
            return null;
        }
        if (principal == null) {
            return "nobody has authenticated";
        }
        for (String role : roles) {
            if (!principal.roles().contains(role)) {
                return "the role " + role + " is missing";
            }
        }
        Collection<String> granted = scope.isEmpty() ? List.of() : PrincipalFacts.scopesOf(principal);
        for (String each : scope) {
            if (!granted.contains(each)) {
                return "the scope " + each + " is missing";
            }
        }
        for (Map.Entry<String, String> claim : claims.entrySet()) {
            if (!says(principal.claim(claim.getKey()), claim.getValue())) {
                return "the claim " + claim.getKey() + " is another, or missing";
            }
        }
        return null;
    }

    private static boolean says(@Nullable Object claim, String wanted) {
        return switch (claim) {
            case String text -> text.equals(wanted);
            case Number number -> number.toString().equals(wanted);
            case Boolean truth -> truth.toString().equals(wanted);
            case Collection<?> list -> list.stream().anyMatch(one -> !(one instanceof Collection) && says(one, wanted));
            case null, default -> false;
        };
    }
}
