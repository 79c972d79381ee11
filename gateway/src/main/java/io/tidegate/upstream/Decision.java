package io.tidegate.upstream;

import io.tidegate.config.Units;
import java.time.Duration;

/** Whether a handshake may connect now. */
public sealed interface Decision {
    /** It may, and has a place at {@code endpoint}, which {@link Upstream#leave(Endpoint)} gives back. */
    record Granted(Endpoint endpoint, Pass pass) implements Decision {}

    /**
     * It may not.
     *
     * @param retryAfter when it is worth to ask again
     */
    record Refused(Reason reason, Duration retryAfter) implements Decision {}

    /** It waits: {@link Applicant#onDecision} follows. */
    record Waiting() implements Decision {}

    /** Why a handshake is not let in; a label of metrics. */
    enum Reason {
        /** The upstream's {@code max-sessions}. */
        MAX_SESSIONS("all its sessions are taken (max-sessions)"),
        /** The upstream's {@code max-connecting}. */
        MAX_CONNECTING("too many handshakes are being connected (max-connecting)"),
        /** The circuit breaker is open, or its probes are under way. */
        CIRCUIT_OPEN("its circuit breaker is open"),
        /** The {@code max-sessions} or {@code connect-rate} of each endpoint that takes sessions. */
        ENDPOINTS_BUSY("every endpoint has its max-sessions or its connect-rate"),
        /** No endpoint takes sessions. */
        NO_ENDPOINT("no endpoint takes sessions"),
        /** As many as {@code waiting-room.size} are waiting already. */
        WAITING_ROOM_FULL("its waiting room is full"),
        /** {@code waiting-room.timeout} is over. */
        WAITED_TOO_LONG("no turn came within waiting-room.timeout");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** As metrics show it. */
        public String label() {
            return Units.kebab(name());
        }

        /** For the log: what follows the upstream's name. */
        public String text() {
            return text;
        }
    }
}
