package io.tidegate.session;

import io.tidegate.config.ResumeConfig;
import io.tidegate.telemetry.Journey;
import io.tidegate.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A session where it is, and on its way to another endpoint. Confined.
 *
 * @param continuity null if the session ends with its endpoint
 */
record Residence(
        Journey journey,
        Seat seat,
        Judgement judgement,
        Closing closing,
        @Nullable Continuity continuity) implements Resident {

    @Override
    public @Nullable Endpoint endpoint() {
        return seat.endpoint();
    }

    @Override
    public boolean isResumable() {
        return continuity != null && judgement.resume() != null;
    }

    @Override
    public void move(MoveOrder order) {
        ResumeConfig resume = judgement.resume();
        if (continuity == null || resume == null) {
            order.onDone(MoveResult.NOT_RESUMABLE);
        } else if (closing.hasBegun()) {
            order.onDone(MoveResult.ENDED);
        } else {
            continuity.move(order, resume);
        }
    }
}
