package io.tidegate.session;

import io.tidegate.filter.Renewal;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import io.tidegate.session.tap.Tap;
import io.tidegate.telemetry.Journey;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A registered session without sockets: told to end, it notes how and when, and is gone. */
public final class FakeSession implements Registered {
    private final SessionRegistry registry;
    private final Loop loop;
    private final Journey journey;
    private int place;
    private volatile String farewell = "";
    private volatile long endedNanos;

    private FakeSession(SessionRegistry registry, Loop loop, Journey journey) {
        this.registry = registry;
        this.loop = loop;
        this.journey = journey;
    }

    /** Registered when it returns. */
    public static FakeSession register(SessionRegistry registry, Loop loop, Journey journey) {
        FakeSession session = new FakeSession(registry, loop, journey);
        session.onLoop(() -> session.place = registry.add(loop, session));
        return session;
    }

    /** Its client is known, and whatever it presents is taken, but for {@code bad}. */
    public FakeSession knownAs(Principal principal) {
        Handshake handshake = Handshakes.to("/chat").build();
        handshake.identity().is(principal);
        onLoop(() -> {
            journey.keysAre(SessionKeys.of(handshake, Map.of()));
            journey.stay()
                    .renewedBy(credential -> CompletableFuture.completedFuture(
                            credential.equals("bad")
                                    ? new Renewal.Refused("it has expired")
                                    : new Renewal.Renewed(principal)));
            journey.stay().opened(new OpenedSession(this, loop, journey.stay()));
            return null;
        });
        return this;
    }

    private void onLoop(Callable<?> step) {
        try {
            loop.eventLoop().submit(step).get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Journey journey() {
        return journey;
    }

    @Override
    public Resident resident() {
        return new Somewhere(journey, loop);
    }

    /** At no endpoint, and moved at once; nothing passes. */
    private record Somewhere(Journey journey, Loop loop) implements Resident {
        @Override
        public @Nullable Endpoint endpoint() {
            return null;
        }

        @Override
        public boolean isResumable() {
            return true;
        }

        @Override
        public void move(MoveOrder order) {
            order.onDone(MoveResult.MOVED);
        }

        @Override
        public boolean tap(Tap tap) {
            tap.begin(loop.eventLoop(), new Tap.Start("chat", false, List.of()), () -> {});
            tap.end(Tap.Why.TIME, null);
            return true;
        }
    }

    @Override
    public void kill(Cause cause, int code, String reason) {
        leave(cause.label() + " " + CloseCode.label(code) + " " + reason);
    }

    @Override
    public void cut() {
        leave("cut");
    }

    private void leave(String words) {
        if (endedNanos == 0) {
            farewell = words;
            endedNanos = System.nanoTime();
            registry.remove(loop, place);
        }
    }

    /** Cause, code and reason, or {@code cut}; empty while it is open. */
    public String farewell() {
        return farewell;
    }

    long endedNanos() {
        return endedNanos;
    }
}
