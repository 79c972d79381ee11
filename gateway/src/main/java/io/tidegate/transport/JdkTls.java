package io.tidegate.transport;

import io.tidegate.config.AdminTlsConfig;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS that is not Netty's: of the admin API, and of those who ask it. */
public final class JdkTls {
    private static final char[] NO_PASSWORD = {};

    private JdkTls() {}

    /**
     * Reads the files that {@code config} names.
     *
     * @throws ConfigException with every file that cannot be used, its key relative to what has {@code config} as {@code tls}
     */
    public static SSLContext context(AdminTlsConfig config) {
        var faults = new AllFaults();
        KeyPairFiles pair = faults.orNull("", () -> KeyPairFiles.load("tls", config.certificate(), config.key()));
        List<X509Certificate> authorities = config.clientCa() == null
                ? List.of()
                : faults.orNull("", new PemFile("tls.client-ca", config.clientCa())::certificates);
        faults.refuseIfAny();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys(Objects.requireNonNull(pair)).getKeyManagers(),
                    trust(Objects.requireNonNull(authorities)).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("tls cannot be used: " + e.getMessage());
        }
    }

    /**
     * For a client: trusts the authorities in {@code ca}, or the JDK's where that is null, and shows a certificate if it has one.
     *
     * @throws ConfigException with every file that cannot be used, as {@code tls.ca}, {@code tls.certificate} or {@code tls.key}
     */
    public static SSLContext client(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {
        if ((certificate == null) != (key == null)) {
            throw new ConfigException("tls.certificate and tls.key must be given together");
        }
        var faults = new AllFaults();
        List<X509Certificate> authorities =
                ca == null ? null : faults.orNull("", new PemFile("tls.ca", ca)::certificates);
        KeyPairFiles own = certificate == null || key == null
                ? null
                : faults.orNull("", () -> KeyPairFiles.load("tls", certificate, key));
        faults.refuseIfAny();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? null : keys(own).getKeyManagers(),
                    authorities == null ? null : trust(authorities).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("tls cannot be used: " + e.getMessage());
        }
    }

    private static KeyManagerFactory keys(KeyPairFiles pair) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", pair.key(), NO_PASSWORD, pair.chain().toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys;
    }

    /** Trusts nobody where there are no authorities. */
    private static TrustManagerFactory trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
