package io.tidegate.session;

import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the relays of a session stop for, brought to whoever decides about it. Confined. */
final class RelayEvents {
    private final SessionParts parts;
    private final Journey journey;
    private final LoopTelemetry telemetry;
    private final Judgement judgement;
    private final Waits waits;
    private final Closing closing;
    private final Answers replies;
    private final @Nullable Continuity continuity;

    RelayEvents(
            SessionParts parts,
            Journey journey,
            LoopTelemetry telemetry,
            Waits waits,
            Closing closing,
            @Nullable Continuity continuity) {
        this.parts = parts;
        this.journey = journey;
        this.telemetry = telemetry;
        this.judgement = closing.judgement();
        this.waits = waits;
        this.closing = closing;
        this.replies = new Answers(parts);
        this.continuity = continuity;
    }

    /** What filters answer to either side. */
    Answers replies() {
        return replies;
    }

    /** {@code relay} stopped for {@code first}, and goes on as far as it may. */
    @ColdPath
    void on(Side from, FrameRelay relay, RelayEvent first) {
        RelayEvent event = first;
        while (event != RelayEvent.NONE) {
            switch (event) {
                case NONE -> {}
                case HOLD -> {
                    waits.hold(parts.peer(from), (FrameVerdict.Hold) relay.verdict());
                    return;
                }
                case DEFERRED -> {
                    waits.defer(parts.peer(from), relay, judgement.limits().messageNanos());
                    return;
                }
                case FULL -> {
                    waits.noRoom(parts.peer(from), relay);
                    return;
                }
                case REFUSED -> closing.refused(from, (FrameVerdict.Close) relay.verdict());
                case CLOSE -> {
                    if (waits.holdsClose(
                            parts.peer(from), relay, judgement.limits().closeNanos())) {
                        return;
                    }
                    onClose(from, relay);
                }
                case PONG -> onPong(from);
                case PING ->
                    Objects.requireNonNull(continuity).answer(relay.control().ping());
                case VIOLATION -> closing.violated(from, relay.violation());
                case BOUNDARY -> closing.onBoundary(from.other());
                case REPLY -> replies.to(from).send(((FrameVerdict.Reply) relay.verdict()).message());
                case MESSAGE_END -> replies.to(from.other()).onMessageEnd();
            }
            event = relay.proceed();
        }
    }

    private void onClose(Side from, FrameRelay relay) {
        ClosePayload close = relay.control().close();
        Violation violation = close.violation();
        if (violation != null) {
            closing.violated(from, violation);
            return;
        }
        parts.peer(from).closeWasReceived();
        if (from == Side.UPSTREAM && closing.isOutlived(EndpointLoss.closed(close.code()))) {
            return;
        }
        closing.closed(from, close);
    }

    private void onPong(Side from) {
        telemetry.roundTrip(journey, from, parts.peer(from).pings().rttNanos());
        if (continuity != null && from == Side.UPSTREAM) {
            continuity.pingAnswered();
        }
    }
}
