package io.tidegate.telemetry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is told of one session: how it is, or was at its end, what happened to it, and how it ended.
 *
 * @param clientRttWorstMicros longest round trip of a ping of ours; null if there is none
 * @param timeline null in lists
 * @param ending null while it has none
 */
public record SessionStory(
        @JsonUnwrapped SessionView session,
        @Nullable Long clientRttWorstMicros,
        @Nullable Long upstreamRttWorstMicros,
        @Nullable List<TimelineEntry> timeline,
        @Nullable SessionEnding ending) {
    private static final Set<TimelineEvent> COUNTED = EnumSet.of(
            TimelineEvent.VERDICT, TimelineEvent.READ_PAUSED, TimelineEvent.BUDGET_REFUSED, TimelineEvent.LEFT_OUT);
    private static final Set<TimelineEvent> TIMED = EnumSet.of(
            TimelineEvent.ATTEMPT,
            TimelineEvent.DEFERRED,
            TimelineEvent.READ_PAUSED,
            TimelineEvent.RESUMED,
            TimelineEvent.MOVED);
    private static final Set<TimelineEvent> SIDED = EnumSet.of(TimelineEvent.VERDICT, TimelineEvent.READ_PAUSED);

    /** Of one that is there. Called on the journey's loop. */
    public static SessionStory of(Journey journey, long nowNanos) {
        return of(SessionView.of(journey, nowNanos), journey.timeline(), null);
    }

    /** @param ending null while it has none */
    static SessionStory of(SessionView session, Timeline timeline, @Nullable Ending ending) {
        return new SessionStory(
                session,
                worst(timeline, Side.CLIENT),
                worst(timeline, Side.UPSTREAM),
                entries(session, timeline, ending),
                ending == null ? null : SessionEnding.of(ending, endOf(session)));
    }

    /** Of one that is over, without its timeline. */
    static SessionStory inShort(EndedSession ended) {
        return new SessionStory(
                ended.session(),
                worst(ended.timeline(), Side.CLIENT),
                worst(ended.timeline(), Side.UPSTREAM),
                null,
                SessionEnding.of(ended.ending(), endOf(ended.session())));
    }

    /** When one that is over ended. */
    static Instant endOf(SessionView session) {
        return session.acceptedAt().plusMillis(session.ageMillis());
    }

    private static @Nullable Long worst(Timeline timeline, Side side) {
        int micros = timeline.worstMicros(side);
        return micros < 0 ? null : (Long) (long) micros;
    }

    private static List<TimelineEntry> entries(SessionView session, Timeline timeline, @Nullable Ending ending) {
        List<TimelineEntry> entries = new ArrayList<>(timeline.size() + 3);
        String begun = session.leg() == null ? "handshake" : "connect";
        entries.add(told(session.acceptedAt(), TimelineEvent.PHASE, begun, null));
        for (int place = 0; place < timeline.size(); place++) {
            if (place == Timeline.FIRST && timeline.leftOut() > 0) {
                Instant next = session.acceptedAt().plusMillis(timeline.at(place));
                entries.add(told(next, TimelineEvent.LEFT_OUT, null, (long) timeline.leftOut()));
            }
            entries.add(entry(session, timeline, place));
        }
        if (ending != null) {
            entries.add(told(endOf(session), TimelineEvent.ENDED, ending.cause().label(), null));
        }
        return List.copyOf(entries);
    }

    private static TimelineEntry told(Instant at, TimelineEvent event, @Nullable String detail, @Nullable Long count) {
        return new TimelineEntry(at, event.label(), null, null, null, detail, count, null);
    }

    private static TimelineEntry entry(SessionView session, Timeline timeline, int place) {
        TimelineEvent event = timeline.event(place);
        String text = timeline.text(place);
        boolean repeated = event == TimelineEvent.VERDICT && timeline.counted(place) > 1;
        return new TimelineEntry(
                session.acceptedAt().plusMillis(timeline.at(place)),
                event.label(),
                SIDED.contains(event) ? timeline.side(place).label() : null,
                event.names() == TimelineEvent.Names.FILTER ? text : null,
                event.names() == TimelineEvent.Names.ENDPOINT ? text : null,
                event.words().isEmpty()
                        ? (event.names() == TimelineEvent.Names.DETAIL ? text : null)
                        : event.words().get(timeline.word(place)),
                COUNTED.contains(event) ? (Long) timeline.counted(place) : null,
                repeated || TIMED.contains(event) ? (Long) timeline.millis(place, session.ageMillis()) : null);
    }
}
