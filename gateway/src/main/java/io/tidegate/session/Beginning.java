package io.tidegate.session;

import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.UpgradeAnswer;

/**
 * How a session came about, kept where it is to come about again at another endpoint.
 *
 * @param agreed what the first endpoint answered
 */
record Beginning(Arrival arrival, Sessions sessions, UpgradeAnswer agreed) {
    Loop loop() {
        return arrival.loop();
    }

    Journey journey() {
        return arrival.journey();
    }

    LoopTelemetry telemetry() {
        return sessions.telemetry().loop(loop());
    }
}
