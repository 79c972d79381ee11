package io.tidegate.filter.auth.mint;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the tokens of one place in the configuration. Shared. */
public final class Mint {
    /** Claims that each token has. */
    static final List<String> OWN = List.of("iss", "sub", "aud", "iat", "exp", "sid", "roles");

    private final TokenConfig config;
    private final OwnKeys keys;
    private final Clock clock;
    private final @Nullable SigningKey configured;

    public Mint(TokenConfig config, OwnKeys keys, Clock clock) {
        this.config = config;
        this.keys = keys;
        this.clock = clock;
        this.configured = config.key() == null ? null : SigningKey.parse(config.key());
    }

    /** Its key is published from now on. */
    public void start() {
        if (configured != null) {
            keys.publish(configured);
        }
    }

    /** Its key is published no more. */
    public void close() {
        if (configured != null) {
            keys.withdraw(configured);
        }
    }

    /** A new token, in its header field. Takes about the time of a signature. */
    public HeaderList.Field field(Principal principal, String sessionId) {
        SigningKey key = configured == null ? keys.current() : configured;
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.published().getKeyID())
                .build();
        var token = new SignedJWT(header, claims(principal, sessionId));
        try {
            token.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
        boolean scheme = config.header().equalsIgnoreCase("Authorization");
        return new HeaderList.Field(config.header(), (scheme ? "Bearer " : "") + token.serialize());
    }

    private JWTClaimsSet claims(Principal principal, String sessionId) {
        Instant now = clock.instant();
        Instant end = now.plus(config.lifetime());
        Instant expires = principal.expires();
        var claims = new JWTClaimsSet.Builder()
                .issuer(config.issuer())
                .subject(principal.subject())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires != null && expires.isBefore(end) ? expires : end))
                .claim("sid", sessionId)
                .claim("roles", new ArrayList<>(principal.roles()));
        if (config.audience() != null) {
            claims.audience(config.audience());
        }
        for (String name : config.claims()) {
            Object value = principal.claims().get(name);
            if (value != null) {
                claims.claim(name, value);
            }
        }
        return claims.build();
    }
}
