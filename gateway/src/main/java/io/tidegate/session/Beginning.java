package io.tidegate.session;

import io.tidegate.session.replay.Recording;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.UpgradeAnswer;
import org.jspecify.annotations.Nullable;

/**
 * How a session came about, kept where it is to come about again at another endpoint.
 *
 * @param agreed what the first endpoint answered
 * @param recording what the next endpoint is to be told; null for nothing
 */
record Beginning(
        Arrival arrival,
        Sessions sessions,
        UpgradeAnswer agreed,
        @Nullable Recording recording) {
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
