package io.tidegate.filter.auth.password;

import io.tidegate.config.Default;
import io.tidegate.filter.auth.Account;
import io.tidegate.protocol.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file of {@code basic}.
 *
 * @param users by their names
 */
public record UserFile(Map<String, User> users) {
    /**
     * One user.
     *
     * @param password hashed
     * @param roles that the user has
     * @param claims what else is said of the user
     * @param expires when the user is no longer admitted; never where absent
     * @param enabled whether the user is admitted at all
     */
    public record User(
            PasswordHash password,
            List<String> roles,
            Map<String, String> claims,
            @Nullable Instant expires,
            @Default("true") boolean enabled) {
        public User {
            roles = List.copyOf(roles);
            claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        }

        Known known(String name) {
            var principal = new Principal(name, new LinkedHashSet<>(roles), Map.copyOf(claims), Basic.NAME, expires);
            return new Known(password, new Account("user " + name, principal, enabled));
        }
    }

    /** A user, and what shows that it is that one. */
    record Known(PasswordHash password, Account account) {}

    public UserFile {
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    }

    Map<String, Known> known() {
        Map<String, Known> known = new HashMap<>();
        users.forEach((name, user) -> known.put(name, user.known(name)));
        return Map.copyOf(known);
    }
}
