package io.tidegate.filter.auth.key;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.auth.Account;
import io.tidegate.filter.auth.Sha256;
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
 * The file of {@code api-key}.
 *
 * @param keys by their names, which logs and principals show; keys themselves are not in the file
 */
public record KeyFile(Map<String, Key> keys) {
    /**
     * One key.
     *
     * @param sha256 of the key
     * @param owner the subject of who presents it; the key's name where absent
     * @param roles that the owner has by it
     * @param claims what else is said of the owner
     * @param expires when it is no longer taken; never where absent
     * @param enabled whether it is taken at all
     */
    public record Key(
            Sha256 sha256,
            @Nullable String owner,
            List<String> roles,
            Map<String, String> claims,
            @Nullable Instant expires,
            @Default("true") boolean enabled) {
        public Key {
            roles = List.copyOf(roles);
            claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
            Check.that(!claims.containsKey(NAME), "claims must not have " + NAME + ", which is the key's name");
            if (owner != null) {
                Check.notBlank("owner", owner);
            }
        }

        Principal principal(String name) {
            Map<String, Object> known = new LinkedHashMap<>(claims);
            known.put(NAME, name);
            String subject = owner == null ? name : owner;
            return new Principal(subject, new LinkedHashSet<>(roles), known, ApiKeys.NAME, expires);
        }
    }

    private static final String NAME = "key";

    public KeyFile {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        var faults = new AllFaults();
        Map<Sha256, String> owners = new HashMap<>();
        keys.forEach((name, key) -> {
            String other = owners.putIfAbsent(key.sha256(), name);
            if (other != null) {
                faults.add("keys." + name + ".sha256 must be of another key than that of " + other);
            }
        });
        faults.refuseIfAny();
    }

    /** By what clients present. */
    Map<Sha256, Account> accounts() {
        Map<Sha256, Account> accounts = new HashMap<>();
        keys.forEach((name, key) ->
                accounts.put(key.sha256(), new Account("key " + name, key.principal(name), key.enabled())));
        return Map.copyOf(accounts);
    }
}
