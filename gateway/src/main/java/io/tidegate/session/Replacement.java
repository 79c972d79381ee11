package io.tidegate.session;

import io.netty.channel.Channel;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.Side;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Applicant;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointConnector;
import io.tidegate.upstream.UpgradeAnswer;
import io.tidegate.upstream.Upstream;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeks an endpoint for a session that has none: replays its handshake at one after the other, under the same admission as
 * any handshake, until one agrees to just what was agreed on before, or the time is over. Confined.
 */
final class Replacement implements Connecting.Owner {
    /** Who wants one. */
    interface Owner {
        /** Here it is, with places taken there; takes over the connection. */
        void onFound(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected);

        /**
         * There is none.
         *
         * @param last why, as the last handshake would have been told
         */
        void onNotFound(Refusal last);

        default Applicant.Standing standing() {
            return Applicant.Standing.PARKED;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);
    private static final long FIRST_PAUSE_NANOS = 25_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final Beginning beginning;
    private final Loop loop;
    private final Owner owner;
    private final long deadlineNanos;
    private final Set<Endpoint> avoided;
    private final TimerWheel.Timer pause = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            onPauseOver(nowNanos);
        }
    };
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private Refusal last = gone();
    private @Nullable Connecting connecting;
    private boolean over;

    /** @param avoided only to be tried if there is no other, and the owner takes them; grows */
    Replacement(Beginning beginning, Set<Endpoint> avoided, long deadlineNanos, Owner owner) {
        this.beginning = beginning;
        this.loop = beginning.loop();
        this.avoided = avoided;
        this.deadlineNanos = deadlineNanos;
        this.owner = owner;
    }

    void seek() {
        String name = Objects.requireNonNull(beginning.journey().upstream());
        EndpointConnector connector = beginning.sessions().connector(name);
        loop.arm(pause, deadlineNanos);
        if (connector == null) {
            refuse(gone());
        } else {
            avoidAsTheyAreNow(connector.upstream());
            Connecting begun = new Connecting(this, beginning.arrival(), beginning.telemetry(), connector, avoided);
            connecting = begun;
            begun.begin();
        }
    }

    /** Nobody wants one any more. */
    void callOff() {
        over = true;
        loop.disarm(pause);
        if (connecting != null) {
            connecting.cancel();
            connecting = null;
        }
    }

    @Override
    public Applicant.Standing standing() {
        return owner.standing();
    }

    @Override
    public void onConnected(Connecting chosen, AttemptResult.Connected connected) {
        connecting = null;
        UpgradeAnswer answer = connected.answer();
        UpgradeAnswer before = beginning.agreed();
        if (Objects.equals(answer.subprotocol(), before.subprotocol())
                && Objects.equals(answer.deflate(), before.deflate())) {
            callOff();
            owner.onFound(chosen.upstream(), chosen.endpoint(), connected);
            return;
        }
        LOG.info(
                "endpoint {} cannot take over session {}: it agrees to another subprotocol or extension",
                chosen.endpoint().id(),
                beginning.journey().sessionId());
        avoided.add(chosen.endpoint());
        dismiss(chosen.upstream(), chosen.endpoint(), connected, loop);
        refuse(gone());
    }

    @Override
    public void refuse(Refusal refusal) {
        connecting = null;
        last = refusal;
        boolean placed = owner.standing() == Applicant.Standing.PLACED;
        if (placed && refusal.cause() != Cause.OVERLOAD) { // it need not wait for another
            callOff();
            owner.onNotFound(refusal);
            return;
        }
        long nanos = pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos);
        boolean busy = refusal.cause() == Cause.OVERLOAD; // a turn that others may take is worth to be asked for often
        pauseNanos = busy ? FIRST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        long dueNanos = System.nanoTime() + nanos;
        loop.arm(pause, deadlineNanos - dueNanos < 0 ? deadlineNanos : dueNanos);
    }

    private void onPauseOver(long nowNanos) {
        if (over) {
            return;
        }
        if (deadlineNanos - nowNanos <= 0) {
            callOff();
            owner.onNotFound(last);
        } else {
            seek();
        }
    }

    /** Lets go of an endpoint that was found, with the places there. */
    static void dismiss(Upstream upstream, Endpoint endpoint, AttemptResult.Connected connected, Loop loop) {
        Channel channel = connected.channel();
        connected.rest().release();
        LingeringClose.after(
                channel.writeAndFlush(
                        ControlFrames.close(channel.alloc(), Side.UPSTREAM, CloseCode.GOING_AWAY, "session moved on")),
                loop);
        upstream.leave(endpoint);
        upstream.admission().leave();
    }

    /** A reload may have given them other ids or configurations since. */
    private void avoidAsTheyAreNow(Upstream upstream) {
        for (Endpoint now : upstream.endpoints()) {
            if (avoided.stream().anyMatch(now::isSame)) {
                avoided.add(now);
            }
        }
    }

    private static Refusal gone() {
        return Refusal.problem(503, Cause.NO_ENDPOINT, "The service is not available at the moment.");
    }
}
