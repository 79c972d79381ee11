package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.telemetry.Journey;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Endpoint;
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
        try {
            loop.eventLoop()
                    .submit(() -> session.place = registry.add(loop, session))
                    .get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return session;
    }

    @Override
    public Journey journey() {
        return journey;
    }

    @Override
    public Resident resident() {
        return new Somewhere(journey);
    }

    /** At no endpoint, and moved at once. */
    private record Somewhere(Journey journey) implements Resident {
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
