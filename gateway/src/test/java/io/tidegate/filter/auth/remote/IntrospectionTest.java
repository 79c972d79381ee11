package io.tidegate.filter.auth.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshakes;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import io.tidegate.testing.LogOf;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class IntrospectionTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    @RegisterExtension
    final LogOf log = new LogOf(HttpCalls.class);

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final HttpService server = new HttpService(request -> Answer.json("{\"active\": true, \"sub\": \"ann\"}"));
    private Introspection introspection;

    @AfterEach
    void close() {
        server.close();
        if (introspection != null) {
            introspection.close();
        }
    }

    @Test
    void theServerIsAskedAsRfc7662SaysAndItsAnswerIsThePrincipal() throws Exception {
        server.answerWith(request -> Answer.json("""
                {"active": true, "sub": "ann", "exp": 1000060, "scope": "chat read", "none": null,
                 "realm": {"roles": ["admin", "user"]}, "n": 7}"""));
        start("/realm/roles", Duration.ofSeconds(5), Duration.ofSeconds(30));

        assertThat(judge("a t+ken")).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.principal().subject()).isEqualTo("ann");
            assertThat(known.principal().roles()).containsExactly("admin", "user");
            assertThat(known.principal().claims())
                    .containsEntry("scope", "chat read")
                    .containsEntry("n", 7L)
                    .doesNotContainKeys("active", "none");
            assertThat(known.principal().expires()).isEqualTo(Instant.ofEpochSecond(1_000_060));
            assertThat(known.principal().method()).isEqualTo("introspection");
        });
        HttpService.Request request = server.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/introspect");
        assertThat(request.body()).isEqualTo("token=a+t%2Bken&token_type_hint=access_token");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.headers().getFirst("Authorization"))
                .isEqualTo("Basic Z2F0ZTpzJTNBY3JldA=="); // gate:s%3Acret
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"active\": false, \"sub\": \"ann\"} | the token is not active",
                "{\"active\": true, \"sub\": \"ann\", \"exp\": 1000000} | the token has expired",
                "{\"active\": true, \"sub\": \"ann\", \"exp\": \"never\"} | the token has expired",
                "{\"active\": true, \"sub\": \"ann\", \"nbf\": 1000001} | the token is not valid yet",
                "{\"active\": true, \"username\": \"ann\"} | the token has no /sub",
                "{\"active\": true, \"sub\": \"\"} | the token has no /sub",
                "{\"active\": true, \"sub\": {\"a\": 1}} | the token has no /sub"
            })
    void aTokenThatDoesNotStandIsInvalid(String answer, String reason) throws Exception {
        server.answerWith(request -> Answer.json(answer));
        start();

        assertThat(judge("t")).isEqualTo(new Outcome.Invalid(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"iss\": \"https://idp\", \"aud\": \"chat\" | true",
                "\"iss\": \"https://idp\", \"aud\": [\"x\", \"chat\"] | true",
                "\"iss\": \"https://idp\" | false",
                "\"iss\": \"https://idp/\", \"aud\": \"chat\" | false",
                "\"aud\": \"chat\" | false"
            })
    void issuerAndAudienceMustBeThoseOfTheConfiguration(String claims, boolean admitted) throws Exception {
        server.answerWith(request -> Answer.json("{\"active\": true, \"sub\": \"ann\", " + claims + "}"));
        use(new Introspection(config("", Duration.ofSeconds(5), Duration.ZERO, "https://idp", List.of("chat"), 8)));

        assertThat(judge("t") instanceof Outcome.Known).isEqualTo(admitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"active\": \"true\", \"sub\": \"ann\"}",
                "{\"sub\": \"ann\"}",
                "{\"active\": false, \"active\": true, \"sub\": \"ann\"}",
                "<html>"
            })
    void anAnswerThatIsNoneOfIntrospectionAdmitsNobody(String body) throws Exception {
        server.answerWith(request -> Answer.json(body));
        start();

        assertThat(judge("t")).isEqualTo(new Outcome.Unavailable("the server's answer is not one of introspection"));
    }

    @Test
    void anAnswerLargerThan64KiBAdmitsNobody() throws Exception {
        server.answerWith(request ->
                Answer.json("{\"active\": true, \"sub\": \"ann\", \"x\": \"" + "a".repeat(64 * 1024) + "\"}"));
        start();

        assertThat(judge("t")).isInstanceOf(Outcome.Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 500, 503})
    void aServerThatAnswersOtherwiseAdmitsNobody(int status) throws Exception {
        server.answerWith(request -> new Answer(status, Map.of("Location", "/elsewhere"), ""));
        start();

        assertThat(judge("t")).isEqualTo(new Outcome.Unavailable("the server answered " + status));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAnswerIsKnownForAWhileAndNoLongerThanTheToken() throws Exception {
        server.answerWith(request -> Answer.json(
                request.body().startsWith("token=short&")
                        ? "{\"active\": true, \"sub\": \"ann\", \"exp\": 1000010}"
                        : "{\"active\": true, \"sub\": \"ann\"}"));
        start();
        judge("long");
        judge("short");
        judge("long");
        judge("short");
        assertThat(server.requests()).hasSize(2);

        clock.set(NOW.plusSeconds(10));
        judge("long");
        assertThat(judge("short")).isEqualTo(new Outcome.Invalid("the token has expired"));
        assertThat(server.requests()).hasSize(3);

        clock.set(NOW.plusSeconds(31));
        judge("long");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void whoAsksTheSameAtOnceWaitsWithTheFirst() throws Exception {
        var go = new CountDownLatch(1);
        server.answerWith(request -> {
            await(go);
            return Answer.json("{\"active\": true, \"sub\": \"ann\"}");
        });
        start();

        var first = begin("t");
        var second = begin("t");
        go.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Known.class);
        assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Known.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void moreQuestionsThanMayBeUnderWayAreNotAsked() throws Exception {
        var go = new CountDownLatch(1);
        server.answerWith(request -> {
            await(go);
            return Answer.json("{\"active\": true, \"sub\": \"ann\"}");
        });
        use(new Introspection(config("", Duration.ofSeconds(9), Duration.ZERO, null, List.of(), 1)));

        var first = begin("one");
        assertThat(begin("two")).isCompletedWithValue(new Outcome.Unavailable("too many questions are under way"));
        go.countDown();

        assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Known.class);
        assertThat(judge("two")).isInstanceOf(Outcome.Known.class);
    }

    @Test
    void aServerThatIsSlowOrGoneAdmitsNobodyAndIsAskedAgain() throws Exception {
        var go = new CountDownLatch(1);
        server.answerWith(request -> {
            await(go);
            return Answer.json("{\"active\": true, \"sub\": \"ann\"}");
        });
        start("", Duration.ofMillis(100), Duration.ofSeconds(30));

        assertThat(judge("t")).isEqualTo(new Outcome.Unavailable("no answer within 100 ms"));
        go.countDown();
        server.answerWith(request -> Answer.json("{\"active\": true, \"sub\": \"ann\"}"));
        assertThat(judgeUntilKnown("t")).isInstanceOf(Outcome.Known.class);
        server.stop();

        assertThat(judge("t")).isInstanceOf(Outcome.Known.class); // is known
        assertThat(judge("u")).isInstanceOf(Outcome.Unavailable.class);
        assertThat(log.lines())
                .containsSubsequence(
                        "[WARN] introspection at 127.0.0.1: no answer within 100 ms",
                        "[INFO] introspection at 127.0.0.1: answers again")
                .noneMatch(line -> line.contains("token="));
    }

    @Test
    void aRecheckAsksAgainOnceTheAnswerIsNoLongerKnown() throws Exception {
        start();
        var known = (Outcome.Known) judge("t");
        server.answerWith(request -> Answer.json("{\"active\": false}"));

        assertThat(recheck(known)).isInstanceOf(Outcome.Known.class);
        clock.set(NOW.plusSeconds(31));
        assertThat(recheck(known)).isEqualTo(new Outcome.Invalid("the token is not active"));
    }

    @Test
    void aSessionThatIsOlderThanTheConfigurationInUseCanStillBeAskedAbout() throws Exception {
        start();
        var known = (Outcome.Known) judge("t");
        introspection.close();
        clock.set(NOW.plusSeconds(31));

        assertThat(recheck(known)).isInstanceOf(Outcome.Known.class);
        server.answerWith(request -> Answer.json("{\"active\": false}"));
        clock.set(NOW.plusSeconds(62));
        assertThat(recheck(known)).isEqualTo(new Outcome.Invalid("the token is not active"));
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(config("", Duration.ofSeconds(5), Duration.ZERO, null, List.of(), 8)
                        .toString())
                .doesNotContain("cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/", "https:///x", "https://user:hunter2@a/", "https://a/#x", "/x"})
    void whatIsNoAddressOfAServiceIsRefused(String url) {
        assertThatThrownBy(() -> HttpCalls.checkUrl("url", URI.create(url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("url must be an address like https://host/path")
                .hasMessageNotContaining("hunter2");
    }

    private void start() {
        start("", Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    private void start(String roles, Duration timeout, Duration cache) {
        use(new Introspection(config(roles, timeout, cache, null, List.of(), 8), clock::get));
    }

    private void use(Introspection made) {
        introspection = made;
        introspection.start();
    }

    private IntrospectionConfig config(
            String roles, Duration timeout, Duration cache, String issuer, List<String> audience, int maxCalls) {
        return new IntrospectionConfig(
                URI.create(server.url("/introspect")),
                null,
                "gate",
                "s:cret",
                List.of(CredentialSource.parse("authorization")),
                issuer,
                audience,
                "/sub",
                roles,
                timeout,
                cache,
                100,
                maxCalls);
    }

    private CompletableFuture<Outcome> begin(String token) {
        return introspection
                .judge(Handshakes.to("/")
                        .header("Authorization", "Bearer " + token)
                        .build())
                .toCompletableFuture();
    }

    private Outcome judge(String token) throws Exception {
        return begin(token).get(10, TimeUnit.SECONDS);
    }

    /** What a slow connection leaves behind may still cost a first question. */
    private Outcome judgeUntilKnown(String token) throws Exception {
        Outcome outcome = judge(token);
        for (int i = 0; i < 50 && !(outcome instanceof Outcome.Known); i++) {
            outcome = judge(token);
        }
        return outcome;
    }

    private static Outcome recheck(Outcome.Known known) throws Exception {
        return known.recheck().now().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
