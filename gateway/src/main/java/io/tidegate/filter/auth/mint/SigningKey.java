package io.tidegate.filter.auth.mint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;

/**
 * A key that signs. Shared, immutable.
 *
 * @param published what others verify with, named by its thumbprint
 */
record SigningKey(ECKey published, ECDSASigner signer) {
    static SigningKey random() {
        try {
            return of(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException("a key on P-256 can be made", e);
        }
    }

    static boolean isValid(String jwk) {
        try {
            ECKey key = ECKey.parse(jwk);
            return key.isPrivate() && Curve.P_256.equals(key.getCurve());
        } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    /** Of a text that {@link #isValid}. */
    static SigningKey parse(String jwk) {
        try {
            return of(ECKey.parse(jwk));
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException("a key that was checked"); // the cause may quote it
        }
    }

    private static SigningKey of(ECKey key) throws JOSEException {
        ECKey published = new ECKey.Builder(key.toPublicJWK())
                .keyID(key.computeThumbprint().toString())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .build();
        return new SigningKey(published, new ECDSASigner(key));
    }

    /** Without the signer. */
    @Override
    public String toString() {
        return "SigningKey[" + published.getKeyID() + "]";
    }
}
