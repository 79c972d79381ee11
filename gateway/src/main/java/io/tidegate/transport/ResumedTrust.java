package io.tidegate.transport;

import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts certificates as the JDK does, and refuses those that have expired when their session is resumed: TLS itself
 * verifies them in a session's first handshake only, and a session can be resumed again and again. The authorities and
 * the name asked for are the same as then. Shared.
 */
final class ResumedTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private final X509ExtendedTrustManager first;
    private final InstantSource clock;

    private ResumedTrust(X509ExtendedTrustManager first, InstantSource clock) {
        this.first = first;
        this.clock = clock;
    }

    /** @param authorities null for those of the JDK */
    static ResumedTrust in(@Nullable List<X509Certificate> authorities, InstantSource clock) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities == null ? null : keyStore(authorities));
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(manager -> new ResumedTrust((X509ExtendedTrustManager) manager, clock))
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private static KeyStore keyStore(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = KeyStore.Builder.newInstance("PKCS12", null, new KeyStore.PasswordProtection(null))
                .getKeyStore();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry(Integer.toString(store.size()), authority);
        }
        return store;
    }

    @Override
    public void resumeClientTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        refuseExpired(chain);
    }

    @Override
    public void resumeServerTrusted(X509Certificate[] chain, SSLEngine engine) throws CertificateException {
        refuseExpired(chain);
    }

    private void refuseExpired(X509Certificate[] chain) throws CertificateException {
        Date now = Date.from(clock.instant());
        for (X509Certificate certificate : chain) {
            certificate.checkValidity(now);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        first.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        first.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        first.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        first.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        first.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        first.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return first.getAcceptedIssuers();
    }
}
