package io.tidegate.net;

import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses of peers in the one form that blocks of addresses are compared with. */
final class PeerAddress {
    /** Who speaks through a Unix domain socket: this machine. */
    static final InetSocketAddress LOCAL = new InetSocketAddress(NetUtil.LOCALHOST4, 0);

    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private PeerAddress() {}

    /** The peer of a connection; one of a Unix domain socket counts as {@link #LOCAL}. */
    static InetSocketAddress of(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null ? plain(address) : LOCAL;
    }

    /** Whom a PROXY protocol header names; null if nobody: a check of the proxy itself, or a family without addresses. */
    static @Nullable InetSocketAddress of(HAProxyMessage header) {
        if (header.command() != HAProxyCommand.PROXY || header.sourceAddress() == null) {
            return null;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
        return address == null ? null : plain(new InetSocketAddress(address, header.sourcePort()));
    }

    /** An IPv4 address in IPv6 form, as a socket of both families gives it, as IPv4. */
    private static InetSocketAddress plain(InetSocketAddress address) {
        if (!(address.getAddress() instanceof Inet6Address ipv6) || !startsWithMapped(ipv6.getAddress())) {
            return address;
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ipv6.getAddress()), address.getPort());
        } catch (UnknownHostException e) {
            return address; // only for a length that is neither family's
        }
    }

    private static boolean startsWithMapped(byte[] address) {
        for (int i = 0; i < MAPPED.length; i++) {
            if (address[i] != MAPPED[i]) {
                return false;
            }
        }
        return true;
    }
}
