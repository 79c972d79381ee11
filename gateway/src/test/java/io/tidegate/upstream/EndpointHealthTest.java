package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Handshake;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Endpoint.State;
import io.tidegate.upstream.EndpointCondition.Mode;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which endpoints are offered sessions: mode, health, panic, backups, ejection, slow start. */
class EndpointHealthTest {
    private static final String FOUR = "endpoints: [ \"ws://127.0.0.1:1\", \"ws://127.0.0.1:2\", \"ws://127.0.0.1:3\","
            + " \"ws://127.0.0.1:4\" ]";

    @Test
    void anEndpointThatIsDownTakesNobodyUntilItIsUpAgain() {
        Upstream upstream = upstream("");
        Endpoint first = upstream.endpoints().getFirst();

        upstream.checkedDown(first, "http: answered 503");

        assertThat(first.state()).isEqualTo(State.DOWN);
        assertThat(first.condition().reason()).isEqualTo("http: answered 503");
        assertThat(offered(upstream)).containsExactly(2, 3, 4);
        upstream.checkedUp(first);
        assertThat(offered(upstream)).containsExactly(1, 2, 3, 4);
        assertThat(first.condition().reason()).isEmpty();
    }

    @Test
    void belowThePanicThresholdHealthIsOverriddenAndTheModeIsNot() {
        Upstream upstream = upstream("panic-threshold: 50");
        down(upstream, 1, 2);
        assertThat(upstream.isInPanic()).isFalse();
        assertThat(offered(upstream)).containsExactly(3, 4);

        down(upstream, 3);

        assertThat(upstream.isInPanic()).isTrue();
        assertThat(offered(upstream)).containsExactly(1, 2, 3, 4);
        upstream.operate(endpoint(upstream, 2), Mode.MAINTENANCE, null);
        assertThat(offered(upstream)).containsExactly(1, 3, 4);
        upstream.checkedUp(endpoint(upstream, 1));
        upstream.checkedUp(endpoint(upstream, 3));
        assertThat(upstream.isInPanic()).isFalse();
        assertThat(offered(upstream)).containsExactly(1, 3, 4);
    }

    @Test
    void withoutAPanicThresholdNobodyIsOfferedSessionsWhenAllAreDown() {
        Upstream upstream = upstream("panic-threshold: 0");

        down(upstream, 1, 2, 3, 4);

        assertThat(offered(upstream)).isEmpty();
        assertThat(upstream.isInPanic()).isFalse();
    }

    @Test
    void backupsAreUsedOnlyWhenThePrimariesAreGone() {
        Upstream upstream = Endpoints.running("{ endpoints: [ \"ws://127.0.0.1:1\", \"ws://127.0.0.1:2\","
                + " { url: \"ws://127.0.0.1:3\", backup: true } ] }");

        assertThat(offered(upstream)).containsExactly(1, 2);
        down(upstream, 1);
        assertThat(offered(upstream)).containsExactly(2);
        upstream.operate(endpoint(upstream, 2), Mode.MAINTENANCE, null);
        assertThat(offered(upstream)).containsExactly(3);
        down(upstream, 3);
        assertThat(offered(upstream)).containsExactly(1, 3); // panic: whoever is not in maintenance
        upstream.checkedUp(endpoint(upstream, 1));
        assertThat(offered(upstream)).containsExactly(1);
    }

    @Test
    void aDrainingEndpointTakesOnlyWhoReturnsAndOneInMaintenanceNobody() {
        Upstream upstream = upstream("sticky: { secret: \"a secret of sixteen\" }");
        Endpoint own = endpoint(upstream, 1);
        String cookie = String.valueOf(upstream.stickyCookie(own, Endpoints.from("127.0.0.1")));

        upstream.operate(own, Mode.DRAINING, null);
        assertThat(offered(upstream)).containsExactly(2, 3, 4);
        assertThat(returning(upstream, cookie)).isSameAs(own);

        upstream.operate(own, Mode.MAINTENANCE, null);
        assertThat(own.state()).isEqualTo(State.MAINTENANCE);
        assertThat(returning(upstream, cookie)).isNotSameAs(own);
    }

    @Test
    void anOperatorsWeightReplacesTheConfiguredOneAndOutlivesANewConfiguration() {
        Upstream upstream = upstream("balance: round-robin");
        upstream.operate(endpoint(upstream, 1), Mode.READY, 0);
        upstream.operate(endpoint(upstream, 2), Mode.DRAINING, null);

        upstream.reconfigure(upstream.prepare(Endpoints.parse("{ " + FOUR + ", max-sessions: 9 }")));

        assertThat(upstream.config().maxSessions()).isEqualTo(9);
        assertThat(offered(upstream)).containsExactly(3, 4);
        upstream.operate(endpoint(upstream, 1), Mode.READY, null);
        assertThat(offered(upstream)).containsExactly(1, 3, 4);
    }

    @Test
    void anotherConfigurationKeepsWhatEndpointsCarry() {
        Upstream upstream = upstream("");
        Endpoint first = endpoint(upstream, 1);
        Endpoint second = endpoint(upstream, 2);
        Endpoints.occupy(first);
        Endpoints.occupy(second);
        down(upstream, 3);

        upstream.reconfigure(upstream.prepare(Endpoints.parse("{ endpoints: [ { url: \"ws://127.0.0.1:1\", weight: 7 },"
                + " \"ws://127.0.0.1:2\", \"ws://127.0.0.1:3\", \"ws://127.0.0.1:9\" ] }")));

        assertThat(endpoint(upstream, 1).sessions()).isEqualTo(1);
        assertThat(endpoint(upstream, 1).weight()).isEqualTo(7);
        assertThat(endpoint(upstream, 2)).isSameAs(second);
        assertThat(endpoint(upstream, 3).state()).isEqualTo(State.DOWN);
        assertThat(upstream.endpoints()).extracting(Endpoint::id).endsWith("127.0.0.1:9");
        first.sessionClosed();
        assertThat(endpoint(upstream, 1).sessions()).isZero();
    }

    @Test
    void anEndpointWhoseSessionsEndBadlyIsEjectedForAWhileAndForLongerTheNextTime() {
        Upstream upstream =
                upstream("ejection: { failures: 50, min-sessions: 6, min-clients: 2, time: 100ms," + " max-time: 1h }");
        Endpoint bad = endpoint(upstream, 1);

        fail(upstream, bad, 6, 3);

        assertThat(bad.state()).isEqualTo(State.EJECTED);
        assertThat(bad.condition().reason()).isEqualTo("6 of 6 sessions failed");
        assertThat(offered(upstream)).containsExactly(2, 3, 4);
        long startNanos = System.nanoTime();
        Awaitility.await().until(() -> bad.state() == State.UP);
        fail(upstream, bad, 6, 3);
        assertThat(bad.state()).isEqualTo(State.EJECTED);
        Awaitility.await().until(() -> bad.state() == State.UP);
        assertThat(System.nanoTime() - startNanos).isGreaterThan(280_000_000L); // 100 ms and 200 ms
        assertThat(bad.ejections()).isEqualTo(2);
    }

    @Test
    void oneBadClientEjectsNothing() {
        Upstream upstream = upstream("ejection: { min-sessions: 5, min-clients: 2 }");

        fail(upstream, endpoint(upstream, 1), 100, 1);

        assertThat(offered(upstream)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void failuresThatNoClientCanCauseNeedNoSecondClient() {
        Upstream upstream = upstream("ejection: { min-sessions: 5, min-clients: 3 }");
        Endpoint dead = endpoint(upstream, 1);

        for (int i = 0; i < 5; i++) {
            upstream.failed(dead, null);
        }

        assertThat(dead.state()).isEqualTo(State.EJECTED);
    }

    @Test
    void aShareOfFailuresBelowTheLimitEjectsNothing() {
        Upstream upstream = upstream("ejection: { failures: 60, min-sessions: 5, min-clients: 1 }");
        Endpoint endpoint = endpoint(upstream, 1);

        for (int i = 0; i < 100; i++) {
            upstream.succeeded(endpoint);
            upstream.failed(endpoint, address(i));
        }

        assertThat(endpoint.state()).isEqualTo(State.UP);
    }

    @Test
    void noMoreThanAShareOfTheEndpointsIsEjected() {
        Upstream upstream = upstream("ejection: { min-sessions: 5, min-clients: 1, max-ejected: 50 }");

        upstream.endpoints().forEach(endpoint -> fail(upstream, endpoint, 10, 3));

        assertThat(offered(upstream)).containsExactly(3, 4);
        Upstream never = upstream("ejection: { min-sessions: 5, min-clients: 1, max-ejected: 0 }");
        never.endpoints().forEach(endpoint -> fail(never, endpoint, 10, 3));
        assertThat(offered(never)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void anEndpointThatComesBackIsGivenSessionsSlowly() {
        Upstream upstream = upstream("balance: least-sessions, slow-start: 100");
        Endpoint back = endpoint(upstream, 1);
        upstream.checkedDown(back, "dead");
        take(upstream, 300); // 100 each at the others

        upstream.checkedUp(back);

        assertThat(back.isStarting()).isTrue();
        take(upstream, 40);
        assertThat(back.sessions()).isBetween(3, 6); // not all 40, as least-sessions would have it
        take(upstream, 300);
        assertThat(back.isStarting()).isFalse();
        take(upstream, 300);
        assertThat(upstream.endpoints().stream()
                                .mapToInt(Endpoint::sessions)
                                .max()
                                .orElseThrow()
                        - upstream.endpoints().stream()
                                .mapToInt(Endpoint::sessions)
                                .min()
                                .orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void slowStartDoesNotKeepTheOnlyEndpointFromItsSessions() {
        Upstream upstream =
                Endpoints.running("{ endpoints: [ \"ws://127.0.0.1:1\" ], slow-start: 100," + " panic-threshold: 0 }");
        Endpoint only = endpoint(upstream, 1);
        upstream.checkedDown(only, "dead");
        upstream.checkedUp(only);

        take(upstream, 20);

        assertThat(only.sessions()).isEqualTo(20);
    }

    @Test
    void turnsGoOnWhereTheyWereWhenAnEndpointGoes() {
        Upstream upstream = upstream("balance: round-robin");
        Map<String, Integer> chosen = new HashMap<>();

        for (int i = 0; i < 1000; i++) { // flaps between any two choices
            upstream.checkedDown(endpoint(upstream, 4), "flapping");
            chosen.merge(choose(upstream).id(), 1, Integer::sum);
            upstream.checkedUp(endpoint(upstream, 4));
        }

        assertThat(chosen.values()).allMatch(count -> count > 330 && count < 336);
    }

    private static Upstream upstream(String settings) {
        return Endpoints.running("{ " + FOUR + (settings.isEmpty() ? "" : ", " + settings) + " }");
    }

    private static Endpoint endpoint(Upstream upstream, int number) {
        return upstream.endpoints().get(number - 1);
    }

    private static void down(Upstream upstream, int... numbers) {
        for (int number : numbers) {
            upstream.checkedDown(endpoint(upstream, number), "dead");
        }
    }

    private static List<Integer> offered(Upstream upstream) {
        return upstream.endpoints().stream()
                .filter(upstream::offersTo)
                .map(endpoint -> endpoint.config().port())
                .toList();
    }

    private static void fail(Upstream upstream, Endpoint endpoint, int times, int clients) {
        for (int i = 0; i < times; i++) {
            upstream.failed(endpoint, address(i % clients));
        }
    }

    private static InetAddress address(int client) {
        return Endpoints.address("192.0.2." + client);
    }

    private static @Nullable Endpoint returning(Upstream upstream, String setCookie) {
        String cookie = setCookie.replaceAll(";.*", "");
        return upstream.choose(Endpoints.from("127.0.0.1", "Cookie", cookie), Map.of(), Set.of());
    }

    private static Endpoint choose(Upstream upstream) {
        Endpoint chosen = upstream.choose(Endpoints.from("127.0.0.1"), Map.of(), Set.of());
        if (chosen == null) {
            throw new AssertionError("no endpoint");
        }
        return chosen;
    }

    private static void take(Upstream upstream, int sessions) {
        for (int i = 0; i < sessions; i++) {
            assertThat(new EndpointSearch(upstream, new Anybody(), Set.of()).find())
                    .isNotNull();
        }
    }

    /** Who looks for an endpoint and never waits. */
    private record Anybody() implements Applicant {
        @Override
        public Loop loop() {
            throw new UnsupportedOperationException("nothing is awaited");
        }

        @Override
        public Handshake handshake() {
            return Endpoints.from("127.0.0.1");
        }

        @Override
        public Set<Endpoint> avoided() {
            return Set.of();
        }

        @Override
        public Map<String, String> segments() {
            return Map.of();
        }

        @Override
        public void onDecision(Decision decision) {
            throw new UnsupportedOperationException("nothing is awaited");
        }
    }
}
