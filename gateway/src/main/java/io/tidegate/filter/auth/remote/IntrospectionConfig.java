package io.tidegate.filter.auth.remote;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.FileText;
import io.tidegate.config.Secret;
import io.tidegate.filter.auth.Authorities;
import io.tidegate.filter.auth.CredentialSource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients that present an access token, which the server that issued it is asked about (RFC 7662).
 *
 * @param url of the introspection endpoint, {@code https:} or {@code http:}
 * @param ca PEM file of the authorities that the certificate of {@code url} is verified against; the JDK's where absent. A reload
 *     reads it anew
 * @param clientId that Tidegate has there; it and the secret are sent as {@code Authorization: Basic}
 * @param clientSecret that belongs to it
 * @param from where tokens are looked for, at least one place; those that are found must be the same
 * @param issuer that the answer must name; any where absent
 * @param audience of which the answer must name one; any where empty
 * @param subject JSON pointer to what of the answer is the principal's subject
 * @param roles JSON pointer to the roles in the answer, a list or a text with blanks between them; none where empty
 * @param timeout of a question, from connecting to the last byte of the answer; 50 ms to 60 s
 * @param cache how long an answer is known, but never beyond the token's end; 0 for not at all, at most 1 hour
 * @param cacheSize answers that are known at once; 1 to 1 million
 * @param maxCalls questions under way at once; further clients get 503; 1 to 10,000
 */
public record IntrospectionConfig(
        URI url,
        @Nullable FileText ca,
        String clientId,
        @Secret String clientSecret,
        @Default("[authorization]") List<CredentialSource> from,
        @Nullable String issuer,
        List<String> audience,
        @Default("/sub") String subject,
        @Default("") String roles,
        @Default("2s") Duration timeout,
        @Default("30s") Duration cache,
        @Default("10000") int cacheSize,
        @Default("64") int maxCalls) {
    public IntrospectionConfig {
        from = List.copyOf(from);
        audience = List.copyOf(audience);
        HttpCalls.checkUrl("url", url);
        Authorities.check(ca, "url", url);
        Check.notBlank("client-id", clientId);
        Check.that(!clientSecret.isBlank(), "client-secret must not be empty");
        Check.that(!from.isEmpty(), "from must list at least one place");
        Check.notBlank("subject", subject);
        Check.pointer("subject", subject);
        Check.pointer("roles", roles);
        Check.between("timeout", timeout, Duration.ofMillis(50), Duration.ofSeconds(60));
        Check.between("cache", cache, Duration.ZERO, Duration.ofHours(1));
        Check.between("cache-size", cacheSize, 1, 1_000_000);
        Check.between("max-calls", maxCalls, 1, 10_000);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IntrospectionConfig[url=" + url + "]";
    }
}
