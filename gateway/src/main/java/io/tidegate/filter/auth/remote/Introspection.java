package io.tidegate.filter.auth.remote;

import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Credentials;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Knows clients by tokens, about which an authorisation server is asked (RFC 7662). Shared. */
public final class Introspection implements Method {
    /** What the configuration calls it. */
    public static final String NAME = "introspection";

    /** The last second of the year 9999: what lies behind it is not worth its faults. */
    private static final long END_OF_TIME_SECONDS = 253_402_300_799L;

    private final IntrospectionConfig config;
    private final Credentials credentials;
    private final HttpCalls calls;
    private final RememberedAnswers answers;
    private final InstantSource clock;
    private final String authorization;

    public Introspection(IntrospectionConfig config) {
        this(config, InstantSource.system());
    }

    Introspection(IntrospectionConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.credentials = new Credentials(config.from(), "Bearer");
        this.calls = new HttpCalls(
                "introspection at " + config.url().getHost(), config.ca(), config.timeout(), config.maxCalls());
        this.answers = new RememberedAnswers(config.cache(), config.cacheSize(), clock);
        String pair = encoded(config.clientId()) + ":" + encoded(config.clientSecret()); // RFC 6749, 2.3.1
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        return credentials.judge(handshake, this::judge);
    }

    @Override
    public CompletionStage<Outcome> judge(String token) {
        return answers.of(Sha256.of(token), () -> ask(token));
    }

    @Override
    public List<CredentialSource> sources() {
        return credentials.sources();
    }

    @Override
    public void start() {
        calls.start();
    }

    @Override
    public void close() {
        calls.close();
    }

    private CompletableFuture<Outcome> ask(String token) {
        HttpRequest request = HttpRequest.newBuilder(config.url())
                .header("Authorization", authorization)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + encoded(token) + "&token_type_hint=access_token"))
                .build();
        return calls.call(request, answer -> outcome(answer, token));
    }

    private Outcome outcome(HttpResponse<byte[]> answer, String token) {
        if (answer.statusCode() != 200) {
            return new Outcome.Unavailable("the server answered " + answer.statusCode());
        }
        Map<String, Object> claims = JsonClaims.read(answer.body());
        if (claims == null || !(claims.remove("active") instanceof Boolean active)) {
            return new Outcome.Unavailable("the server's answer is not one of introspection");
        }
        return active ? judge(claims, token) : new Outcome.Invalid("the token is not active");
    }

    /** What an active token says must hold here, too. */
    private Outcome judge(Map<String, Object> claims, String token) {
        Instant now = clock.instant();
        Instant expires = time(claims.get("exp"));
        Instant begins = time(claims.get("nbf"));
        if (expires != null && !now.isBefore(expires)) {
            return new Outcome.Invalid("the token has expired");
        }
        if (begins != null && now.isBefore(begins)) {
            return new Outcome.Invalid("the token is not valid yet");
        }
        if (config.issuer() != null && !config.issuer().equals(claims.get("iss"))) {
            return new Outcome.Invalid("the token has another issuer");
        }
        Set<String> audience = JsonClaims.texts(claims.get("aud"));
        if (!config.audience().isEmpty() && config.audience().stream().noneMatch(audience::contains)) {
            return new Outcome.Invalid("the token is for another audience");
        }
        return known(claims, expires, token);
    }

    private Outcome known(Map<String, Object> claims, @Nullable Instant expires, String token) {
        var all = new Principal("-", Set.of(), claims, NAME, expires);
        String subject = Objects.requireNonNullElse(all.claimText(config.subject()), "");
        if (subject.isEmpty()) {
            return new Outcome.Invalid("the token has no " + config.subject());
        }
        Set<String> roles = config.roles().isEmpty() ? Set.of() : JsonClaims.texts(all.claim(config.roles()));
        return new Outcome.Known(new Principal(subject, roles, claims, NAME, expires), () -> judge(token));
    }

    /** Null where there is none; what is no time has passed long ago. */
    private static @Nullable Instant time(@Nullable Object claim) {
        return switch (claim) {
            case null -> null;
            case Number seconds -> Instant.ofEpochSecond(Math.clamp(seconds.longValue(), 0, END_OF_TIME_SECONDS));
            default -> Instant.EPOCH;
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
