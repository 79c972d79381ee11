package io.tidegate.config;

/**
 * A token for the admin API.
 *
 * @param name of whoever has it, for the audit
 * @param token what a caller must send as {@code Authorization: Bearer}; at least 16 characters
 * @param role what its caller may do: {@code viewer} may look, {@code operator} may also change
 */
public record AdminTokenConfig(String name, @Secret String token, AdminConfig.Role role) {
    static final int LEAST = 16;

    public AdminTokenConfig {
        Check.notBlank("name", name);
        Check.that(token.length() >= LEAST, "token must have at least 16 characters");
    }

    @Override
    public String toString() {
        return "AdminTokenConfig[name=" + name + ", token=***, role=" + role + "]";
    }
}
