package io.tidegate.telemetry;

import io.tidegate.protocol.Side;
import java.util.Collection;

/** What clients and endpoints had sent at one moment, all routes together: messages, and payload bytes on the wire. */
record LoopTraffic(long clientMessages, long clientBytes, long upstreamMessages, long upstreamBytes) {
    static final LoopTraffic NONE = new LoopTraffic(0, 0, 0, 0);

    /** Called on the loop of the routes. */
    static LoopTraffic of(Collection<RouteCounters> routes) {
        LoopTraffic sum = NONE;
        for (RouteCounters route : routes) {
            LegCounters client = route.from(Side.CLIENT);
            LegCounters upstream = route.from(Side.UPSTREAM);
            sum = sum.plus(new LoopTraffic(client.messages(), client.bytes(), upstream.messages(), upstream.bytes()));
        }
        return sum;
    }

    LoopTraffic plus(LoopTraffic other) {
        return new LoopTraffic(
                clientMessages + other.clientMessages,
                clientBytes + other.clientBytes,
                upstreamMessages + other.upstreamMessages,
                upstreamBytes + other.upstreamBytes);
    }

    LoopTraffic minus(LoopTraffic before) {
        return plus(new LoopTraffic(
                -before.clientMessages, -before.clientBytes, -before.upstreamMessages, -before.upstreamBytes));
    }
}
