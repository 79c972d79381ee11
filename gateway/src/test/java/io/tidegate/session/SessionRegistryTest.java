package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.Rate;
import io.tidegate.protocol.Cause;
import io.tidegate.session.SessionRegistry.Farewell;
import io.tidegate.telemetry.Journeys;
import io.tidegate.telemetry.SessionView;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private static final Farewell DRAINED = new Farewell(Cause.DRAINED, 1012, "restart");

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 2);
    private final SessionRegistry registry = new SessionRegistry(loops);

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void sessionsOfAllLoopsAreListedPageByPageInTheOrderOfTheirIds() throws Exception {
        register(0, 2500); // several slices on each loop
        List<String> seen = new ArrayList<>();
        SessionRegistry.Page page = list(null, 1000);
        seen.addAll(ids(page));
        while (page.more()) {
            assertThat(page.total()).isEqualTo(2500);
            page = list(page.last(), 1000);
            seen.addAll(ids(page));
        }

        assertThat(seen).hasSize(2500).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aPageHasOnlyThoseThatMatchAndTellsHowMany() throws Exception {
        register(0, 20);

        SessionRegistry.Page page = registry.list(
                        journey -> journey.sessionId().endsWith("5"), SessionOrder.BY_ID, null, 1)
                .get(5, TimeUnit.SECONDS);

        assertThat(ids(page)).containsExactly("s00005");
        assertThat(page.total()).isEqualTo(2);
        assertThat(page.more()).isTrue();
    }

    @Test
    void oneSessionIsFoundByItsId() throws Exception {
        register(0, 10);

        assertThat(registry.find("s00007").get(5, TimeUnit.SECONDS))
                .extracting(SessionView::id, SessionView::route)
                .containsExactly("s00007", "chat");
        assertThat(registry.find("nobody").get(5, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void aPlaceThatWasLeftIsTakenAgain() throws Exception {
        List<FakeSession> first = register(0, 200);
        registry.endAll(journey -> true, Duration.ZERO, DRAINED).get(5, TimeUnit.SECONDS);
        Awaitility.await().until(() -> registry.count() == 0);
        register(200, 300);

        assertThat(first).allMatch(session -> session.farewell().matches("drained 1012 restart; retry-after-ms=\\d+"));
        assertThat(ids(list(null, 1000))).hasSize(100).startsWith("s00200");
        assertThat(registry.count()).isEqualTo(100);
    }

    @Test
    void oneSessionIsEndedAndTheOthersStay() throws Exception {
        List<FakeSession> sessions = register(0, 3);

        boolean found =
                registry.end("s00001", new Farewell(Cause.KILLED, 4000, "out")).get(5, TimeUnit.SECONDS);
        Awaitility.await().until(() -> registry.count() == 2);

        assertThat(found).isTrue();
        assertThat(sessions.get(1).farewell()).isEqualTo("killed 4xxx out");
        assertThat(sessions.get(0).farewell()).isEmpty();
        assertThat(registry.end("s00001", DRAINED).get(5, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void endingsAreSpreadEvenlyOverTheWindow() throws Exception {
        List<FakeSession> sessions = register(0, 400);
        long startNanos = System.nanoTime();

        int ending = registry.endAll(journey -> true, Duration.ofMillis(400), DRAINED)
                .get(5, TimeUnit.SECONDS);
        Awaitility.await().until(() -> registry.count() == 0);

        assertThat(ending).isEqualTo(400);
        for (int quarter = 1; quarter <= 3; quarter++) { // none before its time, whatever else the machine does
            long untilNanos = startNanos + quarter * 100_000_000L;
            assertThat(sessions.stream().filter(session -> session.endedNanos() <= untilNanos))
                    .hasSizeLessThanOrEqualTo(quarter * 100 + 4);
        }
    }

    @Test
    void endingsKeepToARate() throws Exception {
        List<FakeSession> sessions = register(0, 20);
        long startNanos = System.nanoTime();

        int ending =
                registry.endAll(journey -> true, Rate.parse("100/s"), DRAINED).get(5, TimeUnit.SECONDS);
        Awaitility.await().until(() -> registry.count() == 0);

        long last = sessions.stream().mapToLong(FakeSession::endedNanos).max().orElseThrow();
        assertThat(ending).isEqualTo(20);
        assertThat(Duration.ofNanos(last - startNanos)).isGreaterThan(Duration.ofMillis(189));
    }

    @Test
    void allAreCutWithoutAWord() throws Exception {
        List<FakeSession> sessions = register(0, 100);

        registry.cutAll().get(5, TimeUnit.SECONDS);

        assertThat(sessions).allMatch(session -> session.farewell().equals("cut"));
        assertThat(registry.count()).isZero();
    }

    @Test
    void onceTheLoopsHaveEndedNobodyIsHere() throws Exception {
        loops.close();

        assertThat(list(null, 10).sessions()).isEmpty();
        assertThat(registry.endAll(journey -> true, Duration.ZERO, DRAINED).get(5, TimeUnit.SECONDS))
                .isZero();
    }

    private List<FakeSession> register(int from, int to) {
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Loop loop = loops.loops().get(i % 2);
            sessions.add(FakeSession.register(
                    registry, loop, Journeys.opened(String.format("s%05d", i), "chat", "chat-servers")));
        }
        return sessions;
    }

    private SessionRegistry.Page list(SessionOrder.@Nullable Place after, int limit) throws Exception {
        return registry.list(journey -> true, SessionOrder.BY_ID, after, limit).get(5, TimeUnit.SECONDS);
    }

    private static List<String> ids(SessionRegistry.Page page) {
        return page.sessions().stream().map(SessionView::id).toList();
    }
}
