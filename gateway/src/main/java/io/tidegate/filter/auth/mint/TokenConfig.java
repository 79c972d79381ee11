package io.tidegate.filter.auth.mint;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of the gateway's own that tells the endpoint who the client is, made anew for each request to an endpoint.
 *
 * @param header that it is in; in {@code Authorization} behind {@code Bearer}
 * @param key that signs it: a private JSON Web Key on the curve P-256, the same on all nodes; where absent each node makes its own
 *     and changes it every day
 * @param issuer what {@code iss} says
 * @param audience what {@code aud} says; nothing where absent
 * @param lifetime from its making; 5 s to 1 h
 * @param claims that it has of the client's, by name, besides {@code sub} and {@code roles}
 */
public record TokenConfig(
        @Default("Authorization") String header,
        @Nullable @Secret String key,
        @Default("tidegate") String issuer,
        @Nullable String audience,
        @Default("60s") Duration lifetime,
        List<String> claims) {
    public TokenConfig {
        claims = List.copyOf(claims);
        Check.notBlank("issuer", issuer);
        Check.between("lifetime", lifetime, Duration.ofSeconds(5), Duration.ofHours(1));
        Check.that(
                key == null || SigningKey.isValid(key),
                "key must be a private JSON Web Key with kty: EC and crv: P-256, got something else");
        Check.that(
                claims.stream().noneMatch(Mint.OWN::contains),
                "claims must not list one that the token has anyway: " + String.join(", ", Mint.OWN));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "TokenConfig[header=" + header + ", issuer=" + issuer + ", audience=" + audience + "]";
    }
}
