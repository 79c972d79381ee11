package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.tidegate.config.ResumeConfig;
import io.tidegate.protocol.Ending;
import io.tidegate.session.tap.Tap;
import io.tidegate.telemetry.Journey;
import io.tidegate.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/** A session where it is, on its way to another endpoint, and listened to. Confined. */
final class Residence implements Resident {
    private final Journey journey;
    private final Seat seat;
    private final Judgement judgement;
    private final Closing closing;
    private final @Nullable Continuity continuity;
    private @Nullable Tapping tapping;

    /** @param continuity null if the session ends with its endpoint */
    Residence(Journey journey, Seat seat, Judgement judgement, Closing closing, @Nullable Continuity continuity) {
        this.journey = journey;
        this.seat = seat;
        this.judgement = judgement;
        this.closing = closing;
        this.continuity = continuity;
    }

    @Override
    public Journey journey() {
        return journey;
    }

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

    @Override
    public boolean tap(Tap tap) {
        boolean free = !closing.hasBegun() && (tapping == null || tapping.isOver());
        if (free) {
            tapping = new Tapping(tap, judgement);
            tapping.begin();
        }
        return free;
    }

    /** It has another endpoint, which has sent {@code rest} behind its 101; borrowed. */
    void endpointReplaced(ByteBuf rest) {
        if (tapping != null) {
            tapping.endpointReplaced(rest);
        }
    }

    void ended(Ending ending) {
        if (tapping != null) {
            tapping.sessionEnded(ending);
        }
    }
}
