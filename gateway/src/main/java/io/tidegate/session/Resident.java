package io.tidegate.session;

import io.tidegate.session.tap.Tap;
import io.tidegate.telemetry.Journey;
import io.tidegate.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** An open session, for who brings it from one endpoint to another, or listens to it. Confined to its loop. */
public interface Resident {
    Journey journey();

    /** Where it is; null while it has no endpoint. */
    @Nullable
    Endpoint endpoint();

    /** Whether another endpoint may take it over. */
    boolean isResumable();

    /** Goes to another endpoint as soon as it is quiet, if it can; {@code order} is told, perhaps within this call. */
    void move(MoveOrder order);

    /**
     * Has {@code tap} listen to it.
     *
     * @return whether it does; not when it is ending, or while another one does
     */
    boolean tap(Tap tap);
}
