package io.tidegate.filter.authorize;

import io.tidegate.config.Check;
import io.tidegate.config.Demanding;
import io.tidegate.config.RequestKey;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Vocabulary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in whom a rule allows: by roles, scopes and claims of the principal, or by an expression over the whole request. */
public final class Authorize implements FilterType<Authorize.Config> {
    static final String NAME = "authorize";

    /**
     * Settings of {@code authorize}; at least one. All that are given must hold.
     *
     * @param roles that the principal must have, all of them
     * @param scope that its credential must have, all of them: in the claim {@code scope}, or {@code scp}
     * @param claims values that its claims must have, by name or JSON pointer; of a claim that is a list one must be it
     * @param rule expression of CEL that must be true; at most 4,096 characters
     */
    public record Config(
            List<String> roles,
            List<String> scope,
            Map<String, String> claims,
            @Nullable String rule) implements Demanding {
        public Config {
            roles = List.copyOf(roles);
            scope = List.copyOf(scope);
            claims = Map.copyOf(new LinkedHashMap<>(claims));
            Check.that(
                    !roles.isEmpty() || !scope.isEmpty() || !claims.isEmpty() || rule != null,
                    "roles, scope, claims or rule must be given");
            if (rule != null) {
                ruled(rule);
            }
        }

        @Override
        public boolean asksForPrincipal() {
            boolean required = !roles.isEmpty() || !scope.isEmpty() || !claims.isEmpty();
            return required || (rule != null && ruled(rule).isAboutPrincipal());
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
        return new Factory(new Requirements(config), config.rule() == null ? null : ruled(config.rule()));
    }

    private static Expression ruled(String rule) {
        return Expression.condition("rule", rule, Vocabulary.REQUEST);
    }

    private record Factory(
            Requirements requirements, @Nullable Expression rule) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            return new Judge(requirements, rule, session);
        }

        /** The segments that the rule asks for, so that the route must have them. */
        @Override
        public List<RequestKey> requestKeys() {
            return rule == null
                    ? List.of()
                    : rule.segments().stream()
                            .map(name -> new RequestKey(RequestKey.Kind.SEGMENT, name))
                            .toList();
        }
    }
}
