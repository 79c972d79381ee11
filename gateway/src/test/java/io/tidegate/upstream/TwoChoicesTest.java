package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
    @Test
    void sessionsThatStayFillTheEndpointsByWeight() {
        List<Endpoint> endpoints = Endpoints.ofWeights(4, 2, 1, 1);
        TwoChoices balancer = TwoChoices.bySessions(endpoints);

        open(balancer, 8000);

        assertThat(endpoints)
                .allSatisfy(endpoint -> assertThat(endpoint.sessions())
                        .isBetween(1000 * endpoint.weight() - 20, 1000 * endpoint.weight() + 20));
    }

    @Test
    void manyEndpointsAreFilledFarMoreEvenlyThanByOneDraw() {
        List<Endpoint> endpoints =
                Endpoints.ofWeights(IntStream.generate(() -> 1).limit(1000).toArray());

        open(TwoChoices.bySessions(endpoints), 10_000);

        int most = endpoints.stream().mapToInt(Endpoint::sessions).max().orElseThrow();
        assertThat(most).isLessThanOrEqualTo(14); // log log n above the mean of 10; one draw comes to about 21
    }

    @Test
    void theEndpointThatConnectsFasterGetsTheSession() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1);
        endpoints.get(0).connected(TimeUnit.MILLISECONDS.toNanos(50));
        endpoints.get(1).connected(TimeUnit.MILLISECONDS.toNanos(5));

        assertThat(Endpoints.next(TwoChoices.byLatency(endpoints))).isSameAs(endpoints.get(1));
    }

    @Test
    void anEndpointThatHasTenTimesTheSessionsMayBeTenTimesFaster() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1);
        endpoints.get(0).connected(TimeUnit.SECONDS.toNanos(1));
        endpoints.get(1).connected(TimeUnit.MILLISECONDS.toNanos(100));

        open(TwoChoices.byLatency(endpoints), 110);

        assertThat(endpoints.get(0).sessions()).isBetween(9, 11);
    }

    @Test
    void anEndpointNotHeardOfYetIsExploredByOneSessionAtATime() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1);
        endpoints.get(0).connected(1);
        TwoChoices balancer = TwoChoices.byLatency(endpoints);

        open(balancer, 10);

        assertThat(endpoints.get(1).sessions()).isEqualTo(1);
    }

    @Test
    void anEndpointWhoseConnectionFailedIsAvoided() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1);
        endpoints.get(0).connected(TimeUnit.MILLISECONDS.toNanos(50));
        endpoints.get(1).failed();

        open(TwoChoices.byLatency(endpoints), 20);

        assertThat(endpoints.get(1).sessions()).isZero();
    }

    private static void open(Balancer balancer, int sessions) {
        for (int i = 0; i < sessions; i++) {
            Endpoints.occupy(Endpoints.next(balancer));
        }
    }
}
