package io.tidegate.transport;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Certificates of a test's own authority, and the PEM files of them in the test's folder. */
public final class PemFixture {
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    private final Path folder;
    private final X509Bundle authority;

    public PemFixture(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    public X509Bundle authority() {
        return authority;
    }

    /** A certificate for names, or for an address, {@code ip:127.0.0.1}. */
    public X509Bundle issue(String commonName, String... names) throws Exception {
        return issue(new CertificateBuilder(), commonName, names);
    }

    /** The same, until a time. */
    X509Bundle issueUntil(Instant end, String commonName, String... names) throws Exception {
        return issue(new CertificateBuilder().notAfter(end), commonName, names);
    }

    private X509Bundle issue(CertificateBuilder builder, String commonName, String... names) throws Exception {
        builder.subject("CN=" + commonName).ecp256();
        if (names.length > 0) {
            builder.addExtensionOctetString(ALTERNATIVE_NAMES, false, alternativeNames(names));
        }
        return builder.buildIssuedBy(authority);
    }

    /** In DER by hand: the builder takes no wildcards. All names together have less than 120 bytes. */
    private static byte[] alternativeNames(String... names) throws IOException {
        var entries = new ByteArrayOutputStream();
        for (String name : names) {
            boolean address = name.startsWith("ip:");
            byte[] value = address
                    ? InetAddress.ofLiteral(name.substring(3)).getAddress()
                    : name.getBytes(StandardCharsets.US_ASCII);
            entries.write(address ? 0x87 : 0x82);
            entries.write(value.length);
            entries.write(value);
        }
        var sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        sequence.write(entries.size());
        entries.writeTo(sequence);
        return sequence.toByteArray();
    }

    public Path authorityFile() throws IOException {
        return write("ca.pem", authority.getCertificatePEM());
    }

    public Path chainFile(String name, X509Bundle bundle) throws IOException {
        return write(name + ".pem", bundle.getCertificatePathPEM());
    }

    public Path keyFile(String name, X509Bundle bundle) throws IOException {
        return write(name + ".key", bundle.getPrivateKeyPEM());
    }

    public Path write(String file, String text) throws IOException {
        return Files.writeString(folder.resolve(file), text);
    }
}
