package io.tidegate.filter.auth.certificate;

import io.tidegate.config.Check;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Attributes that the subject of a certificate must have, whatever else it has. */
public record SubjectPattern(String text) {
    public SubjectPattern {
        List<Rdn> attributes = attributes(text);
        Check.that(attributes != null && !attributes.isEmpty(), "must be a name like OU=devices,O=Acme, got " + text);
    }

    public static SubjectPattern parse(String text) {
        return new SubjectPattern(text);
    }

    /** @param subject by RFC 2253; one that cannot be read has no attributes */
    boolean matches(String subject) {
        List<Rdn> there = attributes(subject);
        List<Rdn> wanted = attributes(text);
        return there != null && wanted != null && there.containsAll(wanted);
    }

    private static @Nullable List<Rdn> attributes(String name) {
        try {
            return new LdapName(name).getRdns();
        } catch (InvalidNameException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
