package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How sockets are driven. Shared, immutable.
 *
 * @param name {@code io_uring}, {@code epoll} or {@code nio}
 * @param note why it is not the one preferred, for the start's output; or null
 * @param unixServer listens on {@code unix:} addresses
 */
public record Transport(
        String name,
        @Nullable String note,
        IoHandlerFactory ioHandlerFactory,
        Class<? extends ServerChannel> server,
        Class<? extends Channel> client,
        Class<? extends ServerChannel> unixServer) {

    /**
     * The transport asked for, or with {@code AUTO} the best that loads here.
     *
     * @throws ConfigException if the one asked for does not load
     */
    public static Transport choose(TransportChoice choice) {
        return switch (choice) {
            case IO_URING -> {
                require("io_uring", IoUring.unavailabilityCause());
                yield ioUring();
            }
            case EPOLL -> {
                require("epoll", Epoll.unavailabilityCause());
                yield epoll();
            }
            case NIO -> nio(null);
            case AUTO ->
                Epoll.isAvailable() ? epoll() : nio("epoll does not load here: " + reason(Epoll.unavailabilityCause()));
        };
    }

    /** The address of a Unix domain socket, of the kind that {@link #unixServer} binds. */
    public SocketAddress unixAddress(String path) {
        return unixServer == NioServerDomainSocketChannel.class
                ? UnixDomainSocketAddress.of(path)
                : new DomainSocketAddress(path);
    }

    private static Transport ioUring() {
        return new Transport(
                "io_uring",
                null,
                IoUringIoHandler.newFactory(),
                IoUringServerSocketChannel.class,
                IoUringSocketChannel.class,
                IoUringServerDomainSocketChannel.class);
    }

    private static Transport epoll() {
        return new Transport(
                "epoll",
                null,
                new LastingEpoll(),
                EpollServerSocketChannel.class,
                EpollSocketChannel.class,
                EpollServerDomainSocketChannel.class);
    }

    private static Transport nio(@Nullable String note) {
        return new Transport(
                "nio",
                note,
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel.class,
                NioServerDomainSocketChannel.class);
    }

    private static void require(String name, @Nullable Throwable cause) {
        if (cause != null) {
            throw new ConfigException("transport must be one that loads here; " + name + " does not: " + reason(cause));
        }
    }

    private static String reason(@Nullable Throwable cause) {
        Throwable root = cause;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? "unknown" : String.valueOf(root.getMessage());
    }
}
