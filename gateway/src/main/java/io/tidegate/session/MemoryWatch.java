package io.tidegate.session;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Holds against the memory budgets what a session has waiting, and ends it where they have no room. Confined. */
final class MemoryWatch implements Runnable {
    private final Reserve reserve;
    private final Reserve.Share ofSides;
    private final Peer client;
    private final Peer upstream;
    private final FrameRelay fromClient;
    private final FrameRelay fromUpstream;
    private final @Nullable Legs legs;
    private final Executor loop;
    private final Watchdog.Owner owner;
    private boolean due;

    MemoryWatch(SessionParts parts, Executor loop, Watchdog.Owner owner) {
        this.reserve = parts.reserve();
        this.ofSides = reserve.share();
        this.client = parts.client();
        this.upstream = parts.upstream();
        this.fromClient = parts.fromClient();
        this.fromUpstream = parts.fromUpstream();
        this.legs = parts.legs();
        this.loop = loop;
        this.owner = owner;
    }

    /** A side became full or has room again: looked at when the burst is over, since a flush often makes room at once. */
    void changed() {
        if (!due) {
            due = true;
            loop.execute(this);
        }
    }

    @Override
    public void run() {
        due = false;
        look();
    }

    /** Looks at what waits now. */
    void look() {
        boolean held = holdsMessage(fromClient)
                && holdsMessage(fromUpstream)
                && (legs == null || legs.holdMemory())
                && ofSides.hold(notTaken(client)
                        + notTaken(upstream)
                        + fromClient.backlogBytes()
                        + fromUpstream.backlogBytes());
        if (!held) {
            int code = CloseCode.TRY_AGAIN_LATER;
            owner.end(new Ending(Phase.RELAY, Cause.MEMORY, code, reserve.refusal()), code);
        }
    }

    private static boolean holdsMessage(FrameRelay relay) {
        MessagePath messages = relay.messages();
        return messages == null || messages.holdMemory();
    }

    private static long notTaken(Peer side) {
        return side.isFull() ? side.pendingBytes() : 0;
    }

    /** The session is over: all is given back. */
    void close() {
        reserve.close();
    }
}
