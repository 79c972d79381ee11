package io.tidegate.filter;

import io.tidegate.journal.Lane;
import io.tidegate.protocol.Identity;
import io.tidegate.time.BurstClock;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a filter may know of the session it is made for.
 *
 * @param sessionId as in the access log and {@code Tidegate-Session}
 * @param route the route's name
 * @param clock the loop's clock, the only one for use per frame
 * @param loop runs tasks on the session's event loop
 * @param verdicts counts what filters say; what they answer is counted without them
 * @param keys what tells its user apart
 * @param stay tells when the client's stay has ended
 * @param readsMessages whether messages of the session are read, so that a {@link MessageFilter} is asked
 * @param audit where lines about messages go; null where none are kept
 */
public record FilterContext(
        String sessionId,
        String route,
        BurstClock clock,
        Executor loop,
        Verdicts verdicts,
        SessionKeys keys,
        Stay stay,
        boolean readsMessages,
        @Nullable Lane audit) {
    /** Of a session whose messages nobody reads or writes of, and that is on no event loop. */
    public FilterContext(String sessionId, String route, BurstClock clock, Verdicts verdicts, SessionKeys keys) {
        this(sessionId, route, clock, Runnable::run, verdicts, keys, new Stay(), false, null);
    }

    /** Who the client is, as far as filters that stand before have found out. */
    public Identity identity() {
        return keys.identity();
    }
}
