package io.tidegate.filter.auth.remote;

import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Knows the clients that a service knows, which is asked about each handshake (forward-auth). Shared. */
public final class External implements Method {
    /** What the configuration calls it. */
    public static final String NAME = "external";

    private static final Principal UNVERIFIED = new Principal("unverified", Set.of(), Map.of(), NAME, null);

    private final ExternalConfig config;
    private final HttpCalls calls;
    private final RememberedAnswers answers;

    public External(ExternalConfig config) {
        this.config = config;
        this.calls = new HttpCalls(
                "external at " + config.url().getHost(), config.ca(), config.timeout(), config.maxCalls());
        this.answers = new RememberedAnswers(config.cache(), config.cacheSize(), InstantSource.system());
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        Question question = Question.about(handshake, config.from(), config.headers());
        if (question == null) {
            return new Outcome.Ambiguous().atOnce();
        }
        return question.hasCredential() || config.from().isEmpty() ? ask(question) : new Outcome.Absent().atOnce();
    }

    @Override
    public List<CredentialSource> sources() {
        return config.from();
    }

    @Override
    public void start() {
        calls.start();
    }

    @Override
    public void close() {
        calls.close();
    }

    private CompletionStage<Outcome> ask(Question question) {
        HttpRequest request = question.request(config.url());
        if (request == null) {
            return new Outcome.Invalid("a field of the handshake is not ASCII").atOnce();
        }
        return answers.of(question.digest(), () -> calls.call(request, answer -> outcome(answer, question)))
                .thenApply(outcome -> onFailure(outcome, question));
    }

    private Outcome onFailure(Outcome outcome, Question question) {
        boolean admits = outcome instanceof Outcome.Unavailable && config.onFailure() == ExternalConfig.OnFailure.ADMIT;
        return admits ? new Outcome.Known(UNVERIFIED, () -> ask(question)) : outcome;
    }

    private Outcome outcome(HttpResponse<byte[]> answer, Question question) {
        int status = answer.statusCode();
        if (status == 401) {
            return new Outcome.Invalid("the service answered 401");
        }
        if (status == 403) {
            return new Outcome.Denied("the service answered 403");
        }
        if (status < 200 || status > 299) {
            return new Outcome.Unavailable("the service answered " + status);
        }
        String subject =
                answer.headers().firstValue(config.subject()).orElse("").strip();
        return subject.isEmpty()
                ? new Outcome.Unavailable("the service answered " + status + " without " + config.subject())
                : new Outcome.Known(principal(subject, answer.headers()), () -> ask(question));
    }

    private Principal principal(String subject, HttpHeaders fields) {
        Set<String> roles = new LinkedHashSet<>();
        fields.allValues(config.roles()).forEach(value -> {
            for (String role : value.split(",", -1)) {
                roles.add(role.strip());
            }
        });
        roles.remove("");
        Map<String, Object> claims = new LinkedHashMap<>();
        config.claims()
                .forEach((claim, field) ->
                        fields.firstValue(field).ifPresent(value -> claims.put(claim, value.strip())));
        return new Principal(subject, roles, claims, NAME, null);
    }
}
