package io.tidegate.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** Signs tokens as an identity provider does, with an RSA key that can be changed. */
public final class Issuer {
    public static final String NAME = "https://idp.test";

    private RSAKey key = newKey("key-1");
    private int keys = 1;

    /** From now on tokens are signed with another key. */
    public void rotate() {
        keys++;
        key = newKey("key-" + keys);
    }

    public RSAKey key() {
        return key;
    }

    /** What it publishes: its key at this time. */
    public String jwks() {
        return new JWKSet(key).toString();
    }

    /** A token for {@code subject} that is good for an hour. */
    public String token(String subject) {
        return token(subject, Map.of());
    }

    /** As {@link #token(String)}, with further claims. */
    public String token(String subject, Map<String, Object> claims) {
        return token(subject, Duration.ofHours(1), claims);
    }

    /** A token that expires {@code lifetime} from now. */
    public String token(String subject, Duration lifetime, Map<String, Object> claims) {
        var set = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .subject(subject)
                .audience("tidegate")
                .expirationTime(Date.from(Instant.now().plus(lifetime)));
        claims.forEach(set::claim);
        return sign(set.build());
    }

    /** Exactly these claims. */
    public String sign(JWTClaimsSet claims) {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
    }

    public String sign(JWSHeader header, JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
