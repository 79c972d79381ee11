package io.tidegate.move;

import io.netty.channel.EventLoop;
import io.tidegate.config.MoveMode;
import io.tidegate.config.Units;
import io.tidegate.move.Progress.State;
import io.tidegate.protocol.Phase;
import io.tidegate.session.Occupant;
import io.tidegate.session.Resident;
import io.tidegate.session.SessionRegistry;
import io.tidegate.upstream.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties endpoints: looks who is there, moves or closes them, and looks again, until nobody is left or the deadline has come.
 * Confined to a loop that serves no sessions.
 */
final class Evacuation implements Relocation.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Evacuation.class);
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final long NO_PROGRESS_MILLIS = 1000;
    private static final Duration FOREVER = Duration.ofDays(365);

    private final EventLoop loop;
    private final SessionRegistry registry;
    private final Set<Endpoint> from;
    private final Terms terms;
    private final BooleanSupplier wanted;
    private final Pace turns;
    private final Instant startedAt = Instant.now();
    private final Instant deadline;
    private State state = State.RUNNING;
    private int found;
    private int unmovable;
    private int moved;
    private int closed;
    private int gone;
    private int stayed;
    private boolean progressed;
    private @Nullable Instant endedAt;
    private @Nullable Relocation relocation;

    /** @param wanted whether these endpoints are to be emptied still */
    Evacuation(EventLoop loop, SessionRegistry registry, Set<Endpoint> from, Terms terms, BooleanSupplier wanted) {
        this.loop = loop;
        this.registry = registry;
        this.from = Set.copyOf(from);
        this.terms = terms;
        this.wanted = wanted;
        this.turns = new Pace(terms.rate());
        this.deadline = startedAt.plusNanos(terms.deadlineNanos() - System.nanoTime());
    }

    void begin() {
        LOG.info("{} is evacuated: {}, {}", from, Units.kebab(terms.mode().name()), terms.rate());
        look();
    }

    boolean isOf(Endpoint endpoint) {
        return from.stream().anyMatch(endpoint::isSame);
    }

    boolean isOver() {
        return state.isOver();
    }

    Progress progress() {
        return new Progress(
                state,
                terms.mode(),
                terms.rate(),
                moved + closed + gone + found,
                moved,
                closed,
                unmovable + stayed,
                left(),
                startedAt,
                deadline,
                endedAt);
    }

    /** Does nothing if it is over. */
    void pause(boolean whether) {
        if (!isOver()) {
            state = whether ? State.PAUSED : State.RUNNING;
            turns.pause(whether);
        }
    }

    /** Does nothing if it is over. */
    void cancel() {
        if (!isOver()) {
            end(State.CANCELLED);
            if (relocation != null) {
                relocation.callOff();
            }
        }
    }

    @Override
    public void onFate(Relocation.Fate fate) {
        switch (fate) {
            case MOVED -> moved++;
            case CLOSED -> closed++;
            case GONE -> gone++;
            case STAYED -> stayed++;
        }
        if (fate != Relocation.Fate.STAYED) {
            found--;
            progressed = true;
        }
    }

    @Override
    public void onRelocated() {
        relocation = null;
        lookAgain(progressed ? LOOK_AGAIN_MILLIS : NO_PROGRESS_MILLIS);
    }

    private void look() {
        if (!isOver()) {
            registry.occupants(this::isThere).whenCompleteAsync((there, failure) -> onFound(there), loop);
        }
    }

    private boolean isThere(Resident session) {
        Endpoint endpoint = session.endpoint();
        return endpoint != null && session.journey().phase() == Phase.RELAY && isOf(endpoint);
    }

    private void onFound(List<Occupant> there) {
        if (isOver()) {
            return;
        }
        boolean moves = terms.mode() == MoveMode.MIGRATE;
        boolean late = terms.areOver(System.nanoTime());
        List<Occupant> movable =
                moves ? there.stream().filter(Occupant::isResumable).toList() : there;
        found = there.size();
        unmovable = there.size() - movable.size();
        if (!wanted.getAsBoolean()) {
            end(State.CANCELLED);
        } else if (left() == 0 || (movable.isEmpty() && left() == unmovable)) {
            end(State.FINISHED);
        } else if (late && terms.mode() != MoveMode.MIGRATE_OR_POLITE) {
            end(State.EXPIRED);
        } else if (movable.isEmpty()) { // some are being opened or closed
            lookAgain(LOOK_AGAIN_MILLIS);
        } else {
            relocate(movable, late ? closingAll() : terms);
        }
    }

    private void relocate(List<Occupant> movable, Terms how) {
        stayed = 0;
        progressed = false;
        Relocation next = new Relocation(loop, how, turns, () -> from, movable, this);
        relocation = next;
        next.begin();
    }

    private Terms closingAll() {
        return terms.in(MoveMode.POLITE, System.nanoTime() + FOREVER.toNanos());
    }

    private int left() {
        return from.stream().mapToInt(Endpoint::sessions).sum();
    }

    private void end(State how) {
        state = how;
        endedAt = Instant.now();
        String word = Units.kebab(how.name());
        LOG.info("evacuation of {} {}: {} moved, {} closed, {} left", from, word, moved, closed, left());
    }

    private void lookAgain(long millis) {
        try {
            Future<?> _ = loop.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the gateway ends while {} is evacuated", from);
        }
    }
}
