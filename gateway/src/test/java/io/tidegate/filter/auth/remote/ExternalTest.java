package io.tidegate.filter.auth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshakes;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ExternalTest {
    private static final Answer ANN =
            new Answer(200, Map.of("X-Auth-Subject", "ann", "X-Auth-Roles", "admin, user,", "X-Tenant", "acme"), "");

    private final HttpService service = new HttpService(request -> ANN);
    private External external;
    private Duration timeout = Duration.ofSeconds(5);

    @AfterEach
    void close() {
        service.close();
        if (external != null) {
            external.close();
        }
    }

    @Test
    void theServiceIsAskedAboutTheHandshakeAndItsAnswerIsThePrincipal() throws Exception {
        start(Duration.ZERO, "authorization", "cookie:sid", "header:X-Key");

        Outcome outcome = judge(Handshakes.to("/chat/a?room=1")
                .header("Authorization", "Custom abc")
                .header("Cookie", "other=1; sid=s1")
                .header("X-Key", "k1")
                .header("Accept-Language", "de")
                .header("X-Forwarded-For", "203.0.113.9"));

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo("ann");
            assertThat(known.principal().roles()).containsExactly("admin", "user");
            assertThat(known.principal().claims()).isEqualTo(Map.of("tenant", "acme"));
            assertThat(known.principal().method()).isEqualTo("external");
        });
        HttpService.Request request = service.requests().getFirst();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/verify");
        assertThat(request.headers().get("Authorization")).containsExactly("Custom abc");
        assertThat(request.headers().get("Cookie")).containsExactly("sid=s1");
        assertThat(request.headers().get("X-Key")).containsExactly("k1");
        assertThat(request.headers().get("Accept-Language")).containsExactly("de");
        assertThat(request.headers().get("X-Forwarded-Method")).containsExactly("GET");
        assertThat(request.headers().get("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.headers().get("X-Forwarded-Host")).containsExactly("app.example.com");
        assertThat(request.headers().get("X-Forwarded-Uri")).containsExactly("/chat/a?room=1");
        assertThat(request.headers().get("X-Forwarded-For")).containsExactly("192.0.2.7");
    }

    @Test
    void aTokenThatCameAsASubprotocolIsSentAsABearer() throws Exception {
        start(Duration.ZERO, "authorization", "subprotocol");

        judge(Handshakes.to("/").offering("bearer", "t1"));

        assertThat(service.requests().getFirst().headers().get("Authorization")).containsExactly("Bearer t1");
    }

    @Test
    void aClientWithoutCredentialsIsAbsentAndNobodyIsAskedUnlessTheServiceIsToDecideOnAll() throws Exception {
        start(Duration.ZERO, "authorization");
        assertThat(judge(Handshakes.to("/"))).isEqualTo(new Outcome.Absent());
        assertThat(service.requests()).isEmpty();
        external.close();

        start(Duration.ZERO);
        assertThat(judge(Handshakes.to("/"))).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void twoCredentialsThatDifferAreAmbiguous() throws Exception {
        start(Duration.ZERO, "authorization", "subprotocol", "header:X-Key");

        assertThat(judge(Handshakes.to("/").header("X-Key", "a").header("X-Key", "b")))
                .isEqualTo(new Outcome.Ambiguous());
        assertThat(judge(Handshakes.to("/").header("Authorization", "Bearer a").offering("bearer", "b")))
                .isEqualTo(new Outcome.Ambiguous());
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void theServiceRefuses() throws Exception {
        start(Duration.ZERO, "authorization");

        service.answerWith(request -> new Answer(401, Map.of(), "no"));
        assertThat(judge()).isEqualTo(new Outcome.Invalid("the service answered 401"));
        service.answerWith(request -> new Answer(403, Map.of(), "no"));
        assertThat(judge()).isEqualTo(new Outcome.Denied("the service answered 403"));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404, 429, 500, 503})
    void anyOtherAnswerAdmitsNobody(int status) throws Exception {
        service.answerWith(request -> new Answer(status, Map.of("X-Auth-Subject", "ann", "Location", "/x"), ""));
        start(Duration.ZERO, "authorization");

        assertThat(judge()).isEqualTo(new Outcome.Unavailable("the service answered " + status));
        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatNamesNobodyAdmitsNobody() throws Exception {
        service.answerWith(request -> new Answer(204, Map.of(), ""));
        start(Duration.ZERO, "authorization");

        assertThat(judge()).isEqualTo(new Outcome.Unavailable("the service answered 204 without X-Auth-Subject"));
    }

    @Test
    void aServiceThatIsSlowOrGoneAdmitsNobodyUnlessConfiguredOtherwise() throws Exception {
        var go = new CountDownLatch(1);
        service.answerWith(request -> {
            await(go);
            return ANN;
        });
        timeout = Duration.ofMillis(300);
        use(config(Duration.ZERO, ExternalConfig.OnFailure.REFUSE, "authorization"));
        assertThat(judge()).isEqualTo(new Outcome.Unavailable("no answer within 300 ms"));
        go.countDown();
        service.stop();
        assertThat(judge()).isInstanceOf(Outcome.Unavailable.class);
        external.close();

        use(config(Duration.ZERO, ExternalConfig.OnFailure.ADMIT, "authorization"));
        assertThat(judge()).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo("unverified");
            assertThat(known.principal().roles()).isEmpty();
        });
    }

    @Test
    void anAnswerIsKnownForTheVerySameQuestionOnly() throws Exception {
        start(Duration.ofMinutes(1), "authorization");

        judge(Handshakes.to("/a").header("Authorization", "x"));
        judge(Handshakes.to("/a").header("Authorization", "x"));
        assertThat(service.requests()).hasSize(1);

        judge(Handshakes.to("/a").header("Authorization", "y"));
        judge(Handshakes.to("/b").header("Authorization", "x"));
        judge(Handshakes.to("/a").header("Authorization", "x").client("192.0.2.8"));
        judge(Handshakes.to("/a").header("Authorization", "x").header("Accept-Language", "de"));
        assertThat(service.requests()).hasSize(5);
    }

    @Test
    void withoutACacheEachHandshakeIsAskedAbout() throws Exception {
        start(Duration.ZERO, "authorization");

        judge();
        judge();

        assertThat(service.requests()).hasSize(2);
    }

    @Test
    void aFieldThatIsNotAsciiIsNotSentAndDoesNotStand() throws Exception {
        start(Duration.ZERO, "authorization");

        assertThat(judge(Handshakes.to("/").header("Authorization", "Bearer \u00e4")))
                .isEqualTo(new Outcome.Invalid("a field of the handshake is not ASCII"));
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void aRecheckAsksTheServiceAgain() throws Exception {
        start(Duration.ZERO, "authorization");
        var known = (Outcome.Known) judge();
        service.answerWith(request -> new Answer(401, Map.of(), ""));

        assertThat(known.recheck().now().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(new Outcome.Invalid("the service answered 401"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Cookie", "authorization", "Host", "X-Forwarded-For", "Sec-WebSocket-Key", "Upgrade", "a b"})
    void fieldsThatAreNotPassedOnJustSoAreRefused(String name) {
        assertThatThrownBy(() -> new ExternalConfig(
                        URI.create("http://a/"),
                        null,
                        List.of(),
                        List.of(name),
                        "X-S",
                        "X-R",
                        Map.of(),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        1,
                        1,
                        ExternalConfig.OnFailure.REFUSE))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("headers must list fields of handshakes other than credentials")
                .hasMessageEndingWith("got " + name);
    }

    private void start(Duration cache, String... from) {
        use(config(cache, ExternalConfig.OnFailure.REFUSE, from));
    }

    private void use(ExternalConfig config) {
        external = new External(config);
        external.start();
    }

    private ExternalConfig config(Duration cache, ExternalConfig.OnFailure onFailure, String... from) {
        return new ExternalConfig(
                URI.create(service.url("/verify")),
                null,
                Stream.of(from).map(CredentialSource::parse).toList(),
                List.of("Accept-Language"),
                "X-Auth-Subject",
                "X-Auth-Roles",
                Map.of("tenant", "X-Tenant", "absent", "X-Absent"),
                timeout,
                cache,
                100,
                8,
                onFailure);
    }

    private Outcome judge() throws Exception {
        return judge(Handshakes.to("/").header("Authorization", "Bearer t"));
    }

    private Outcome judge(Handshakes handshake) throws Exception {
        return external.judge(handshake.build()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
