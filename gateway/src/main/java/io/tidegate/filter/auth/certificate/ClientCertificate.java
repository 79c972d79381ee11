package io.tidegate.filter.auth.certificate;

import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Knows clients by the certificate that they have shown, which the listener has verified. Shared, immutable. */
public final class ClientCertificate implements Method {
    /** What the configuration calls it. */
    public static final String NAME = "client-certificate";

    private final CertificateConfig config;
    private final InstantSource clock;

    public ClientCertificate(CertificateConfig config) {
        this(config, InstantSource.system());
    }

    ClientCertificate(CertificateConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        X509Certificate certificate = handshake.certificate();
        return (certificate == null ? new Outcome.Absent() : judge(certificate)).atOnce();
    }

    @Override
    public List<CredentialSource> sources() {
        return List.of();
    }

    /** None is registered for certificates; a 401 must have one. */
    @Override
    public String challenge() {
        return "Certificate";
    }

    private Outcome judge(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        List<AlternativeName> names = AlternativeName.of(certificate);
        Sha256 fingerprint = fingerprint(certificate);
        Instant expires = certificate.getNotAfter().toInstant();
        if (!clock.instant().isBefore(expires)) { // the connection may be older than that
            return new Outcome.Invalid("the certificate has expired");
        }
        if (!hasSubject(subject) || !hasName(names) || !hasFingerprint(fingerprint)) {
            return new Outcome.Invalid("the certificate is none of those that are listed");
        }
        String name = name(subject, names, fingerprint);
        if (name == null) {
            return new Outcome.Invalid("the certificate has no name of the kind that is asked for");
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("subject", subject);
        claims.put("issuer", certificate.getIssuerX500Principal().getName());
        claims.put("serial", certificate.getSerialNumber().toString(16));
        claims.put("fingerprint", fingerprint.toString());
        claims.put("san", names.stream().map(AlternativeName::toString).toList());
        return new Outcome.Known(new Principal(name, new LinkedHashSet<>(config.roles()), claims, NAME, expires));
    }

    private static Sha256 fingerprint(X509Certificate certificate) {
        try {
            return Sha256.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e); // it was decoded from just that
        }
    }

    private boolean hasSubject(String subject) {
        return config.subject().isEmpty() || config.subject().stream().anyMatch(pattern -> pattern.matches(subject));
    }

    private boolean hasName(List<AlternativeName> names) {
        return config.san().isEmpty() || firstListed(names) != null;
    }

    private boolean hasFingerprint(Sha256 fingerprint) {
        return config.fingerprint().isEmpty() || config.fingerprint().contains(fingerprint);
    }

    private @Nullable String name(String subject, List<AlternativeName> names, Sha256 fingerprint) {
        String name = switch (config.name()) {
            case SUBJECT -> subject;
            case COMMON_NAME -> commonName(subject);
            case SAN -> firstListed(names);
            case FINGERPRINT -> fingerprint.toString();
        };
        return name == null || name.isEmpty() ? null : name;
    }

    /** The text of the first name of the certificate that is listed. */
    private @Nullable String firstListed(List<AlternativeName> names) {
        return names.stream()
                .filter(name -> config.san().stream().anyMatch(pattern -> pattern.matches(name)))
                .map(AlternativeName::text)
                .findFirst()
                .orElse(null);
    }

    /** The one that stands first in RFC 2253, which is the most special. */
    private static @Nullable String commonName(String subject) {
        try {
            List<Rdn> attributes = new LdapName(subject).getRdns();
            return attributes.reversed().stream()
                    .filter(attribute -> attribute.getType().equalsIgnoreCase("CN"))
                    .map(attribute -> attribute.getValue().toString())
                    .findFirst()
                    .orElse(null);
        } catch (InvalidNameException e) {
            return null;
        }
    }
}
