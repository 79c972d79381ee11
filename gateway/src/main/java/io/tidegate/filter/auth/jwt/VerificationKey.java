package io.tidegate.filter.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are verified with. Shared, immutable. Two are equal if they are the same key, so that one can be looked for
 * in a later set.
 *
 * @param id as tokens name it; null if it has none
 * @param identity what tells the key from others: its thumbprint (RFC 7638), or a word for a secret
 * @param algorithm the only one for which the issuer says it is; null for all of its kind
 */
record VerificationKey(
        @Nullable String id, String identity, @Nullable JWSAlgorithm algorithm, JWSVerifier verifier) {
    private static final int LEAST_RSA_BITS = 2048;

    /** A shared secret. */
    static VerificationKey ofSecret(String secret) {
        try {
            return new VerificationKey(null, "secret", null, new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException e) {
            throw new IllegalStateException("a secret whose length was checked", e);
        }
    }

    /** A published key; null if it is not for verifying, not safe, or of a kind that is not known. */
    static @Nullable VerificationKey of(JWK key) {
        Set<KeyOperation> operations = key.getKeyOperations();
        boolean verifies = (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (operations == null || operations.contains(KeyOperation.VERIFY));
        try {
            JWSVerifier verifier = verifies ? verifier(key) : null;
            JWSAlgorithm algorithm = key.getAlgorithm() == null
                    ? null
                    : JWSAlgorithm.parse(key.getAlgorithm().getName());
            return verifier == null
                    ? null
                    : new VerificationKey(
                            key.getKeyID(), key.computeThumbprint().toString(), algorithm, verifier);
        } catch (JOSEException e) {
            return null;
        }
    }

    /** Whether a token with that header may be signed with it. */
    boolean fits(JWSHeader header) {
        JWSAlgorithm said = header.getAlgorithm();
        boolean named = header.getKeyID() == null || header.getKeyID().equals(id) || identity.equals("secret");
        return named
                && verifier.supportedJWSAlgorithms().contains(said)
                && (algorithm == null || algorithm.equals(said));
    }

    boolean hasSigned(JWSObject token) {
        try {
            return token.verify(verifier);
        } catch (JOSEException e) { // a signature of the wrong size, most likely
            return false;
        }
    }

    private static @Nullable JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> rsa.size() < LEAST_RSA_BITS ? null : new RSASSAVerifier(rsa);
            case ECKey ec -> Curve.SECP256K1.equals(ec.getCurve()) ? null : new ECDSAVerifier(ec);
            case OctetKeyPair pair -> Curve.Ed25519.equals(pair.getCurve()) ? new EdDsaVerifier(pair) : null;
            default -> null; // of all kinds of keys these can be published
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerificationKey key && key.identity.equals(identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return "VerificationKey[" + id + "]";
    }
}
