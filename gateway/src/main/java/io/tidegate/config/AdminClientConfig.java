package io.tidegate.config;

import javax.security.auth.x500.X500Principal;

/**
 * A caller of the admin API by its certificate.
 *
 * @param name for the audit
 * @param subject of the certificate, such as {@code CN=alice,O=Example}; compared whole
 * @param role what it may do: {@code viewer} may look, {@code operator} may also change
 */
public record AdminClientConfig(String name, String subject, AdminConfig.Role role) {
    public AdminClientConfig {
        Check.notBlank("name", name);
        Check.notBlank("subject", subject);
        Check.that(isName(subject), "subject must be a distinguished name like CN=alice,O=Example, got " + subject);
    }

    /** In the form in which certificates have it. */
    public X500Principal principal() {
        return new X500Principal(subject);
    }

    private static boolean isName(String subject) {
        try {
            return !new X500Principal(subject).getName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
