package io.tidegate.session;

import io.tidegate.telemetry.Journey;
import io.tidegate.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** An open session, for who brings it from one endpoint to another. Confined to its loop. */
public interface Resident {
    Journey journey();

    /** Where it is; null while it has no endpoint. */
    @Nullable
    Endpoint endpoint();

    /** Whether another endpoint may take it over. */
    boolean isResumable();

    /** Goes to another endpoint as soon as it is quiet, if it can; {@code order} is told, perhaps within this call. */
    void move(MoveOrder order);
}
