package io.tidegate.filter;

import io.tidegate.time.BurstClock;

/**
 * What a filter may know of the session it is made for.
 *
 * @param sessionId as in the access log and {@code Tidegate-Session}
 * @param route the route's name
 * @param clock the loop's clock, the only one for use per frame
 * @param verdicts counts what filters say; what they answer is counted without them
 */
public record FilterContext(String sessionId, String route, BurstClock clock, Verdicts verdicts) {}
