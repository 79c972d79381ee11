package io.tidegate.transport;

import io.tidegate.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file that a configuration names. What is wrong with it is a {@link ConfigException} of one sentence.
 *
 * @param key that names the file, for messages
 */
record PemFile(String key, Path path) {
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private record Block(String label, String body) {}

    /** All certificates of the file, in its order; at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>(4);
        for (Block block : blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(decoded(block.body())));
            }
        }
        if (certificates.isEmpty()) {
            throw refusal("has no certificate in it", null);
        }
        return certificates;
    }

    /** The first private key of the file. */
    PrivateKey privateKey() {
        for (Block block : blocks()) {
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return privateKey(decoded(block.body()));
                }
                case "ENCRYPTED PRIVATE KEY" -> throw refusal("is encrypted; " + converted(), null);
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw refusal("is not in PKCS#8; " + converted(), null);
                default -> {} // certificates and parameters may stand in the same file
            }
        }
        throw refusal("has no private key in it", null);
    }

    private PrivateKey privateKey(byte[] der) {
        for (String algorithm : KEY_ALGORITHMS) {
            PrivateKey found = privateKey(der, algorithm);
            if (found != null) {
                return found;
            }
        }
        throw refusal("has a key that is neither RSA, EC nor EdDSA", null);
    }

    /** Null if the key is of another algorithm. */
    private static @Nullable PrivateKey privateKey(byte[] der, String algorithm) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private X509Certificate certificate(byte[] der) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw refusal("has a certificate that cannot be read", e.getMessage());
        }
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>(4);
        String text = text();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            int bodyStart = labelEnd + DASHES.length();
            int bodyEnd = labelEnd < 0 ? -1 : text.indexOf("-----END ", bodyStart);
            if (bodyEnd < 0) {
                throw refusal("is cut short", null);
            }
            String label = text.substring(begin + BEGIN.length(), labelEnd);
            blocks.add(new Block(label, text.substring(bodyStart, bodyEnd)));
            begin = text.indexOf(BEGIN, bodyEnd);
        }
        return blocks;
    }

    /** Nothing for what is no plain Base64, as the old encrypted formats, whose label says enough. */
    private static byte[] decoded(String body) {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw refusal("does not exist", null);
        } catch (AccessDeniedException e) {
            throw refusal("may not be read; give the user that Tidegate runs as the right to", null);
        } catch (IOException e) {
            throw refusal("cannot be read", e.getMessage());
        }
    }

    private String converted() {
        return "convert it with: openssl pkcs8 -topk8 -nocrypt -in " + path + " -out plain.key";
    }

    ConfigException refusal(String fault, @Nullable String reason) {
        String file = key + " must be a PEM file, got " + path + ", which " + fault;
        return new ConfigException(reason == null ? file : file + ": " + reason);
    }
}
