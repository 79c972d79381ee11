package io.tidegate.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannelConfig;

/** What all connections of sessions are set to, clients' and endpoints'. */
public final class Connections {
    /** Reading from the other side stops above the higher one, and goes on below the lower one. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

    /** A read is as large as the ones before it suggest. Large ones save a third of the cost of a 64 KiB message. */
    private static final RecvByteBufAllocator READ_SIZES = new AdaptiveRecvByteBufAllocator(64, 2 << 10, 256 << 10);

    private Connections() {}

    /** Sets up {@code connection}, TCP or Unix domain, before it is read. Netty has switched off Nagle's algorithm by then. */
    public static void configure(Channel connection) {
        ChannelConfig config = connection.config();
        config.setWriteBufferWaterMark(WATER_MARK);
        config.setRecvByteBufAllocator(READ_SIZES);
        config.setConnectTimeoutMillis(0); // whoever connects has a timer of its own
        if (config instanceof DuplexChannelConfig duplex) {
            duplex.setAllowHalfClosure(true); // NIO's Unix domain sockets do not know the option of that name
        }
    }
}
