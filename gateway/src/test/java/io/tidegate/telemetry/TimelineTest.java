package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.UpgradeAnswer;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long DROP = Timeline.kind(TimelineEvent.VERDICT, Side.CLIENT, Verdicts.Action.DROP.label());
    private static final long PAUSED = Timeline.kind(TimelineEvent.READ_PAUSED, Side.UPSTREAM, null);
    private static final int REFERENCE_BYTES = 4;
    private static final int HEAD_BYTES = 12;

    private final Timeline timeline = new Timeline();

    @Test
    void whatIsSaidOfAnEventIsToldOfIt() {
        timeline.add(Timeline.kind(TimelineEvent.PHASE, null, Phase.ADMIT.label()), null, 1, 0);
        timeline.add(Timeline.kind(TimelineEvent.ATTEMPT, null, "failed"), "10.0.0.5:9001", 2, 40);
        timeline.count(Timeline.kind(TimelineEvent.VERDICT, Side.UPSTREAM, "fail"), "json", 1L << 39);

        assertThat(entries())
                .containsExactly(
                        "phase handshake",
                        "phase admit",
                        "attempt failed 10.0.0.5:9001 40",
                        "verdict upstream fail json 1");
        assertThat(timeline.at(2)).isEqualTo(1L << 39);
    }

    @Test
    void aBurstIsOneEventAndALaterOneAnother() {
        for (int i = 0; i < 1_000_000; i++) {
            timeline.count(DROP, "rate-limit", 100 + i / 1000);
            timeline.count(DROP, "size-limit", 100 + i / 1000);
        }
        timeline.count(DROP, "rate-limit", 60_000);

        assertThat(entries())
                .containsExactly(
                        "phase handshake",
                        "verdict client drop rate-limit 1000000 999",
                        "verdict client drop size-limit 1000000 999",
                        "verdict client drop rate-limit 1");
    }

    @Test
    void pausesOfABurstAreAddedUpAndOneThatGoesOnCounts() {
        timeline.begin(PAUSED, "no-room", 1000);
        timeline.end(PAUSED, 1500);
        timeline.begin(PAUSED, "no-room", 3000);
        timeline.end(PAUSED, 3010);
        timeline.begin(PAUSED, "no-room", 5000);

        assertThat(timeline.size()).isOne();
        assertThat(timeline.counted(0)).isEqualTo(3);
        assertThat(timeline.millis(0, 6000)).isEqualTo(1510);
        timeline.over(7000);
        assertThat(timeline.millis(0, 9000)).isEqualTo(2510);
    }

    @Test
    void aPauseThatWasNeverEndedEndsWithTheNextOfItsSide() {
        timeline.begin(PAUSED, "held", 1000);
        timeline.begin(PAUSED, "no-room", 1200);
        timeline.end(PAUSED, 1300);

        assertThat(timeline.millis(0, 9000)).isEqualTo(200);
        assertThat(timeline.millis(1, 9000)).isEqualTo(100);
    }

    @Test
    void theFirstAndTheLatestEventsStayAndTheRestIsCounted() {
        for (int i = 0; i < 100; i++) {
            timeline.add(Timeline.kind(TimelineEvent.RELOADED, null, null), null, i, 0);
        }

        assertThat(timeline.size()).isEqualTo(Timeline.MOST);
        assertThat(timeline.leftOut()).isEqualTo(100 - Timeline.MOST);
        assertThat(timeline.at(Timeline.FIRST - 1)).isEqualTo(Timeline.FIRST - 1);
        assertThat(timeline.at(Timeline.FIRST)).isEqualTo(100 - Timeline.MOST + Timeline.FIRST);
        assertThat(timeline.at(Timeline.MOST - 1)).isEqualTo(99);
        assertThat(entries().get(Timeline.FIRST + 1)).isEqualTo("left-out 80");
    }

    @Test
    void nothingHappensToWhatIsOver() {
        timeline.begin(PAUSED, "no-room", 10);
        timeline.over(20);
        timeline.count(DROP, "json", 30);
        timeline.begin(PAUSED, "no-room", 30);
        timeline.end(PAUSED, 40);
        timeline.add(DROP, "json", 50, 0);

        assertThat(timeline.size()).isOne();
        assertThat(timeline.millis(0, 90)).isEqualTo(10);
    }

    @Test
    void itHasAtMost512BytesAndThatOfAQuietSession152() throws Exception {
        for (Phase phase : List.of(Phase.ADMIT, Phase.CONNECT, Phase.RELAY)) {
            timeline.add(Timeline.kind(TimelineEvent.PHASE, null, phase.label()), "10.0.0.5:9001", 1, 0);
        }
        timeline.add(Timeline.kind(TimelineEvent.ATTEMPT, null, "connected"), "10.0.0.5:9001", 1, 0);
        assertThat(bytes(timeline)).isEqualTo(152);

        for (int i = 0; i < 10_000; i++) {
            timeline.count(DROP, "filter" + i, i);
        }
        assertThat(bytes(timeline)).isLessThanOrEqualTo(512);
    }

    @Test
    void everyResultOfAnAttemptHasItsWord() {
        var connected = new AttemptResult.Connected(
                new EmbeddedChannel(), new UpgradeAnswer(new HeaderList(), null, null), Unpooled.EMPTY_BUFFER);

        assertThat(TimelineEvent.ATTEMPT.words())
                .containsExactly(
                        connected.label(),
                        new AttemptResult.Refused(403, new HeaderList(), "").label(),
                        new AttemptResult.Failed(504, "", true, false).label(),
                        new AttemptResult.Failed(502, "", true, false).label());
        connected.channel().close();
    }

    @Test
    void everyEventHasAsManyWordsAsFitIntoItsFourBits() {
        assertThat(TimelineEvent.values())
                .hasSizeLessThanOrEqualTo(32)
                .allSatisfy(event -> assertThat(event.words()).hasSizeLessThanOrEqualTo(16));
    }

    @Test
    void anEndingHoldsNothingButWordsAndFigures() throws Exception {
        Journey journey = Journeys.opened("s1", "chat", "chat");
        journey.stay().onEnd(_ -> {});
        journey.ofLeg("orders", 0);
        EndedSession ended = EndedSession.of(
                SessionView.of(journey, System.nanoTime()),
                new Ending(Phase.RELAY, Cause.IDLE, 1001, "idle"),
                journey.wholeTimeline());

        assertThat(ours(ended))
                .containsExactlyInAnyOrder(
                        EndedSession.class,
                        SessionView.class,
                        LegTotals.class,
                        Ending.class,
                        Phase.class,
                        Cause.class,
                        Timeline.class);
    }

    @Test
    void aPathThatIsTooLongToBeKeptIsCut() {
        Journey journey = Journeys.requested("s1", "/" + "a".repeat(8000));

        EndedSession ended = EndedSession.of(
                SessionView.of(journey, System.nanoTime()),
                new Ending(Phase.ADMIT, Cause.NO_ROUTE, 404, ""),
                journey.wholeTimeline());

        assertThat(ended.session().path()).hasSize(513).endsWith("a…");
    }

    private List<String> entries() {
        SessionView session = SessionView.of(Journeys.requested("s1", "/chat"), System.nanoTime());
        return SessionStory.of(session, timeline, null).timeline().stream()
                .map(TimelineTest::inWords)
                .toList();
    }

    private static String inWords(TimelineEntry entry) {
        StringBuilder words = new StringBuilder(entry.event());
        for (Object more : new Object[] {
            entry.side(), entry.detail(), entry.filter(), entry.endpoint(), entry.count(), entry.millis()
        }) {
            words.append(more == null ? "" : " " + more);
        }
        return words.toString();
    }

    /** With its arrays, as the JVM lays them out with compressed references. */
    private static long bytes(Object object) throws IllegalAccessException {
        long fields = HEAD_BYTES;
        long arrays = 0;
        for (Field field : fields(object.getClass())) {
            Class<?> type = field.getType();
            fields += bytesOf(type);
            if (type.isArray()) {
                Object array = field.get(object);
                arrays += aligned(16 + (long) Array.getLength(array) * bytesOf(type.componentType()));
            }
        }
        return aligned(fields) + arrays;
    }

    private static int bytesOf(Class<?> type) {
        if (type == long.class) {
            return Long.BYTES;
        }
        return type == boolean.class ? 1 : REFERENCE_BYTES; // as an int
    }

    private static long aligned(long bytes) {
        return (bytes + 7) / 8 * 8;
    }

    /** The classes of ours among all that can be reached, whatever is behind those of the JDK. */
    private static Set<Class<?>> ours(Object root) throws IllegalAccessException {
        Set<Class<?>> found = new HashSet<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (!seen.add(next)) {
                continue;
            }
            found.add(next.getClass());
            for (Field field : fields(next.getClass())) {
                Object value = field.get(next);
                if (value != null && value.getClass().getName().startsWith("io.")) {
                    open.push(value);
                }
            }
        }
        return found;
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = List.of(type.getDeclaredFields()).stream()
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toList();
        fields.forEach(field -> field.setAccessible(true));
        return fields;
    }
}
