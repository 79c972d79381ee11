package io.tidegate.telemetry;

import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What may happen to a session, as its {@link Timeline} tells it. */
enum TimelineEvent {
    /** It has come to a phase, at the endpoint of then. */
    PHASE(Names.ENDPOINT),
    /** An attempt to connect to an endpoint, by its result. */
    ATTEMPT(Names.ENDPOINT),
    /** A filter took its time to judge the handshake. */
    DEFERRED(Names.FILTER),
    /** What a filter did, besides letting pass. */
    VERDICT(Names.FILTER),
    /** A side was not read, for the reason that is named. */
    READ_PAUSED(Names.DETAIL),
    /** There was no room for what was to wait, in the budget that is named. */
    BUDGET_REFUSED(Names.DETAIL),
    /** Another endpoint has taken over from one that was lost. */
    RESUMED(Names.ENDPOINT),
    /** None has, and the session ends. */
    NOT_RESUMED(Names.DETAIL),
    /** Another endpoint has taken over on purpose. */
    MOVED(Names.ENDPOINT),
    /** None was to, after all. */
    NOT_MOVED(Names.DETAIL),
    /** What its client came in by was renewed. */
    RENEWED(Names.NOTHING),
    /** It has gone over to what a reload made of its route. */
    RELOADED(Names.NOTHING),
    /** Events that there was no room for. */
    LEFT_OUT(Names.NOTHING),
    /** The session is over, for the cause that is named. */
    ENDED(Names.DETAIL);

    /** What the text of an event says. */
    enum Names {
        NOTHING,
        ENDPOINT,
        FILTER,
        DETAIL
    }

    private static final List<String> PHASES =
            Arrays.stream(Phase.values()).map(Phase::label).toList();
    private static final List<String> RESULTS = List.of("connected", "refused", "timed-out", "failed");
    private static final List<String> ACTIONS =
            Arrays.stream(Verdicts.Action.values()).map(Verdicts.Action::label).toList();

    private final Names names;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    TimelineEvent(Names names) {
        this.names = names;
    }

    Names names() {
        return names;
    }

    /** Of which each event of this kind has one; none if they have no such word. */
    List<String> words() {
        return switch (this) {
            case PHASE -> PHASES;
            case ATTEMPT -> RESULTS;
            case VERDICT -> ACTIONS;
            case DEFERRED,
                    READ_PAUSED,
                    BUDGET_REFUSED,
                    RESUMED,
                    NOT_RESUMED,
                    MOVED,
                    NOT_MOVED,
                    RENEWED,
                    RELOADED,
                    LEFT_OUT,
                    ENDED -> List.of();
        };
    }

    /** The word for it in the admin API. */
    String label() {
        return label;
    }
}
