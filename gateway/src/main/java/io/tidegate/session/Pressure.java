package io.tidegate.session;

import io.tidegate.protocol.Side;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.RouteCounters;

/** What follows when a side cannot take more, or can again. Confined. */
final class Pressure {
    private final SessionParts parts;
    private final Journey journey;
    private final Watchdog watchdog;
    private final Waits waits;
    private final MemoryWatch memory;

    Pressure(SessionParts parts, Journey journey, Watchdog watchdog, Waits waits, MemoryWatch memory) {
        this.parts = parts;
        this.journey = journey;
        this.watchdog = watchdog;
        this.waits = waits;
        this.memory = memory;
    }

    /** A side that cannot take more stops the reads of the other, unless messages wait for it. */
    void onWritabilityChanged(Side side) {
        FrameRelay towards = side == Side.CLIENT ? parts.fromUpstream() : parts.fromClient();
        FrameRelay back = side == Side.CLIENT ? parts.fromClient() : parts.fromUpstream();
        Peer peer = side == Side.CLIENT ? parts.client() : parts.upstream();
        Peer sender = side == Side.CLIENT ? parts.upstream() : parts.client();
        boolean full = peer.isFull() && towards.passesOn();
        if (full) {
            watchdog.full(side);
        } else {
            watchdog.hasRoom(side);
        }
        boolean pauses = full && !queues(towards);
        if (pauses) {
            RouteCounters ofRoute = parts.routeCounters();
            journey.from(sender.side()).paused();
            ofRoute.from(sender.side()).paused();
        }
        waits.pause(sender, Peer.BACK_PRESSURE, pauses);
        waits.hasRoom(sender.side(), towards);
        waits.hasRoom(side, back);
        if (side == Side.CLIENT && parts.legs() != null) {
            parts.legs().onClientWritability(pauses);
        }
        memory.changed();
    }

    private static boolean queues(FrameRelay relay) {
        MessagePath messages = relay.messages();
        return messages != null && messages.onward().queues();
    }
}
