package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** What the kernel knows of the peer of a TCP connection that nobody has read yet. */
public final class LeftPeers {
    private static final int ESTABLISHED = 1; // of tcp_info's states, as in Linux' tcp_states.h

    private LeftPeers() {}

    /**
     * Whether the peer has ended the connection, or its side of it. One system call; false where the transport cannot tell: NIO,
     * Unix domain sockets.
     */
    public static boolean hasLeft(Channel connection) {
        try {
            return switch (connection) {
                case EpollSocketChannel epoll -> epoll.tcpInfo().state() != ESTABLISHED;
                case IoUringSocketChannel uring -> uring.tcpInfo().state() != ESTABLISHED;
                default -> false;
            };
        } catch (ChannelException e) { // what is wrong with it shows when it is read
            return false;
        }
    }
}
