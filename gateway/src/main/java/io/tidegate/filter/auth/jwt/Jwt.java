package io.tidegate.filter.auth.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Credentials;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Knows clients by signed tokens (RFC 7519), and trusts nothing in a token that says how it is to be verified. Shared. */
public final class Jwt implements Method {
    private static final Set<String> USUAL_TYPES = Set.of("jwt", "at+jwt");

    private final Credentials credentials;
    private final Set<JWSAlgorithm> algorithms;
    private final @Nullable String type;
    private final ClaimRules rules;
    private final KeySource keys;

    private Jwt(JwtConfig config, KeySource keys, Clock clock) {
        this.credentials = new Credentials(config.from(), "Bearer");
        this.algorithms = config.effectiveAlgorithms();
        this.type = config.type() == null ? null : shortType(config.type());
        this.rules = new ClaimRules(config, clock);
        this.keys = keys;
    }

    /**
     * Fetches nothing before {@link #start}.
     *
     * @throws ConfigException if the keys in the configuration are none
     */
    public static Jwt of(JwtConfig config) {
        return at(config, Clock.systemUTC());
    }

    /** As {@link #of}, at a time of the caller's choice. */
    static Jwt at(JwtConfig config, Clock clock) {
        return new Jwt(config, source(config), clock);
    }

    private static KeySource source(JwtConfig config) {
        if (config.jwks() != null) {
            return new RemoteKeys(
                    config.jwks().toString(),
                    config.refresh(),
                    config.maxStale(),
                    new KeyFetch(config.jwks(), config.ca(), config.timeout()));
        }
        if (config.secret() != null) {
            return KeySource.of(new KeySet(List.of(VerificationKey.ofSecret(config.secret()))));
        }
        try {
            return KeySource.of(
                    KeySet.parse(Objects.requireNonNull(config.jwksFile()).text()));
        } catch (ParseException e) {
            throw new ConfigException("jwt.jwks-file must be a JSON Web Key Set: " + e.getMessage());
        }
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        return credentials.judge(handshake, this::judge);
    }

    @Override
    public List<CredentialSource> sources() {
        return credentials.sources();
    }

    @Override
    public void tellsOfChanges(Runnable changed) {
        keys.tellsOfChanges(changed);
    }

    @Override
    public void start() {
        keys.start();
    }

    @Override
    public void close() {
        keys.close();
    }

    @Override
    public CompletionStage<Outcome> judge(String credential) {
        JWSObject token;
        try {
            token = JWSObject.parse(credential);
        } catch (ParseException | IllegalArgumentException e) {
            return invalid("not a signed token");
        }
        String fault = fault(token.getHeader());
        if (fault != null) {
            return invalid(fault);
        }
        KeySet known = keys.current();
        Outcome outcome = known == null ? null : verify(token, known);
        return outcome == null
                ? keys.looked().handle((now, failure) -> verifyAgain(token, now, failure))
                : outcome.atOnce();
    }

    private @Nullable String fault(JWSHeader header) {
        if (!algorithms.contains(header.getAlgorithm())) {
            return "signed by an algorithm that is not taken";
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return "has critical parameters that are not understood";
        }
        String said =
                header.getType() == null ? null : shortType(header.getType().getType());
        boolean right = type == null ? said == null || USUAL_TYPES.contains(said) : type.equals(said);
        return right ? null : "of another type";
    }

    /** Null if it may be signed with a key that is not among {@code known}. */
    private @Nullable Outcome verify(JWSObject token, KeySet known) {
        List<VerificationKey> candidates = known.candidates(token.getHeader());
        for (VerificationKey key : candidates) {
            if (key.hasSigned(token)) {
                return accepted(token, key);
            }
        }
        boolean named = token.getHeader().getKeyID() != null && !candidates.isEmpty();
        return named ? new Outcome.Invalid("the signature is wrong") : null;
    }

    private Outcome verifyAgain(JWSObject token, @Nullable KeySet now, @Nullable Throwable failure) {
        if (now == null) {
            return new Outcome.Unavailable(failure == null ? "no keys" : String.valueOf(failure.getMessage()));
        }
        Outcome outcome = verify(token, now);
        return outcome == null ? new Outcome.Invalid("not signed by a key that is known") : outcome;
    }

    private Outcome accepted(JWSObject token, VerificationKey key) {
        Map<String, Object> claims = token.getPayload().toJSONObject();
        if (claims == null) {
            return new Outcome.Invalid("has no claims");
        }
        Outcome outcome = rules.judge(claims);
        return outcome instanceof Outcome.Known known ? signedBy(key, known.principal()) : outcome;
    }

    private Outcome.Known signedBy(VerificationKey key, Principal principal) {
        return new Outcome.Known(principal, () -> recheck(key, principal));
    }

    /** Whether the issuer still publishes the key. */
    private CompletionStage<Outcome> recheck(VerificationKey key, Principal principal) {
        KeySet now = keys.current();
        if (now == null) {
            return new Outcome.Unavailable("the keys are too old").atOnce();
        }
        return now.keys().contains(key) ? signedBy(key, principal).atOnce() : invalid("its key was withdrawn");
    }

    private static CompletionStage<Outcome> invalid(String reason) {
        return new Outcome.Invalid(reason).atOnce();
    }

    /** Types compare without case, and without what may be left out of a media type (RFC 7515, 4.1.9). */
    private static String shortType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }
}
