package io.tidegate.transport;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/** A certificate chain and the key of its first certificate. */
record KeyPairFiles(List<X509Certificate> chain, PrivateKey key) {
    /**
     * @param at the configuration's key that both stand under
     * @throws ConfigException with each file that cannot be used, or if they do not belong together
     */
    static KeyPairFiles load(String at, Path certificate, Path key) {
        var keyFile = new PemFile(at + ".key", key);
        var faults = new AllFaults();
        List<X509Certificate> chain = faults.orNull("", new PemFile(at + ".certificate", certificate)::certificates);
        PrivateKey privateKey = faults.orNull("", keyFile::privateKey);
        faults.refuseIfAny();
        var pair = new KeyPairFiles(Objects.requireNonNull(chain), Objects.requireNonNull(privateKey));
        if (!pair.belongTogether()) {
            throw keyFile.refusal("is not the key of the first certificate in " + certificate, null);
        }
        return pair;
    }

    private boolean belongTogether() {
        byte[] proof = "belongs".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm());
            signature.initSign(key);
            signature.update(proof);
            byte[] signed = signature.sign();
            signature.initVerify(chain.getFirst().getPublicKey());
            signature.update(proof);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private String signatureAlgorithm() {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }
}
