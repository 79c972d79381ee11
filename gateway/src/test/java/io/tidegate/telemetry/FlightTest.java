package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

class FlightTest {
    private static final Ending ENDING = new Ending(Phase.RELAY, Cause.IDLE, 1001, "");

    private final Flight flight = new Flight();
    private final Journey journey = Journeys.opened("s1", "chat", "chat");

    @Test
    void nothingIsKeptWhileNothingIsRecorded() {
        flight.accepted(journey);
        flight.readPaused(journey, Side.CLIENT, "held");

        assertThat(flight.underWay()).isZero();
    }

    @Test
    void whatIsUnderWayIsKeptUntilItIsOverThoughTheRecordingHasEnded() {
        Journey probe = Journeys.requested("s2", "/");
        try (var recording = new Recording()) {
            recording.enable("tidegate.SlowHandshake");
            recording.enable("tidegate.ReadPaused");
            recording.start();
            flight.accepted(journey);
            flight.accepted(probe);
            flight.readPaused(journey, Side.CLIENT, "held");
            flight.readPaused(journey, Side.UPSTREAM, "no-room");
            assertThat(flight.underWay()).isEqualTo(4);
        }
        flight.forgotten(probe);
        flight.opened(journey);
        assertThat(flight.underWay()).isEqualTo(2);

        flight.ended(journey, SessionView.of(journey, System.nanoTime()), ENDING);

        assertThat(flight.underWay()).isZero();
    }
}
