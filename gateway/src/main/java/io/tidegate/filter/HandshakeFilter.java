package io.tidegate.filter;

import io.tidegate.protocol.Handshake;

/** Judges a client's upgrade request in phase ADMIT, in the order of the route's configuration. */
public interface HandshakeFilter extends Filter {
    /** Called once, on the event loop; must not block: {@link Admission.Defer} what has to wait. */
    Admission onHandshake(Handshake handshake);
}
