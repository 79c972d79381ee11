package io.tidegate.filter.auth.remote;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.FileText;
import io.tidegate.filter.auth.Authorities;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.protocol.Token;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that a service of yours knows, which is asked about each handshake (forward-auth).
 *
 * @param url that is asked with GET, {@code https:} or {@code http:}; 2xx admits, 401 and 403 refuse
 * @param ca PEM file of the authorities that the certificate of {@code url} is verified against; the JDK's where absent. A reload
 *     reads it anew
 * @param from credentials that the service gets; a client without any is not asked about. Where empty, each client is
 * @param headers other fields of the handshake that the service gets
 * @param subject field of a 2xx answer that names the principal's subject; an answer without it is a failure
 * @param roles field of a 2xx answer that has the roles, with commas between them
 * @param claims fields of a 2xx answer by the claims that they become; those that are not there are left out
 * @param timeout of a question, from connecting to the last byte of the answer; 50 ms to 60 s
 * @param cache how long the answer to the very same question is known; 0 for not at all, at most 1 hour
 * @param cacheSize answers that are known at once; 1 to 1 million
 * @param maxCalls questions under way at once; more are a failure; 1 to 10,000
 * @param onFailure what becomes of clients about whom the service does not answer: 503, or admitted as {@code unverified}
 *     without roles
 */
public record ExternalConfig(
        URI url,
        @Nullable FileText ca,
        @Default("[authorization]") List<CredentialSource> from,
        List<String> headers,
        @Default("X-Auth-Subject") String subject,
        @Default("X-Auth-Roles") String roles,
        Map<String, String> claims,
        @Default("2s") Duration timeout,
        @Default("0s") Duration cache,
        @Default("10000") int cacheSize,
        @Default("64") int maxCalls,
        @Default("refuse") OnFailure onFailure) {
    /** What becomes of clients while the service does not answer. */
    public enum OnFailure {
        REFUSE,
        ADMIT
    }

    public ExternalConfig {
        from = List.copyOf(from);
        headers = List.copyOf(headers);
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        HttpCalls.checkUrl("url", url);
        Authorities.check(ca, "url", url);
        var faults = new AllFaults();
        checkSent(headers, faults);
        checkName("subject", subject, faults);
        checkName("roles", roles, faults);
        claims.forEach((claim, field) -> checkName("claims." + claim, field, faults));
        faults.refuseIfAny();
        Check.between("timeout", timeout, Duration.ofMillis(50), Duration.ofSeconds(60));
        Check.between("cache", cache, Duration.ZERO, Duration.ofHours(1));
        Check.between("cache-size", cacheSize, 1, 1_000_000);
        Check.between("max-calls", maxCalls, 1, 10_000);
    }

    private static void checkSent(List<String> headers, AllFaults faults) {
        List<String> unfit = new ArrayList<>(headers);
        unfit.removeIf(name -> Token.isToken(name) && !Question.isOurs(name));
        for (String name : unfit) {
            faults.add("headers must list fields of handshakes other than credentials, which go to from, got " + name);
        }
    }

    private static void checkName(String key, String name, AllFaults faults) {
        if (!Token.isToken(name)) {
            faults.add(key + " must be the name of a field, got " + name);
        }
    }
}
