package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HandshakeFiltersTest {
    private static final Admission.Refuse NO = Admission.Refuse.with(401, "Who are you?");
    private static final Admission BROKEN =
            new Admission.Refuse(500, Cause.INTERNAL, "An internal error occurred.", null);

    private final Handshake handshake = Handshakes.to("/").build();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Admission> verdicts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final CompletableFuture<Admission> later = new CompletableFuture<>();

    @Test
    void withoutFiltersAClientIsAdmittedAtOnce() {
        judge();

        assertThat(verdicts).containsExactly(Admission.Pass.ADMIT);
    }

    @Test
    void filtersAreAskedInOrderAndTheFirstRefusalEndsIt() {
        judge(saying("a", Admission.Pass.ADMIT), new Filter() {}, saying("b", NO), saying("c", Admission.Pass.ADMIT));

        assertThat(asked).containsExactly("a", "b");
        assertThat(verdicts).containsExactly(NO);
    }

    @Test
    void aFilterThatDefersIsWaitedForOnTheLoopBeforeTheNextIsAsked() {
        judge(saying("a", new Admission.Defer(later)), saying("b", Admission.Pass.ADMIT));
        assertThat(asked).containsExactly("a");

        later.complete(Admission.Pass.ADMIT);
        assertThat(asked).containsExactly("a"); // on whatever thread that was: nothing happens there
        runLoop();

        assertThat(asked).containsExactly("a", "b");
        assertThat(verdicts).containsExactly(Admission.Pass.ADMIT);
    }

    @Test
    void aDeferredRefusalEndsIt() {
        judge(saying("a", new Admission.Defer(later)), saying("b", Admission.Pass.ADMIT));

        later.complete(NO);
        runLoop();

        assertThat(asked).containsExactly("a");
        assertThat(verdicts).containsExactly(NO);
    }

    @Test
    void twoFiltersMayDeferOneAfterTheOther() {
        judge(saying("a", new Admission.Defer(later)), saying("b", new Admission.Defer(later)));

        later.complete(Admission.Pass.ADMIT);
        runLoop();

        assertThat(asked).containsExactly("a", "b");
        assertThat(verdicts).containsExactly(Admission.Pass.ADMIT);
    }

    @Test
    void aClientThatHasLeftIsNotJudgedAnyFurther() {
        HandshakeFilters judging = judge(saying("a", new Admission.Defer(later)), saying("b", Admission.Pass.ADMIT));

        judging.cancel();
        later.complete(Admission.Pass.ADMIT);
        runLoop();

        assertThat(asked).containsExactly("a");
        assertThat(verdicts).isEmpty();
    }

    @Test
    void aFilterThatThrowsIsAnInternalError() {
        HandshakeFilter throwing = _ -> {
            throw new IllegalStateException("expected by the test");
        };

        judge(throwing, saying("b", Admission.Pass.ADMIT));

        assertThat(asked).isEmpty();
        assertThat(verdicts).containsExactly(BROKEN);
    }

    @Test
    void aFilterThatMissesAClassOrAnswersNullIsAnInternalError() {
        HandshakeFilter missing = _ -> {
            throw new NoClassDefFoundError("expected/by/the/Test");
        };

        judge(missing);
        judge(saying("null", null));

        assertThat(verdicts).containsExactly(BROKEN, BROKEN);
    }

    @Test
    void aVerdictThatFailsOrIsNoneIsAnInternalError() {
        judge(saying("a", new Admission.Defer(CompletableFuture.failedFuture(new IllegalStateException("expected")))));
        judge(saying("b", new Admission.Defer(CompletableFuture.completedFuture(null))));
        judge(saying("c", new Admission.Defer(CompletableFuture.completedFuture(new Admission.Defer(later)))));
        runLoop();

        assertThat(verdicts).containsExactly(BROKEN, BROKEN, BROKEN);
    }

    @Test
    void refusalsAndFailuresAreCountedByTheNameOfTheirFilter() {
        List<String> counted = new ArrayList<>();
        Verdicts counts = (filter, _, action) -> counted.add(filter + " " + action);
        List<Filter> refusing = List.of(new Filter() {}, saying("b", new Admission.Defer(later)));
        HandshakeFilters.judge(
                new FilterChain(refusing, List.of("a", "b"), counts), handshake, loop::add, verdicts::add);
        HandshakeFilters.judge(
                new FilterChain(List.of(saying("c", null)), List.of("c"), counts), handshake, loop::add, verdicts::add);

        later.complete(NO);
        runLoop();

        assertThat(counted).containsExactly("b DEFER", "c FAIL", "b REFUSE");
    }

    private HandshakeFilters judge(Filter... filters) {
        return HandshakeFilters.judge(FilterChain.of(filters), handshake, loop::add, verdicts::add);
    }

    private HandshakeFilter saying(String name, Admission admission) {
        return _ -> {
            asked.add(name);
            return admission;
        };
    }

    private void runLoop() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }
}
