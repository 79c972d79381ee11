package io.tidegate.session;

import io.tidegate.protocol.Side;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;

/** Tells of the times that a side of a session is not read. Confined. */
record ReadPauses(Watchdog watchdog, Journey journey, LoopTelemetry telemetry) implements Waits.Pauses {
    @Override
    public void paused(Side side, String why) {
        telemetry.readPaused(journey, side, why);
    }

    @Override
    public void resumed(Side side, long pausedNanos) {
        watchdog.resumed(side, pausedNanos);
        telemetry.readAgain(journey, side);
    }
}
