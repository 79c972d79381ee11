package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;

/** What is counted where more clients come than are taken. Shared, as {@link Meters}. */
final class StormMeters {
    final Family<Counter> acceptWaits;
    final Family<Counter> acceptSkipped;
    final Family<Counter> handshakesShed;

    StormMeters(MeterFactory make) {
        acceptWaits = make.counters("accept.waits", "Times that the accept-rate was used up.", "listener");
        acceptSkipped =
                make.counters("accept.skipped", "Clients that left while they waited to be accepted.", "listener");
        handshakesShed = make.counters(
                "handshakes.shed", "Handshakes refused since the handshake-rate was used up.", "listener");
    }
}
