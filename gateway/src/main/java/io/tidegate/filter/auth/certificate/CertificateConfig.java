package io.tidegate.filter.auth.certificate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.auth.Sha256;
import java.util.List;

/**
 * Clients that show a certificate, which the listener asks for and verifies. It must match an entry of each list that is given.
 *
 * @param subject such as {@code OU=devices,O=Acme}: all that an entry names must stand in the certificate's subject, without case
 * @param san alternative names, {@code dns:NAME}, {@code uri:NAME}, {@code email:NAME} or {@code ip:ADDRESS}; one {@code *}
 *     stands for any text
 * @param fingerprint SHA-256 of certificates, 64 hexadecimal digits, with or without colons
 * @param name what of the certificate is the principal's subject; of alternative names the first that {@code san} lists, if it lists
 *     any
 * @param roles of who shows such a certificate
 */
public record CertificateConfig(
        List<SubjectPattern> subject,
        List<NamePattern> san,
        List<Sha256> fingerprint,
        @Default("subject") Name name,
        List<String> roles) {
    /** What of a certificate names the client. */
    public enum Name {
        SUBJECT,
        COMMON_NAME,
        SAN,
        FINGERPRINT
    }

    public CertificateConfig {
        subject = List.copyOf(subject);
        san = List.copyOf(san);
        fingerprint = List.copyOf(fingerprint);
        roles = List.copyOf(roles);
        Check.that(
                name != Name.SAN || !san.isEmpty(), "san must list at least one name for name: san, got an empty list");
    }
}
