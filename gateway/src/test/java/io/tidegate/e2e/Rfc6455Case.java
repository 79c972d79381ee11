package io.tidegate.e2e;

import io.tidegate.testing.WireFrame;
import java.util.List;

/**
 * One row of the table: what a peer sends after the handshake, and what must come of it, whichever side it is.
 *
 * @param compression whether permessage-deflate was negotiated
 * @param legal frames that must arrive at the other side, byte for byte
 * @param illegal frames that the other side must never see; none where all is legal
 * @param wrongMask whether the illegal frames are masked from an endpoint, and not masked from a client
 * @param code what the peer is told of its illegal frames; 0 where there are none
 */
record Rfc6455Case(
        String name, boolean compression, List<WireFrame> legal, List<WireFrame> illegal, boolean wrongMask, int code) {
    static Rfc6455Case passes(String name, WireFrame... frames) {
        return new Rfc6455Case(name, false, List.of(frames), List.of(), false, 0);
    }

    /** The last frame is a violation. */
    static Rfc6455Case breaks(int code, String name, WireFrame... frames) {
        List<WireFrame> all = List.of(frames);
        List<WireFrame> legal = all.subList(0, all.size() - 1);
        return new Rfc6455Case(name, false, legal, List.of(all.getLast()), false, code);
    }

    Rfc6455Case compressed() {
        return new Rfc6455Case(name + ", permessage-deflate", true, legal, illegal, wrongMask, code);
    }

    Rfc6455Case wronglyMasked() {
        return new Rfc6455Case(name + " with the wrong mask bit", compression, legal, illegal, true, code);
    }

    /** What follows a Close must not arrive either, but is no violation. */
    Rfc6455Case then(WireFrame... ignored) {
        return new Rfc6455Case(name, compression, legal, List.of(ignored), wrongMask, code);
    }

    boolean isLegal() {
        return code == 0;
    }

    boolean closes() {
        return legal.stream().anyMatch(frame -> frame.opcode() == WireFrame.CLOSE);
    }

    @Override
    public String toString() {
        return name;
    }
}
