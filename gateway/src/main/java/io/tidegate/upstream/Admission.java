package io.tidegate.upstream;

import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.WaitingRoomConfig;
import io.tidegate.time.Jitter;
import io.tidegate.upstream.Decision.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets handshakes into an upstream: its limits first, then its circuit breaker, then an endpoint that has a place. Who finds
 * a limit reached waits in its waiting room, where there is one. Limits hold exactly, whichever loops ask. Shared, without
 * locks but for the waiting room's.
 */
public final class Admission {
    private final Upstream upstream;
    private final WaitingRoom room = new WaitingRoom(this);
    private final Retries retries = new Retries();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger connecting = new AtomicInteger();

    /** What one look at the limits finds. */
    sealed interface Finding {
        /** Whatever a wait could not change. */
        record Final(Decision decision) implements Finding {}

        /**
         * A limit is reached.
         *
         * @param nanos when time alone may change that; 0 if it will not
         */
        record Busy(Reason reason, long nanos) implements Finding {}
    }

    Admission(Upstream upstream) {
        this.upstream = upstream;
    }

    /** Asks for a place in the upstream and at one of its endpoints. Called on the applicant's loop. */
    public Decision ask(Applicant applicant) {
        if (!room.isEmpty()) {
            return join(applicant, Reason.WAITING_ROOM_FULL);
        }
        return switch (look(applicant)) {
            case Finding.Final(Decision decision) -> decision;
            case Finding.Busy(Reason reason, long _) -> join(applicant, reason);
        };
    }

    /**
     * Another endpoint for who has been let in and whose attempt failed, with a place taken there: at once, or in the
     * next turn of its pace if only that is in the way. Those who wait take each turn as it comes, so that who merely
     * looked again and again would hardly ever get one.
     *
     * @param tried not to be chosen
     * @param mostNanos until that turn
     * @return null if none has a place so soon
     */
    public @Nullable Turn findAgain(Applicant applicant, Set<Endpoint> tried, long mostNanos) {
        var search = new EndpointSearch(upstream, applicant, tried);
        Endpoint found = search.find();
        return found == null ? search.findLater(mostNanos) : new Turn(found, 0);
    }

    /** The applicant left while it waited. */
    public void withdraw(Applicant applicant) {
        room.withdraw(applicant);
    }

    /** The session of who was let in is over, or was never opened. */
    public void leave() {
        sessions.decrementAndGet();
        changed();
    }

    /** Whether the budget has one more retry; {@link #retried} gives it back. */
    public boolean tryRetry() {
        return retries.tryBegin(upstream.config().retry(), connecting.get());
    }

    /** A retry is over. */
    public void retried() {
        retries.done();
    }

    /** Sessions let in that have not left. */
    public int sessions() {
        return sessions.get();
    }

    /** Handshakes that are being connected. */
    public int connecting() {
        return connecting.get();
    }

    /** Handshakes that wait. */
    public int waiting() {
        return room.size();
    }

    /** A place was given back, or there are others: the first in the waiting room looks again. */
    void changed() {
        room.wake();
    }

    void stopConnecting() {
        connecting.decrementAndGet();
        changed();
    }

    /** Takes all that is needed, or nothing. */
    Finding look(Applicant applicant) {
        UpstreamConfig config = upstream.config();
        if (!Places.tryTake(sessions, config.maxSessions())) {
            return new Finding.Busy(Reason.MAX_SESSIONS, 0);
        }
        if (!Places.tryTake(connecting, config.maxConnecting())) {
            sessions.decrementAndGet();
            return new Finding.Busy(Reason.MAX_CONNECTING, 0);
        }
        Finding found = lookAtEndpoints(applicant);
        boolean granted = found instanceof Finding.Final(Decision decision) && decision instanceof Decision.Granted;
        if (!granted) {
            connecting.decrementAndGet();
            sessions.decrementAndGet();
        }
        return found;
    }

    private Finding lookAtEndpoints(Applicant applicant) {
        Breaker breaker = upstream.breaker();
        if (breaker != null && !breaker.tryEnter()) {
            return refused(Reason.CIRCUIT_OPEN, Jitter.after(breaker.time()));
        }
        var search = new EndpointSearch(upstream, applicant, applicant.avoided());
        Endpoint endpoint = search.find();
        boolean last = !applicant.avoided().isEmpty() && applicant.standing() != Applicant.Standing.PLACED;
        if (endpoint == null && !search.isBusy() && last) {
            search = new EndpointSearch(upstream, applicant, Set.of());
            endpoint = search.find();
        }
        if (endpoint != null) {
            return new Finding.Final(new Decision.Granted(endpoint, new Pass(this, breaker)));
        }
        if (breaker != null) {
            breaker.abandoned();
        }
        return search.isBusy()
                ? new Finding.Busy(Reason.ENDPOINTS_BUSY, search.paceNanos())
                : refused(Reason.NO_ENDPOINT, Jitter.soon());
    }

    private Decision join(Applicant applicant, Reason reason) {
        WaitingRoomConfig config = upstream.config().waitingRoom();
        if (config == null) {
            return new Decision.Refused(reason, Jitter.soon());
        }
        return room.join(applicant, rank(applicant), config) ? new Decision.Waiting() : WaitingRoom.full();
    }

    private Rank rank(Applicant applicant) {
        if (applicant.standing() == Applicant.Standing.PARKED) {
            return Rank.PARKED;
        }
        return upstream.isReturning(applicant.handshake()) ? Rank.RETURNING : Rank.NEW;
    }

    private static Finding refused(Reason reason, Duration retryAfter) {
        return new Finding.Final(new Decision.Refused(reason, retryAfter));
    }
}
