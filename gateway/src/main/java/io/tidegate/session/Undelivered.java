package io.tidegate.session;

import io.tidegate.filter.Message;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.Loss;
import org.jspecify.annotations.Nullable;

/** Counts and tells of what becomes of one side's messages where the other side takes no more. Confined. */
final class Undelivered implements Outbox.Losses {
    private static final String SLOW_CONSUMER = "slow-consumer";

    private final Side from;
    private final LegCounters ofSession;
    private final LegCounters ofRoute;
    private @Nullable DeadLetters letters;

    Undelivered(Side from, LegCounters ofSession, LegCounters ofRoute) {
        this.from = from;
        this.ofSession = ofSession;
        this.ofRoute = ofRoute;
    }

    /** From now on {@code newLetters} hears of the messages too. */
    void tell(@Nullable DeadLetters newLetters) {
        letters = newLetters;
    }

    /** Messages begin to wait. */
    void waited() {
        ofSession.waited();
        ofRoute.waited();
    }

    @Override
    public void lost(Message message, Loss why) {
        ofSession.lost(why);
        ofRoute.lost(why);
        if (letters != null) {
            letters.lost(from, message, why == Loss.UNDELIVERED ? DeadLetters.UNDELIVERED : SLOW_CONSUMER);
        }
    }
}
