package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.UpstreamConfig.Balance;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every way of choosing. */
class BalancerTest {
    private static final int CHOICES = 200;

    @ParameterizedTest
    @EnumSource
    void anEndpointThatWasTriedIsNotChosenAgain(Balance balance) {
        List<Endpoint> endpoints = Endpoints.ofWeights(1000, 1, 1);
        Endpoint tried = endpoints.get(0);

        Balancer balancer = balancer(balance, endpoints);

        assertThat(choices(balancer, tried)).doesNotContain(tried).doesNotContainNull();
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointThatTakesNoSessionsIsNotChosen(Balance balance) {
        Endpoint unresolved = Endpoints.unresolved("dead");
        Endpoint up = Endpoints.up("up", 1);

        Balancer balancer = balancer(balance, List.of(unresolved, up));

        assertThat(choices(balancer)).containsOnly(up);
    }

    @ParameterizedTest
    @EnumSource
    void weightZeroGetsNothing(Balance balance) {
        List<Endpoint> endpoints = Endpoints.ofWeights(0, 3, 0, 1);

        Balancer balancer = balancer(balance, endpoints);

        assertThat(choices(balancer)).isSubsetOf(endpoints.get(1), endpoints.get(3));
        assertThat(Endpoints.next(balancer, endpoints.get(1), endpoints.get(3))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void withNothingToChooseThereIsNoChoice(Balance balance) {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 2);

        assertThat(Endpoints.next(balancer(balance, List.of()))).isNull();
        assertThat(Endpoints.next(balancer(balance, List.of(Endpoints.unresolved("dead")))))
                .isNull();
        assertThat(Endpoints.next(balancer(balance, endpoints), endpoints.toArray(Endpoint[]::new)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void theLastOfManyIsFound(Balance balance) {
        List<Endpoint> endpoints = IntStream.range(0, 1000)
                .mapToObj(i -> i == 777 ? Endpoints.up("up", 1) : Endpoints.unresolved("dead" + i))
                .toList();

        Balancer balancer = balancer(balance, endpoints);

        assertThat(choices(balancer)).containsOnly(endpoints.get(777));
    }

    private static Balancer balancer(Balance balance, List<Endpoint> endpoints) {
        return Balancer.of(Endpoints.config(balance, Endpoints.config("ws://127.0.0.1:1", 1, "unused")), endpoints);
    }

    private static Stream<Endpoint> choices(Balancer balancer, Endpoint... tried) {
        return Stream.generate(() -> Endpoints.next(balancer, tried)).limit(CHOICES);
    }
}
