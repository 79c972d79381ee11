package io.tidegate.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The host names that a certificate is for (RFC 6125): the alternative names, or the common name where there are none. */
final class CertificateNames {
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /** Lower case; may have {@code *} as the first label. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>(4);
        for (List<?> alternative : alternatives(certificate)) {
            if (alternative.get(0).equals(DNS_NAME)) {
                names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
            }
        }
        return names.isEmpty() ? commonName(certificate) : names;
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(); // still good as the default certificate
        }
    }

    private static List<String> commonName(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return List.of(part.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException e) {
            return List.of();
        }
        return List.of();
    }
}
