package io.tidegate.filter.authenticate;

import static io.tidegate.filter.authenticate.ScriptedMethod.saying;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Admission;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
    private static final Principal ANN =
            new Principal("ann", Set.of("user"), Map.of("tenant", "acme"), "a", Instant.ofEpochSecond(200));
    private static final Principal CARD = new Principal(
            "CN=ann", Set.of("device"), Map.of("tenant", "other", "x", 1), "b", Instant.ofEpochSecond(100));
    private static final Principal NOBODY = new AnonymousConfig(List.of("guest")).principal();

    private static final Tenure TENURE =
            new Tenure(new ExpiryConfig(Duration.ZERO, Duration.ZERO, Duration.ZERO), null, new Guards());

    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final Handshake handshake = Handshakes.to("/").build();

    @Test
    void theFirstMethodThatKnowsTheClientDecides() {
        var second = saying(new Outcome.Known(CARD));

        assertThat(any(saying(new Outcome.Known(ANN)), second)).isEqualTo(Admission.Pass.ADMIT);

        assertThat(handshake.identity().principal()).isSameAs(ANN);
        assertThat(second.asked).isZero();
    }

    @Test
    void aClientThatPresentsNothingGets401AndHowToDoBetter() {
        Admission.Refuse refusal = refused(any(saying(new Outcome.Absent())));

        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.challenge()).isEqualTo("Bearer");
        assertThat(refusal.reason()).isEqualTo("authenticate: no credential");
        assertThat(handshake.identity().principal()).isNull();
    }

    @Test
    void anInvalidCredentialDoesNotKeepAnotherFromAdmitting() {
        assertThat(any(saying(new Outcome.Invalid("expired")), saying(new Outcome.Known(ANN))))
                .isEqualTo(Admission.Pass.ADMIT);
    }

    @Test
    void anInvalidCredentialAloneGets401AndTheLogTheReason() {
        Admission.Refuse refusal = refused(any(saying(new Outcome.Invalid("expired")), saying(new Outcome.Absent())));

        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.reason()).isEqualTo("authenticate: m0: expired");
        assertThat(refusal.detail()).doesNotContain("expired");
        assertThat(refusal.challenge()).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void whoIsKnownAndDeniedGets403UnlessAnotherMethodAdmits() {
        var denied = new Outcome.Denied("the service answered 403");

        assertThat(any(saying(denied), saying(new Outcome.Known(ANN)))).isEqualTo(Admission.Pass.ADMIT);
        assertThat(refused(any(saying(new Outcome.Invalid("expired")), saying(denied)))
                        .status())
                .isEqualTo(403);
        Admission.Refuse refusal = refused(all(saying(new Outcome.Known(ANN)), saying(denied)));
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.reason()).isEqualTo("authenticate: m1: the service answered 403");
        assertThat(refusal.challenge()).isNull();
    }

    @Test
    void whereNobodyCanSayTheClientIsToComeBack() {
        Admission.Refuse refusal =
                refused(any(saying(new Outcome.Invalid("expired")), saying(new Outcome.Unavailable("no keys"))));

        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isNotNull();
        assertThat(refusal.reason()).isEqualTo("authenticate: m1: no keys");
    }

    @Test
    void severalCredentialsThatDifferAreRefusedWhateverTheOthersSay() {
        assertThat(refused(any(saying(new Outcome.Ambiguous()), saying(new Outcome.Known(ANN))))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anonymousAdmitsOnlyWhoPresentsNothing() {
        assertThat(judge(handshake, NOBODY, false, saying(new Outcome.Absent())))
                .isEqualTo(Admission.Pass.ADMIT);
        assertThat(handshake.identity().principal()).isSameAs(NOBODY);

        Handshake wrong = Handshakes.to("/").build();
        assertThat(refused(judge(wrong, NOBODY, false, saying(new Outcome.Invalid("expired"))))
                        .status())
                .isEqualTo(401);
        Handshake otherScheme =
                Handshakes.to("/").header("Authorization", "Digest x").build();
        assertThat(refused(judge(otherScheme, NOBODY, false, saying(new Outcome.Absent())))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void allMustKnowTheClientAndWhatTheyKnowComesTogether() {
        assertThat(all(saying(new Outcome.Known(ANN)), saying(new Outcome.Known(CARD))))
                .isEqualTo(Admission.Pass.ADMIT);

        Principal both = handshake.identity().principal();
        assertThat(both)
                .isEqualTo(new Principal(
                        "ann",
                        Set.of("user", "device"),
                        Map.of("tenant", "acme", "x", 1),
                        "a+b",
                        Instant.ofEpochSecond(100)));
    }

    @Test
    void oneOfAllThatDoesNotKnowTheClientIsEnough() {
        assertThat(refused(all(saying(new Outcome.Known(ANN)), saying(new Outcome.Absent())))
                        .status())
                .isEqualTo(401);
        assertThat(refused(all(saying(new Outcome.Invalid("x")), saying(new Outcome.Known(ANN))))
                        .status())
                .isEqualTo(401);
        assertThat(refused(all(saying(new Outcome.Known(ANN)), saying(new Outcome.Unavailable("x"))))
                        .status())
                .isEqualTo(503);
        assertThat(handshake.identity().principal()).isNull();
    }

    @Test
    void aMethodThatTakesItsTimeIsWaitedForOnTheLoop() {
        var slow = new ScriptedMethod();
        var slower = new ScriptedMethod();
        CompletableFuture<? extends Admission> verdict = deferred(any(slow, slower));

        slow.answer.complete(new Outcome.Absent());
        assertThat(slower.asked).isZero(); // on whatever thread that was: nothing happens there
        runLoop();
        assertThat(slower.asked).isEqualTo(1);
        slower.answer.complete(new Outcome.Known(ANN));
        assertThat(handshake.identity().principal()).isNull();
        runLoop();

        assertThat(verdict.join()).isEqualTo(Admission.Pass.ADMIT);
        assertThat(handshake.identity().principal()).isSameAs(ANN);
    }

    @Test
    void aMethodThatFailsAdmitsNobody() {
        var failing = new ScriptedMethod();
        CompletableFuture<? extends Admission> verdict = deferred(any(failing));

        failing.answer.completeExceptionally(new IllegalStateException("expected by the test"));
        runLoop();

        assertThat(verdict).isCompletedExceptionally();
        assertThat(handshake.identity().principal()).isNull();
    }

    private Admission any(ScriptedMethod... methods) {
        return judge(handshake, null, false, methods);
    }

    private Admission all(ScriptedMethod... methods) {
        return judge(handshake, null, true, methods);
    }

    private Admission judge(Handshake asked, Principal anonymous, boolean all, ScriptedMethod... methods) {
        List<Door.Named> named = IntStream.range(0, methods.length)
                .mapToObj(i -> new Door.Named("m" + i, methods[i]))
                .toList();
        var door = new Door(named, all, anonymous, methods[0].sources(), List.of(), "Bearer", TENURE, null);
        return new Authentication(door, asked, loop::add, known -> {}).begin();
    }

    private static Admission.Refuse refused(Admission admission) {
        return (Admission.Refuse) admission;
    }

    private static CompletableFuture<? extends Admission> deferred(Admission admission) {
        return ((Admission.Defer) admission).verdict().toCompletableFuture();
    }

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }
}
