package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import io.tidegate.transport.Loop;
import java.util.Map;
import java.util.Set;

/** Who wants to be let in by an {@link Admission}. Confined to its loop. */
public interface Applicant {
    Loop loop();

    Handshake handshake();

    /** Named segments of the route's path. */
    Map<String, String> segments();

    /** Endpoints that are only chosen if no other one is there, and {@link #takesAvoided}. */
    Set<Endpoint> avoided();

    /** Whether one that it avoids is better than none. */
    default boolean takesAvoided() {
        return true;
    }

    /** Its turn came, or its time is over; on its loop. Not after {@link Admission#withdraw}. */
    void onDecision(Decision decision);
}
