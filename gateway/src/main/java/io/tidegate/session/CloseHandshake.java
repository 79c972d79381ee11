package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Side;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a session on both legs: a Close at the next frame boundary, the peer's Close or end of stream awaited, the
 * connections closed in the order of RFC 6455, 7.1.1. Confined.
 */
final class CloseHandshake {
    /** What waits for a side would not be taken. */
    private static final Set<Cause> TOO_SLOW = EnumSet.of(Cause.SLOW, Cause.STALLED, Cause.MEMORY);

    private final Leg client;
    private final Leg upstream;
    private @Nullable Ending ending;
    private boolean insisted;

    /** One leg of the session: its connection, and the direction that writes to it. */
    private static final class Leg {
        private final Peer peer;
        private final Peer writer;
        private final FrameRelay inbound;
        private int code;
        private String reason = "";
        private boolean owed;
        private boolean broken;

        Leg(Peer peer, Peer writer, FrameRelay inbound) {
            this.peer = peer;
            this.writer = writer;
            this.inbound = inbound;
        }

        /** Cuts the leg if it takes no more for now, so that what waits for it is free at once. */
        void cutIfFull() {
            if (peer.isFull()) {
                owed = true;
                peer.reset();
            }
        }

        /** Sends our Close now or at the frame boundary; cuts the leg if that cannot come. */
        void close(int closeCode, String closeReason) {
            if (peer.ended() || peer.closeSent()) {
                return;
            }
            code = closeCode;
            reason = closeReason;
            owed = true;
            if (hasWaiting()) {
                return; // the boundary is behind what waits
            }
            if (inbound.atBoundary()) {
                onBoundary();
            } else if (writer.ended()) {
                peer.reset();
            } else {
                inbound.ends().awaitBoundary();
            }
        }

        void onBoundary() {
            if (owed && !peer.closeSent() && !hasWaiting()) {
                peer.sendClose(code, reason);
            }
        }

        /** Whether messages wait for the peer, which come before any Close. */
        boolean hasWaiting() {
            MessagePath messages = inbound.messages();
            return messages != null && messages.onward().hasWaiting();
        }

        void abandon() {
            MessagePath messages = inbound.messages();
            if (messages != null) {
                messages.onward().abandon();
            }
        }

        boolean undelivered() {
            return owed && !peer.closeDelivered();
        }
    }

    CloseHandshake(Peer client, Peer upstream, FrameRelay fromClient, FrameRelay fromUpstream) {
        this.client = new Leg(client, upstream, fromUpstream);
        this.upstream = new Leg(upstream, client, fromClient);
    }

    /** Why the session ends, or null while it does not. The first cause stays. */
    @Nullable
    Ending ending() {
        return ending;
    }

    /** A peer's Close was passed on: the other peer answers it. */
    void passed(Ending cause) {
        if (ending == null) {
            ending = cause;
        }
        advance();
    }

    /** We end the session. Does nothing if it is ending. */
    void begin(Ending cause, int toClient, int toUpstream) {
        if (ending != null) {
            return;
        }
        ending = cause;
        if (TOO_SLOW.contains(cause.cause())) {
            abandon();
        }
        if (cause.cause() == Cause.MEMORY) {
            client.cutIfFull();
            upstream.cutIfFull();
        }
        client.close(toClient, cause.reason());
        upstream.close(toUpstream, toUpstream == cause.code() ? cause.reason() : "");
        advance();
    }

    /** The leg of {@code side} is at the frame boundary that was awaited. */
    void onBoundary(Side side) {
        leg(side).onBoundary();
        advance();
    }

    /** {@code side} will send nothing more, so a frame that it left unfinished stays so on the other leg. */
    void onEnded(Side side) {
        Leg other = leg(side.other());
        if (other.owed && !other.peer.closeSent() && !other.inbound.atBoundary()) {
            other.peer.reset();
        }
        answer(other);
        advance();
    }

    /** Whatever the client answers cannot be read any more: our Close is the last word to it. */
    void clientBroke() {
        client.broken = true;
        advance();
    }

    /** Closes what has said and heard all; some endpoints end their stream right behind their Close. */
    void advance() {
        Peer us = client.peer;
        boolean settled = us.closeSent() && us.closeReceived();
        if (settled || (us.ended() && (!us.closeReceived() || upstream.peer.ended()))) {
            us.close();
        } else if (client.broken && us.closeSent()) {
            us.halfClose();
        }
        Peer endpoint = upstream.peer;
        boolean answerDue = endpoint.closeReceived() && !endpoint.closeSent() && !us.ended();
        if (endpoint.ended() && !answerDue) { // its end of stream is awaited (RFC 6455, 7.1.1)
            endpoint.close();
        }
    }

    /**
     * {@code close-timeout} is over.
     *
     * @return whether it is to be waited for once more
     */
    boolean onTimeout() {
        abandon();
        if (insisted) {
            client.peer.reset();
            upstream.peer.reset();
            return false;
        }
        insisted = true;
        boolean answered = answer(client); // the endpoint never did
        finish(client.peer, answered);
        finish(upstream.peer, false);
        return client.peer.isOpen() || upstream.peer.isOpen();
    }

    /** Messages that wait are not waited for any longer. */
    private void abandon() {
        client.abandon();
        upstream.abandon();
    }

    /** Whether a Close of ours did not reach a peer. */
    boolean undelivered() {
        return client.undelivered() || upstream.undelivered();
    }

    /** Answers a Close in place of a peer that will not. */
    private boolean answer(Leg leg) {
        if (ending == null || !leg.peer.closeReceived() || leg.peer.closeSent()) {
            return false;
        }
        int code = ending.code() == 0 ? CloseCode.NO_STATUS : ending.code();
        if (leg.peer.ended()
                && leg.peer.isOpen()
                && leg.inbound.atBoundary()
                && !leg.hasWaiting()) { // it half-closed, and may still listen
            leg.peer.sendClose(code, "");
        } else {
            leg.close(code, "");
        }
        return leg.peer.closeSent();
    }

    private static void finish(Peer peer, boolean justSent) {
        if (justSent || peer.closeDelivered()) {
            peer.close();
        } else {
            peer.reset();
        }
    }

    private Leg leg(Side side) {
        return side == Side.CLIENT ? client : upstream;
    }
}
