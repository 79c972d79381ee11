package io.tidegate.transport;

import io.tidegate.config.AdminTlsConfig;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a server that is not Netty's: the admin API. */
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
