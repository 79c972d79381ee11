package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeastSessionsTest {
    @Test
    void sessionsThatStayFillTheEndpointsExactlyByWeight() {
        List<Endpoint> endpoints = Endpoints.ofWeights(5, 3, 2);
        var balancer = new LeastSessions(endpoints, new AtomicInteger());

        for (int i = 0; i < 1000; i++) {
            Endpoints.occupy(Endpoints.next(balancer));
        }

        assertThat(endpoints).extracting(Endpoint::sessions).containsExactly(500, 300, 200);
    }

    @Test
    void theEndpointWithTheFewestSessionsForItsWeightIsChosen() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 4, 1);
        open(endpoints.get(0), 2);
        open(endpoints.get(1), 7);
        open(endpoints.get(2), 2);

        assertThat(Endpoints.next(new LeastSessions(endpoints, new AtomicInteger())))
                .isSameAs(endpoints.get(1));
    }

    @Test
    void anEndpointThatCameBackEmptyIsFilledFirst() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1);
        open(endpoints.get(0), 10);
        var balancer = new LeastSessions(endpoints, new AtomicInteger());

        for (int i = 0; i < 10; i++) {
            Endpoints.occupy(Endpoints.next(balancer));
        }

        assertThat(endpoints).extracting(Endpoint::sessions).containsExactly(10, 10);
    }

    @Test
    void equalEndpointsTakeTurnsByWeightWhereSessionsAreShort() {
        List<Endpoint> endpoints = Endpoints.ofWeights(2, 1, 1);
        var balancer = new LeastSessions(endpoints, new AtomicInteger());

        List<Endpoint> chosen =
                Stream.generate(() -> Endpoints.next(balancer)).limit(400).toList();

        assertThat(chosen.stream().filter(endpoints.get(0)::equals).count()).isBetween(196L, 204L);
        assertThat(chosen.stream().filter(endpoints.get(1)::equals).count()).isBetween(96L, 104L);
    }

    @Test
    void handshakesOfSeveralLoopsAtOnceUnbalanceByTheirNumberAtMost() {
        int loops = 4;
        List<Endpoint> endpoints =
                Endpoints.ofWeights(IntStream.generate(() -> 1).limit(10).toArray());
        var balancer = new LeastSessions(endpoints, new AtomicInteger());

        try (ExecutorService threads = Executors.newFixedThreadPool(loops)) {
            for (int loop = 0; loop < loops; loop++) {
                threads.execute(() -> {
                    for (int i = 0; i < 2500; i++) {
                        Endpoints.occupy(Endpoints.next(balancer));
                    }
                });
            }
        }

        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(endpoint.sessions()).isBetween(1000 - loops, 1000 + loops));
    }

    private static void open(Endpoint endpoint, int sessions) {
        for (int i = 0; i < sessions; i++) {
            Endpoints.occupy(endpoint);
        }
    }
}
