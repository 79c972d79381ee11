package io.tidegate.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What can be said of a chain of certificates. */
final class CertificateText {
    private static final Duration SOON = Duration.ofDays(21);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** What is wrong, and what to do. */
    record Trouble(Finding.Level level, String text, String advice) {}

    private CertificateText() {}

    /** In the file's order. */
    static List<X509Certificate> chain(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                chain.add((X509Certificate) certificate);
            }
            return chain;
        }
    }

    /** Null while it is good for some weeks. */
    static @Nullable Trouble expiry(List<X509Certificate> chain, Clock clock) {
        Instant now = clock.instant();
        for (X509Certificate certificate : chain) {
            Instant end = certificate.getNotAfter().toInstant();
            String whose = chain.getFirst().equals(certificate) ? "" : " (" + name(certificate) + " of its chain)";
            if (end.isBefore(now)) {
                return new Trouble(
                        Finding.Level.FAIL, "expired at " + end + whose, "renew it; files are read again by a reload");
            }
            if (certificate.getNotBefore().toInstant().isAfter(now)) {
                return new Trouble(
                        Finding.Level.FAIL,
                        "is not valid before " + certificate.getNotBefore().toInstant() + whose,
                        "is the clock right? otherwise wait, or get one that is valid");
            }
            if (end.isBefore(now.plus(SOON))) {
                return new Trouble(
                        Finding.Level.WARN,
                        "expires in " + Duration.between(now, end).toDays() + " days, at " + end + whose,
                        "renew it in time; files are read again by a reload");
            }
        }
        return null;
    }

    /** Null if each is signed by the next, and the last by itself or by an authority of the JDK's. */
    static @Nullable Trouble chaining(List<X509Certificate> chain) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!isSignedBy(chain.get(i), chain.get(i + 1))) {
                return new Trouble(
                        Finding.Level.WARN,
                        "certificate " + (i + 1) + " of the file is not signed by the one behind it",
                        "the order is: the site's own, then each one that signed the one before");
            }
        }
        X509Certificate last = chain.getLast();
        boolean whole = isSignedBy(last, last) || isKnown(last);
        return whole
                ? null
                : new Trouble(
                        Finding.Level.WARN,
                        "the chain ends at " + name(last) + ", whose issuer is not a well-known authority",
                        "append the intermediate certificates, unless all clients know that issuer");
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isKnown(X509Certificate certificate) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .flatMap(known -> Arrays.stream(known.getAcceptedIssuers()))
                    .anyMatch(authority ->
                            authority.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Host names and addresses that it is for, in lower case. */
    static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (alternative.get(0).equals(DNS_NAME) || alternative.get(0).equals(IP_ADDRESS)) {
                    names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return List.copyOf(names);
    }

    /** Whether {@code host}, in lower case, is one of {@code names}, or fits a {@code *.} of them. */
    static boolean covers(List<String> names, String host) {
        String parent = host.contains(".") ? "*" + host.substring(host.indexOf('.')) : host;
        return names.contains(host) || names.contains(parent);
    }

    static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static long daysLeft(X509Certificate certificate, Clock clock) {
        return Duration.between(clock.instant(), certificate.getNotAfter().toInstant())
                .toDays();
    }
}
