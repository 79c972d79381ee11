package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.protocol.Handshake;
import io.tidegate.route.RouteTable;
import io.tidegate.telemetry.Journey;
import io.tidegate.transport.Loop;

/**
 * A client whose upgrade request is valid and has a route: what is handed from the listener to {@link Sessions}, whose
 * handlers are then alone in the channel's pipeline but for TLS.
 *
 * @param match the route, and the named segments of the path
 * @param key the client's {@code Sec-WebSocket-Key}
 * @param early bytes that came behind the request; whoever gets the arrival takes them over
 * @param deadlineNanos when the listener's handshake-timeout is over, as {@link System#nanoTime}
 */
public record Arrival(
        Channel channel,
        Loop loop,
        Journey journey,
        Handshake handshake,
        RouteTable.Match match,
        String key,
        ByteBuf early,
        long deadlineNanos) {}
