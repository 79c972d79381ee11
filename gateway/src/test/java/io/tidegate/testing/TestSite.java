package io.tidegate.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A certificate for {@code localhost} and {@code 127.0.0.1}, the authority that signed it, and both as PEM files. */
public final class TestSite implements AutoCloseable {
    private final X509Bundle site;
    private final Path folder;

    public TestSite() {
        try {
            X509Bundle authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Tidegate test authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            site = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .buildIssuedBy(authority);
            folder = Files.createTempDirectory("tidegate-site");
            Files.writeString(certificate(), site.getCertificatePathPEM());
            Files.writeString(key(), site.getPrivateKeyPEM());
            Files.writeString(authority(), site.getRootCertificatePEM());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** PEM file of the site's chain. */
    public Path certificate() {
        return folder.resolve("site.pem");
    }

    /** PEM file of the site's key. */
    public Path key() {
        return folder.resolve("site.key");
    }

    /** PEM file of the authority. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The value of a listener's {@code tls}. */
    public String listenerTls() {
        return "{ certificates: [ { certificate: \"" + certificate() + "\", key: \"" + key() + "\" } ] }";
    }

    /** For servers that show the certificate and for clients that trust its authority alone. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = site.toKeyManagerFactory().getKeyManagers();
            context.init(keys, new TrustManager[] {trust()}, new SecureRandom());
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts the authority alone. */
    public X509TrustManager trust() {
        return (X509TrustManager) site.toTrustManager();
    }

    @Override
    public void close() {
        try {
            Files.delete(certificate());
            Files.delete(key());
            Files.delete(authority());
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
