package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import io.tidegate.transport.Loop;
import java.util.Map;
import java.util.Set;

/** Who wants to be let in by an {@link Admission}. Confined to its loop. */
public interface Applicant {
    /** What an applicant has so far. */
    enum Standing {
        /** A handshake. */
        NEW,
        /** An open session that has lost its endpoint. */
        PARKED,
        /** An open session that has an endpoint. */
        PLACED
    }

    Loop loop();

    Handshake handshake();

    /** Named segments of the route's path. */
    Map<String, String> segments();

    /** Endpoints that are only chosen if no other one is there, and not at all if it is {@link Standing#PLACED}. */
    Set<Endpoint> avoided();

    default Standing standing() {
        return Standing.NEW;
    }

    /** Its turn came, or its time is over; on its loop. Not after {@link Admission#withdraw}. */
    void onDecision(Decision decision);
}
