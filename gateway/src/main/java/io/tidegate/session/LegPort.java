package io.tidegate.session;

import io.tidegate.config.LegConfig;
import io.tidegate.config.LegConfig.OnEnd;
import io.tidegate.filter.Message;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.route.Leg;
import io.tidegate.time.TimerWheel;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a session, from the first message for it to the session's end: lets messages wait while it is being opened, and
 * knows what is to come of its end. Confined.
 */
final class LegPort implements LegOpening.Owner, LegRelay.Owner {
    private static final long FIRST_PAUSE_NANOS = 25_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private enum State {
        /** Opened by the next message. */
        CLOSED,
        /** Opened when the pause is over. */
        PAUSED,
        OPENING,
        OPEN,
        /** The session ends. */
        OVER
    }

    private final LegSite site;
    private final Legs.Owner session;
    private final LegQueue waiting;
    private final TimerWheel.Timer pause = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            open();
        }
    };
    private Leg leg;
    private boolean configured = true;
    private @Nullable Binding binding;
    private State state = State.CLOSED;
    private int opened;
    private long openedNanos;
    private boolean reopens;
    private long patienceEndsNanos;
    private long notBeforeNanos = System.nanoTime();
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private @Nullable LegOpening opening;
    private @Nullable LegRelay relay;

    /** @param binding what reloads since the session's handshake have made of its judges; null for nothing */
    LegPort(LegSite site, Leg leg, @Nullable Binding binding, Legs.Owner session) {
        this.site = site;
        this.leg = leg;
        this.binding = binding;
        this.session = session;
        this.waiting = new LegQueue(site.parts().reserve().share());
    }

    String name() {
        return leg.name();
    }

    /** Takes a message of the client, which the leg is opened for if it is not open. */
    Delivery.Outcome pass(Message message) {
        if (relay != null) {
            relay.send(message);
            return Delivery.Outcome.ACCEPTED;
        }
        if (!waiting.add(message)) {
            return Delivery.Outcome.NO_MEMORY;
        }
        if (state == State.CLOSED) {
            openSoon(System.nanoTime());
        }
        return Delivery.Outcome.ACCEPTED;
    }

    boolean isFull() {
        return relay == null ? waiting.isFull(leg.config()) : relay.isFull();
    }

    void flush() {
        if (relay != null) {
            relay.flush();
        }
    }

    /** @param pauses whether the leg is not to be read, since the client can take no more */
    void onClientWritability(boolean pauses) {
        if (relay != null) {
            relay.onClientWritability(pauses);
        }
    }

    /** What waits is held against the budgets; false if they have no room for it. */
    boolean holdMemory() {
        return relay == null || relay.holdMemory();
    }

    /** @param now what a reload has made of the leg; null if it is gone, and just comes to its end */
    void rebind(@Nullable Leg now, Binding bound) {
        configured = now != null;
        leg = now == null ? leg : now;
        binding = bound;
        if (relay != null) {
            relay.rebind(bound);
        }
    }

    /** The session ends. */
    void over(Ending ending) {
        state = State.OVER;
        site.loop().disarm(pause);
        if (opening != null) {
            opening.callOff(ending);
            opening = null;
        }
        if (relay != null) {
            relay.leave(ending);
            relay = null;
        }
        waiting.forEach(site.toUpstream()::lose);
    }

    @Override
    public void onOpened(LegRelay begun) {
        opening = null;
        state = State.OPEN;
        openedNanos = System.nanoTime();
        relay = begun;
        begun.begin(this, session);
        if (binding != null) {
            begun.rebind(binding);
        }
        waiting.forEach(begun::send);
        begun.flush();
        session.legHasRoom();
    }

    @Override
    public void onRefused(Refusal refusal) {
        opening = null;
        int code = refusal.cause() == Cause.OVERLOAD
                ? CloseCode.TRY_AGAIN_LATER
                : leg.route().limits().endpointLostCode();
        ended(
                new Ending(site.journey().phase(), refusal.cause(), code, "a part of the service is not available"),
                true);
    }

    @Override
    public void onEnded(Ending ending) {
        relay = null;
        ended(ending, false);
    }

    private void ended(Ending ending, boolean unopened) {
        if (state == State.OVER) {
            return;
        }
        state = State.CLOSED;
        long nowNanos = System.nanoTime();
        LegConfig config = leg.config();
        OnEnd onEnd = config.onEnd();
        if (!configured) {
            loseWaiting();
        } else if (onEnd == OnEnd.CLOSE_ALL || (onEnd == OnEnd.REOPEN && !mayReopen(nowNanos))) {
            session.end(ending, CloseCode.GOING_AWAY);
        } else {
            boolean paused = unopened || onEnd == OnEnd.REOPEN;
            pauseNanos = paused ? pauseNanos : FIRST_PAUSE_NANOS;
            notBeforeNanos = paused ? nowNanos + nextPause() : nowNanos;
            if (onEnd == OnEnd.REOPEN) {
                openSoon(nowNanos);
            } else {
                loseWaiting();
                report(Objects.requireNonNull(config.report()), ending);
            }
        }
    }

    /** Whether there is time left: it begins anew once the leg has stayed open for as long. */
    private boolean mayReopen(long nowNanos) {
        long withinNanos = leg.config().effectiveWithin().toNanos();
        boolean stayed = openedNanos != 0 && nowNanos - openedNanos >= withinNanos;
        openedNanos = 0;
        if (stayed || !reopens) {
            reopens = true;
            patienceEndsNanos = nowNanos + withinNanos;
            pauseNanos = FIRST_PAUSE_NANOS;
        }
        return patienceEndsNanos - nowNanos > 0;
    }

    private long nextPause() {
        long nanos = pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        return nanos;
    }

    private void report(String text, Ending ending) {
        Delivery toClient = site.toClient();
        Message message = Message.text(text.replace("{leg}", leg.name())
                .replace("{cause}", ending.cause().label()));
        if (toClient.pass(message) != Delivery.Outcome.ACCEPTED) {
            toClient.lose(message);
        }
        session.legWrote();
    }

    private void openSoon(long nowNanos) {
        if (notBeforeNanos - nowNanos > 0) {
            state = State.PAUSED;
            site.loop().arm(pause, notBeforeNanos);
        } else { // not within the walk that brought the message
            state = State.OPENING;
            site.loop().eventLoop().execute(this::open);
        }
    }

    private void open() {
        if (state == State.OVER) {
            return;
        }
        state = State.OPENING;
        LegOpening begun = new LegOpening(site, leg, opened++, this);
        opening = begun;
        begun.begin(); // it may be over within this call
    }

    /** Nobody takes them any more. */
    private void loseWaiting() {
        waiting.forEach(site.toUpstream()::lose);
        session.legHasRoom();
    }
}
