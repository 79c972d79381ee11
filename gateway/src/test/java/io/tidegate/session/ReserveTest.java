package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReserveTest {
    private static final long PLENTY = 1L << 40;

    private final AtomicLong ofProcess = new AtomicLong();
    private final AtomicLong ofRoute = new AtomicLong();
    private final AtomicLong ofOther = new AtomicLong();
    private final Budget process = new Budget("process", ofProcess, null, 1000);
    private final Budget route = new Budget("route", ofRoute, process, 600);
    private final Budget other = new Budget("route", ofOther, process, PLENTY);
    private final List<String> refusals = new ArrayList<>();

    @Test
    void whatARouteTakesCountsInTheProcessToo() {
        assertThat(route.take(600)).isNull();
        assertThat(route.take(1)).isSameAs(route);
        assertThat(other.take(400)).isNull();
        assertThat(other.take(1)).isSameAs(process);
        assertThat(ofOther).as("refused by the process, so not taken at all").hasValue(400);

        route.giveBack(600);
        assertThat(other.take(600)).isNull();
        assertThat(ofProcess).hasValue(1000);
    }

    @Test
    void anotherLimitHoldsForWhatIsTakenFromThenOn() {
        route.take(500);

        route.limit(100);
        assertThat(route.take(1)).isSameAs(route);
        route.limit(501);

        assertThat(route.take(1)).isNull();
        assertThat(ofRoute).hasValue(501);
    }

    @Test
    void theSmallestBudgetThatIsFullIsNamed() {
        Reserve reserve = new Reserve(route, 300, refusals::add);

        assertThat(reserve.share().more(301)).isFalse();
        assertThat(reserve.refusal()).isEqualTo("over the memory budget of the session");
        reserve.limit(PLENTY);
        assertThat(reserve.share().more(601)).isFalse();
        other.take(900);
        assertThat(reserve.share().more(101)).isFalse();

        assertThat(refusals).containsExactly("session", "route", "process");
        assertThat(ofRoute).hasValue(0);
    }

    @Test
    void sharesGrowShrinkAndAreAllGivenBackAtTheEnd() {
        Reserve reserve = new Reserve(route, PLENTY, refusals::add);
        Reserve.Share one = reserve.share();
        Reserve.Share two = reserve.share();

        assertThat(one.hold(200) && two.hold(300)).isTrue();
        assertThat(one.hold(50)).isTrue();
        assertThat(two.hold(1000)).isFalse();
        assertThat(ofRoute).hasValue(350);

        reserve.close();
        assertThat(ofRoute).hasValue(0);
        assertThat(one.more(PLENTY)).as("nobody counts any more").isTrue();
        one.less(20);
        two.hold(0);
        assertThat(ofRoute).hasValue(0);
        assertThat(ofProcess).hasValue(0);
    }

    @Test
    void whatMayBeDroppedIsDroppedBeforeBytesAreRefused() {
        Reserve reserve = new Reserve(route, PLENTY, refusals::add);
        Reserve.Share dispensable = reserve.share();
        dispensable.hold(600);
        reserve.mayDrop(() -> {
            boolean some = dispensable.bytes() > 0;
            dispensable.less(some ? 200 : 0);
            return some;
        });

        assertThat(reserve.share().more(300)).isTrue();
        assertThat(dispensable.bytes()).isEqualTo(200);
        assertThat(reserve.share().more(400)).isFalse();

        assertThat(dispensable.bytes()).isZero();
        assertThat(ofRoute).hasValue(300);
    }

    @Test
    void manyThreadsNeverTakeMoreThanThereIsAndGiveAllBack() throws Exception {
        var wide = new Budget("route", ofRoute, process, PLENTY);
        Callable<Long> user = () -> {
            long most = 0;
            for (int i = 0; i < 20_000; i++) {
                if (wide.take(300) == null) {
                    most = Math.max(most, ofProcess.get());
                    wide.giveBack(300);
                }
            }
            return most;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Long> most : threads.invokeAll(List.of(user, user, user, user))) {
                assertThat(most.get()).isLessThanOrEqualTo(1000);
            }
        }
        assertThat(ofProcess).hasValue(0);
        assertThat(ofRoute).hasValue(0);
    }
}
