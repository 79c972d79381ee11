package io.tidegate.filter.auth.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.FileText;
import io.tidegate.config.Secret;
import io.tidegate.filter.auth.Authorities;
import io.tidegate.filter.auth.CredentialSource;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signed tokens (JWT, RFC 7519), by the keys of whoever issues them.
 *
 * @param from where the token may be; at least one
 * @param jwks where the issuer publishes its keys, {@code https:} or {@code http:}; one of {@code jwks}, {@code jwks-file} and
 *     {@code secret} must be given
 * @param jwksFile the same keys from a file, which a reload reads anew
 * @param ca PEM file of the authorities that the certificate of {@code jwks} is verified against; the JDK's where absent. A reload
 *     reads it anew
 * @param secret that tokens are signed with by HMAC; as many bytes as the hash at least: 32 for {@code HS256}
 * @param algorithms that are taken; where absent all of {@code RS}, {@code PS} and {@code ES} with 256, 384 and 512, and
 *     {@code EdDSA}; of a {@code secret} {@code HS256}
 * @param issuer that {@code iss} must name; any where absent
 * @param audience of which {@code aud} must name one; any where empty
 * @param type that {@code typ} must say, such as {@code at+jwt}; where absent {@code JWT}, {@code at+jwt} or nothing
 * @param require claims that must be there
 * @param clockSkew how much clocks may differ, for {@code exp} and {@code nbf}; 0 s to 10 m
 * @param subject the claim that says who it is: its name, or a JSON pointer to it
 * @param roles the claim with the roles, a list or a text with spaces between: its name, or a JSON pointer to it
 * @param refresh how often {@code jwks} is fetched; 10 s to 1 d
 * @param timeout for one fetch; 100 ms to 1 m
 * @param maxStale how long keys are used after they could last be fetched; 1 m to 30 d, no less than {@code refresh}
 */
public record JwtConfig(
        @Default("[authorization]") List<CredentialSource> from,
        @Nullable URI jwks,
        @Nullable FileText ca,
        @Nullable FileText jwksFile,
        @Nullable @Secret String secret,
        List<String> algorithms,
        @Nullable String issuer,
        List<String> audience,
        @Nullable String type,
        @Default("[exp]") List<String> require,
        @Default("30s") Duration clockSkew,
        @Default("/sub") String subject,
        @Default("/roles") String roles,
        @Default("5m") Duration refresh,
        @Default("5s") Duration timeout,
        @Default("1d") Duration maxStale) {
    /** What the configuration calls this method. */
    public static final String NAME = "jwt";

    private static final Set<String> SHARED = Set.of("HS256", "HS384", "HS512");
    private static final List<String> SIGNED =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

    public JwtConfig {
        from = List.copyOf(from);
        algorithms = List.copyOf(algorithms);
        audience = List.copyOf(audience);
        require = List.copyOf(require);
        Check.that(!from.isEmpty(), "from must list at least one source");
        long keys =
                Stream.of(jwks, jwksFile, secret).filter(given -> given != null).count();
        Check.that(keys == 1, "jwks, jwks-file or secret must be given, and only one of them");
        Check.that(
                jwks == null
                        || (("https".equals(jwks.getScheme()) || "http".equals(jwks.getScheme()))
                                && jwks.getHost() != null
                                && jwks.getUserInfo() == null),
                "jwks must be an https: or http: address without a user, got " + shown(jwks));
        Authorities.check(ca, "jwks", jwks);
        checkAlgorithms(algorithms, secret != null);
        if (secret != null) {
            checkSecret(secret, algorithms);
        }
        Check.notBlank("subject", subject);
        checkPointer("subject", subject);
        checkPointer("roles", roles);
        Check.between("clock-skew", clockSkew, Duration.ZERO, Duration.ofMinutes(10));
        Check.between("refresh", refresh, Duration.ofSeconds(10), Duration.ofDays(1));
        Check.between("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        Check.between("max-stale", maxStale, Duration.ofMinutes(1), Duration.ofDays(30));
        Check.that(maxStale.compareTo(refresh) >= 0, "max-stale must not be less than refresh");
    }

    /** Those that are taken, whatever the token says. */
    Set<JWSAlgorithm> effectiveAlgorithms() {
        List<String> names = !algorithms.isEmpty() ? algorithms : secret != null ? List.of("HS256") : SIGNED;
        return Set.copyOf(names.stream().map(JWSAlgorithm::parse).toList());
    }

    private static void checkAlgorithms(List<String> algorithms, boolean shared) {
        for (String algorithm : algorithms) {
            Check.that(
                    SHARED.contains(algorithm) || SIGNED.contains(algorithm),
                    "algorithms must be of " + String.join(", ", SIGNED) + ", or HS256, HS384, HS512 with secret, got "
                            + algorithm);
            Check.that(
                    SHARED.contains(algorithm) == shared,
                    "algorithms must be HS256, HS384 or HS512 with secret, and none of these without, got "
                            + algorithm);
        }
    }

    private static void checkSecret(String secret, List<String> algorithms) {
        int bits = algorithms.contains("HS512") ? 512 : algorithms.contains("HS384") ? 384 : 256;
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        Check.that(bytes * 8 >= bits, "secret must have at least " + bits / 8 + " bytes, got " + bytes);
    }

    private static void checkPointer(String key, String claim) {
        if (claim.startsWith("/")) {
            Check.pointer(key, claim);
        }
    }

    private static @Nullable String shown(@Nullable URI address) {
        return address == null || address.getUserInfo() == null ? String.valueOf(address) : "one with a user";
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "JwtConfig[from=" + from + ", jwks=" + jwks + ", jwksFile=" + jwksFile + ", issuer=" + issuer + "]";
    }
}
