package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Units;
import io.tidegate.config.UpstreamConfig.Balance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
    void whatHasNoAddressOrNoWeightGetsNothing(Balance balance) {
        String name = Units.kebab(balance.name());
        Upstream upstream = Endpoints.upstream(Endpoints.parse("{ balance: " + name + ", endpoints: ["
                + " \"ws://dead.example:1\", { url: \"ws://127.0.0.1:2\", weight: 0 }, \"ws://127.0.0.1:3\" ] }"));
        upstream.resolve("127.0.0.1", List.of(Endpoints.address("127.0.0.1")));
        upstream.start();
        Endpoint usable = upstream.endpoints().get(2);

        assertThat(Stream.generate(() -> upstream.choose(Endpoints.from("127.0.0.1"), Map.of(), Set.of()))
                        .limit(CHOICES))
                .containsOnly(usable);
        assertThat(upstream.choose(Endpoints.from("127.0.0.1"), Map.of(), Set.of(usable)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void withNothingToChooseThereIsNoChoice(Balance balance) {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 2);

        assertThat(Endpoints.next(balancer(balance, List.of()))).isNull();
        assertThat(Endpoints.next(balancer(balance, endpoints), endpoints.toArray(Endpoint[]::new)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void theLastOfManyIsFound(Balance balance) {
        List<Endpoint> endpoints =
                IntStream.range(0, 1000).mapToObj(i -> Endpoints.up("e" + i, 1)).toList();
        Endpoint last = endpoints.get(777);
        Endpoint[] others =
                endpoints.stream().filter(endpoint -> endpoint != last).toArray(Endpoint[]::new);

        Balancer balancer = balancer(balance, endpoints);

        assertThat(choices(balancer, others)).containsOnly(last);
    }

    private static Balancer balancer(Balance balance, List<Endpoint> endpoints) {
        return Balancer.of(
                Endpoints.config(balance, Endpoints.config("ws://127.0.0.1:1", 1, "unused")),
                endpoints,
                new AtomicInteger());
    }

    private static Stream<Endpoint> choices(Balancer balancer, Endpoint... tried) {
        return Stream.generate(() -> Endpoints.next(balancer, tried)).limit(CHOICES);
    }
}
