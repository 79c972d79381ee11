package io.tidegate.filter.auth.jwt;

import io.tidegate.config.FileText;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.testing.Issuer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;

/** What the configuration says, to change. */
final class JwtRules {
    String jwks;
    String secret;
    List<String> algorithms = List.of();
    String issuer = Issuer.NAME;
    List<String> audience = List.of("tidegate");
    String type;
    List<String> require = List.of("exp");
    String subject = "/sub";
    String roles = "/roles";

    JwtRules(String jwks) {
        this.jwks = jwks;
    }

    JwtConfig config() {
        return new JwtConfig(
                List.of(CredentialSource.parse("authorization")),
                null,
                null,
                secret == null ? new FileText(Path.of("keys.json"), jwks) : null,
                secret,
                algorithms,
                issuer,
                audience,
                type,
                require,
                Duration.ofSeconds(30),
                subject,
                roles,
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofDays(1));
    }

    Outcome judge(String token) {
        return Jwt.at(config(), Clock.fixed(JwtTest.NOW, ZoneOffset.UTC))
                .judge(token)
                .toCompletableFuture()
                .join();
    }
}
