package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "1,1,1", "3,2,1", "5,1,1", "100,100,50", "7,11,13,1", "1000,999,1"})
    void everyRoundGivesEachEndpointExactlyItsWeight(String weightList) {
        int[] weights =
                Arrays.stream(weightList.split(",")).mapToInt(Integer::parseInt).toArray();
        List<Endpoint> endpoints = Endpoints.ofWeights(weights);
        var balancer = new RoundRobin(endpoints, new AtomicInteger());

        for (int round = 0; round < 3; round++) {
            Map<Endpoint, Integer> chosen =
                    choose(balancer, Arrays.stream(weights).sum());

            assertThat(chosen).hasSize(endpoints.size());
            assertThat(chosen).allSatisfy((endpoint, times) -> assertThat(times).isEqualTo(endpoint.weight()));
        }
    }

    @Test
    void theTurnsOfAHeavyEndpointAreSpreadOverTheRound() {
        List<Endpoint> endpoints = Endpoints.ofWeights(50, 25, 25);
        var balancer = new RoundRobin(endpoints, new AtomicInteger());

        int longestRun = 0;
        int run = 0;
        for (int i = 0; i < 400; i++) {
            run = Endpoints.next(balancer) == endpoints.get(0) ? run + 1 : 0;
            longestRun = Math.max(longestRun, run);
        }

        assertThat(longestRun).isLessThanOrEqualTo(2);
    }

    @Test
    void severalLoopsTogetherKeepTheProportionsExactly() {
        List<Endpoint> endpoints = Endpoints.ofWeights(4, 2, 1);
        var balancer = new RoundRobin(endpoints, new AtomicInteger());
        Map<Endpoint, LongAdder> chosen = new ConcurrentHashMap<>();

        try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
            for (int loop = 0; loop < 4; loop++) {
                loops.execute(() -> choose(balancer, 7000)
                        .forEach((endpoint, times) -> chosen.computeIfAbsent(endpoint, e -> new LongAdder())
                                .add(times)));
            }
        }

        assertThat(chosen)
                .allSatisfy((endpoint, times) -> assertThat(times.sum()).isEqualTo(4000L * endpoint.weight()));
    }

    @Test
    void theShareOfAnEndpointThatIsPassedOverGoesToAllOthersAlike() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1, 1, 1);
        var balancer = new RoundRobin(endpoints, new AtomicInteger());

        assertThat(choose(balancer, 300, endpoints.getFirst()))
                .hasSize(3)
                .allSatisfy((endpoint, times) -> assertThat(times).isEqualTo(100));
    }

    private static Map<Endpoint, Integer> choose(Balancer balancer, int times, Endpoint... passed) {
        Map<Endpoint, Integer> chosen = new HashMap<>();
        for (int i = 0; i < times; i++) {
            chosen.merge(Endpoints.next(balancer, passed), 1, Integer::sum);
        }
        return chosen;
    }
}
