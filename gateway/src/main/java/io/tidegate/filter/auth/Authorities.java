package io.tidegate.filter.auth;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FileText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed when a service is asked over {@code https:}. */
public final class Authorities {
    private Authorities() {}

    /**
     * The rules on {@code ca}, for the record that has it.
     *
     * @param url of the service; null if there is none
     */
    public static void check(@Nullable FileText ca, String urlKey, @Nullable URI url) {
        if (ca != null) {
            boolean https = url != null && "https".equalsIgnoreCase(url.getScheme());
            Check.that(https, "ca must not be given unless " + urlKey + " is https:");
            trusting(ca);
        }
    }

    /**
     * A client that believes those in {@code ca} alone.
     *
     * @param ca null for those that the JDK believes
     */
    public static HttpClient.Builder newClient(@Nullable FileText ca) {
        HttpClient.Builder builder = HttpClient.newBuilder();
        return ca == null ? builder : builder.sslContext(trusting(ca));
    }

    private static SSLContext trusting(FileText ca) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate : certificates(ca)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("ca must be certificates that can be used, got " + ca + ": " + e.getMessage());
        }
    }

    private static Collection<? extends Certificate> certificates(FileText ca) {
        try {
            byte[] pem = ca.text().getBytes(StandardCharsets.UTF_8);
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            Check.that(!found.isEmpty(), "ca must have at least one certificate in PEM, got " + ca + " without");
            return found;
        } catch (CertificateException e) { // its message quotes the file, which may be a key
            throw new ConfigException("ca must be a PEM file of certificates, got " + ca + ", which is none");
        }
    }
}
