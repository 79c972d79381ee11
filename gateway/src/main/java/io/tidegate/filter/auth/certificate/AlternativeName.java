package io.tidegate.filter.auth.certificate;

import io.tidegate.filter.auth.certificate.NamePattern.Kind;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One of the names that a certificate has beside its subject. */
record AlternativeName(Kind kind, String text) {
    /** Those of the kinds that we know; none if they cannot be read. */
    static List<AlternativeName> of(X509Certificate certificate) {
        List<AlternativeName> names = new ArrayList<>();
        for (List<?> entry : entries(certificate)) {
            for (Kind kind : Kind.values()) {
                if (entry.get(0).equals(kind.tag()) && entry.get(1) instanceof String text) {
                    names.add(new AlternativeName(kind, text));
                }
            }
        }
        return List.copyOf(names);
    }

    private static Collection<List<?>> entries(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            return entries == null ? List.of() : entries;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** As in the configuration. */
    @Override
    public String toString() {
        return kind.word() + ":" + text;
    }
}
