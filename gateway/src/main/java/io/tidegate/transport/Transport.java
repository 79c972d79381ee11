package io.tidegate.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
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
        ChannelFactory<? extends Channel> client,
        Class<? extends ServerChannel> unixServer) {
    /** The first to defer completions to the thread that waits for them; without that io_uring costs more than epoll. */
    private static final KernelVersion IO_URING_SINCE = new KernelVersion(6, 1);

    static { // before Netty's own class is loaded, which looks once: else one accept would take all that wait, at any
        // rate
        System.setProperty("io.netty.iouring.acceptMultiShotEnabled", "false");
    }

    /**
     * The transport asked for, or with {@code AUTO} the fastest that loads here (docs/performance.md has the figures).
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
                yield epoll(null);
            }
            case NIO -> nio(null);
            case AUTO -> best();
        };
    }

    /** The address of a Unix domain socket, of the kind that {@link #unixServer} binds. */
    public SocketAddress unixAddress(String path) {
        return unixServer == NioServerDomainSocketChannel.class
                ? UnixDomainSocketAddress.of(path)
                : new DomainSocketAddress(path);
    }

    /** io_uring costs least per frame, but only where the kernel runs its completions when it is asked for them. */
    private static Transport best() {
        String whyNotIoUring = IoUring.isAvailable()
                ? KernelVersion.current().isBefore(IO_URING_SINCE)
                        ? "io_uring is taken from Linux " + IO_URING_SINCE + " on"
                        : null
                : "io_uring does not load here: " + reason(IoUring.unavailabilityCause());
        if (whyNotIoUring == null) {
            return ioUring();
        }
        return Epoll.isAvailable()
                ? epoll(whyNotIoUring)
                : nio("epoll does not load here: " + reason(Epoll.unavailabilityCause()));
    }

    private static Transport ioUring() {
        return new Transport(
                "io_uring",
                null,
                IoUringIoHandler.newFactory(),
                IoUringServerSocketChannel.class,
                IoUringSocketChannel::new,
                IoUringServerDomainSocketChannel.class);
    }

    private static Transport epoll(@Nullable String note) {
        return new Transport(
                "epoll",
                note,
                new LastingEpoll(),
                EpollServerSocketChannel.class,
                EpollSocketChannel::new,
                EpollServerDomainSocketChannel.class);
    }

    private static Transport nio(@Nullable String note) {
        return new Transport(
                "nio",
                note,
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioSocketChannel::new,
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
