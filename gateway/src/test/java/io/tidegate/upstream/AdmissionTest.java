package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Decision.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final String TWO = "endpoints: [ \"ws://127.0.0.1:1\", \"ws://127.0.0.1:2\" ]";

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void maxSessionsHoldsExactlyWhenTwoLoopsAskAtOnce() throws Exception {
        Upstream upstream = upstream("max-sessions: 7");

        Map<String, Integer> told = told(ask(upstream, 200));

        assertThat(told).isEqualTo(Map.of("granted", 7, "max-sessions", 193));
        assertThat(upstream.sessions()).isEqualTo(7);
    }

    @Test
    void maxConnectingHoldsExactlyAndIsGivenBackWhenConnected() throws Exception {
        Upstream upstream = upstream("max-connecting: 5");

        List<TestApplicant> all = ask(upstream, 100);

        List<Decision.Granted> granted = new ArrayList<>();
        for (TestApplicant applicant : all) {
            switch (applicant.next()) {
                case Decision.Granted grant -> granted.add(grant);
                case Decision.Refused refused -> assertThat(refused.reason()).isEqualTo(Reason.MAX_CONNECTING);
                case Decision.Waiting _ -> throw new AssertionError("there is no waiting room");
            }
        }
        assertThat(granted).hasSize(5);
        assertThat(upstream.sessions()).isEqualTo(5);
        granted.forEach(grant -> grant.pass().connected());
        assertThat(upstream.admission().connecting()).isZero();
        assertThat(ask(upstream, 1).getFirst().next()).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void anEndpointsOwnMaxSessionsSendsTheRestToItsNeighbour() throws Exception {
        Upstream upstream = Endpoints.running("{ balance: round-robin, endpoints: ["
                + "{ url: \"ws://127.0.0.1:1\", max-sessions: 3 }, { url: \"ws://127.0.0.1:2\", max-sessions: 5 } ] }");

        Map<String, Integer> told = told(ask(upstream, 50));

        assertThat(told).isEqualTo(Map.of("granted", 8, "endpoints-busy", 42));
        assertThat(upstream.endpoints()).extracting(Endpoint::sessions).containsExactly(3, 5);
    }

    @Test
    void whoWaitsIsLetInInTheOrderOfComing() throws Exception {
        Upstream upstream = upstream("max-sessions: 1, waiting-room: { timeout: 1m }");
        ask(upstream, 1).getFirst().grant();
        List<TestApplicant> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TestApplicant next = ask(upstream, i % 2, 1).getFirst();
            assertThat(next.next()).isInstanceOf(Decision.Waiting.class);
            waiting.add(next);
        }
        assertThat(upstream.admission().waiting()).isEqualTo(10);

        for (int i = 0; i < 10; i++) {
            leave(upstream);

            waiting.get(i).grant();

            for (TestApplicant later : waiting.subList(i + 1, 10)) {
                assertThat(later.nothingYet()).isNull();
            }
        }
        assertThat(upstream.admission().waiting()).isZero();
        assertThat(upstream.sessions()).isEqualTo(1);
    }

    @Test
    void aFullWaitingRoomRefusesAndATimeLimitEndsAWait() throws Exception {
        Upstream upstream = upstream("max-sessions: 1, waiting-room: { size: 2, timeout: 200ms }");
        ask(upstream, 1).getFirst().grant();

        Map<String, Integer> told = told(ask(upstream, 20));

        assertThat(told).isEqualTo(Map.of("waiting", 2, "waiting-room-full", 18));
        Awaitility.await().until(() -> upstream.admission().waiting() == 0);
        assertThat(upstream.sessions()).isEqualTo(1);
    }

    @Test
    void whoIsTurnedAwayIsToldATimeOfItsOwn() throws Exception {
        Upstream upstream = upstream("max-sessions: 1");
        ask(upstream, 1).getFirst().grant();
        Set<Duration> told = new HashSet<>();

        for (TestApplicant applicant : ask(upstream, 50)) {
            Decision.Refused refused = (Decision.Refused) applicant.next();
            assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
            told.add(refused.retryAfter());
        }

        assertThat(told).hasSizeGreaterThan(45);
    }

    @Test
    void whoLeavesTheWaitingRoomHoldsNobodyUp() throws Exception {
        Upstream upstream = upstream("max-sessions: 1, waiting-room: { timeout: 1m }");
        ask(upstream, 1).getFirst().grant();
        TestApplicant impatient = ask(upstream, 0, 1).getFirst();
        TestApplicant patient = ask(upstream, 1, 1).getFirst();
        assertThat(List.of(impatient.next(), patient.next())).hasOnlyElementsOfType(Decision.Waiting.class);

        impatient.withdraw();
        leave(upstream);

        patient.grant();
        assertThat(impatient.nothingYet()).isNull();
        assertThat(upstream.admission().waiting()).isZero();
    }

    @Test
    void aStormOfComingAndGoingLosesNobodyAndNoPlace() throws Exception {
        Upstream upstream = upstream("max-sessions: 5, max-connecting: 3, waiting-room: { size: 1000, timeout: 1m }");

        var most = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TestApplicant applicant : ask(upstream, 500)) {
                threads.submit(
                        () -> { // leaves at once, on another thread than it came
                            Decision decision = applicant.next();
                            Decision.Granted granted = decision instanceof Decision.Waiting
                                    ? applicant.grant()
                                    : (Decision.Granted) decision;
                            most.accumulateAndGet(upstream.sessions(), Math::max);
                            end(upstream, granted, true);
                            return null;
                        });
            }
        }

        assertThat(most.get()).isLessThanOrEqualTo(5);
        assertThat(upstream.sessions()).isZero();
        assertThat(upstream.admission().connecting()).isZero();
        assertThat(upstream.admission().waiting()).isZero();
        assertThat(upstream.endpoints()).extracting(Endpoint::sessions).containsOnly(0);
    }

    @Test
    void noEndpointIsConnectedFasterThanItsPace() throws Exception {
        Upstream upstream = upstream("connect-rate: 100/s, waiting-room: { timeout: 1m }");
        long startNanos = System.nanoTime();

        List<TestApplicant> all = ask(upstream, 120);
        for (TestApplicant applicant : all) {
            if (applicant.next() instanceof Decision.Waiting) {
                applicant.grant();
            }
        }

        double seconds = (System.nanoTime() - startNanos) / 1e9;
        assertThat(upstream.endpoints()).extracting(Endpoint::sessions).containsExactly(60, 60);
        assertThat(seconds).isGreaterThan(0.56); // 60 to each, of which 3 at once
    }

    @Test
    void anUpstreamWithoutEndpointsRefusesAtOnce() throws Exception {
        Upstream upstream = Endpoints.running("{ " + TWO + ", panic-threshold: 0, waiting-room: { timeout: 1m } }");
        upstream.endpoints().forEach(endpoint -> upstream.checkedDown(endpoint, "dead"));

        assertThat(ask(upstream, 1).getFirst().refusal()).isEqualTo(Reason.NO_ENDPOINT);
        assertThat(upstream.sessions()).isZero();
        assertThat(upstream.admission().connecting()).isZero();
    }

    @Test
    void whoWaitsForBusyEndpointsIsLetInWhenAnotherOneComesUp() throws Exception {
        Upstream upstream = Endpoints.running("{ endpoints: [ { url: \"ws://127.0.0.1:1\", max-sessions: 1 },"
                + " \"ws://127.0.0.1:2\" ], panic-threshold: 0, waiting-room: { timeout: 1m } }");
        Endpoint second = upstream.endpoints().get(1);
        upstream.checkedDown(second, "dead");
        ask(upstream, 1).getFirst().grant();
        TestApplicant waiting = ask(upstream, 1).getFirst();
        assertThat(waiting.next()).isInstanceOf(Decision.Waiting.class);

        upstream.checkedUp(second);

        assertThat(waiting.grant().endpoint()).isSameAs(second);
    }

    @Test
    void theCircuitBreakerOpensAndLetsExactlyItsProbesThroughAfterItsTime() throws Exception {
        Upstream upstream =
                upstream("circuit-breaker: { failures: 50, window: 10, min-handshakes: 10, time: 100ms, probes: 3 }");
        for (TestApplicant applicant : ask(upstream, 10)) {
            end(upstream, applicant.grant(), false);
        }

        assertThat(upstream.breakerState()).isEqualTo("open");
        assertThat(told(ask(upstream, 20))).isEqualTo(Map.of("circuit-open", 20));
        Awaitility.await().until(() -> {
            TestApplicant probe = ask(upstream, 1).getFirst();
            return probe.next() instanceof Decision.Granted granted && left(upstream, granted);
        });

        List<TestApplicant> probing = ask(upstream, 100);
        List<Decision.Granted> probes = new ArrayList<>();
        for (TestApplicant applicant : probing) {
            if (applicant.next() instanceof Decision.Granted granted) {
                probes.add(granted);
            }
        }
        assertThat(probes).hasSize(3);
        assertThat(upstream.breakerState()).isEqualTo("half-open");
        for (Decision.Granted probe : probes) {
            end(upstream, probe, true);
        }
        assertThat(upstream.breakerState()).isEqualTo("closed");
        assertThat(upstream.sessions()).isZero();
    }

    @Test
    void retriesStayWithinTheirBudget() throws Exception {
        Upstream upstream = upstream("retry: { budget: 20 }");
        Admission admission = upstream.admission();
        List<Boolean> few = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            few.add(admission.tryRetry());
        }
        for (int i = 0; i < 10; i++) {
            admission.retried();
        }
        for (TestApplicant applicant : ask(upstream, 100)) {
            applicant.grant();
        }
        int among100 = 0;
        while (admission.tryRetry()) {
            among100++;
        }

        assertThat(few).containsExactly(true, true, true, true, true, true, true, true, true, true, false);
        assertThat(among100).isEqualTo(20);
    }

    private static Upstream upstream(String settings) {
        return Endpoints.running("{ " + TWO + ", " + settings + " }");
    }

    private List<TestApplicant> ask(Upstream upstream, int count) {
        List<TestApplicant> asking = new ArrayList<>(ask(upstream, 0, (count + 1) / 2));
        asking.addAll(ask(upstream, 1, count / 2));
        return asking;
    }

    private List<TestApplicant> ask(Upstream upstream, int loop, int count) {
        List<TestApplicant> asking = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asking.add(new TestApplicant(loops.loops().get(loop), upstream.admission()).ask());
        }
        return asking;
    }

    private static Map<String, Integer> told(List<TestApplicant> applicants) throws InterruptedException {
        Map<String, Integer> told = new HashMap<>();
        for (TestApplicant applicant : applicants) {
            String what = switch (applicant.next()) {
                case Decision.Granted _ -> "granted";
                case Decision.Waiting _ -> "waiting";
                case Decision.Refused refused -> refused.reason().label();
            };
            told.merge(what, 1, Integer::sum);
        }
        return told;
    }

    private static void end(Upstream upstream, Decision.Granted granted, boolean willing) {
        if (willing) {
            granted.pass().connected();
        } else {
            granted.pass().failed();
        }
        upstream.leave(granted.endpoint());
        upstream.admission().leave();
    }

    /** Its client went away before anything was known. */
    private static boolean left(Upstream upstream, Decision.Granted granted) {
        granted.pass().abandoned();
        upstream.leave(granted.endpoint());
        upstream.admission().leave();
        return true;
    }

    private static void leave(Upstream upstream) {
        upstream.leave(upstream.endpoints().stream()
                .filter(endpoint -> endpoint.sessions() > 0)
                .findFirst()
                .orElseThrow());
        upstream.admission().leave();
    }
}
