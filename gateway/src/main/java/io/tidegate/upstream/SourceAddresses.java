package io.tidegate.upstream;

import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The local addresses that an upstream's connections come from, taken in turn within an address family. Shared. */
final class SourceAddresses {
    private final List<InetSocketAddress> ipv4 = new ArrayList<>();
    private final List<InetSocketAddress> ipv6 = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();

    /**
     * @param upstream whose they are
     * @param addresses literals
     * @throws ConfigException if one cannot be bound on this machine
     */
    SourceAddresses(String upstream, List<String> addresses) {
        for (String address : addresses) {
            InetAddress local = bindable(upstream, address);
            (local instanceof Inet4Address ? ipv4 : ipv6).add(new InetSocketAddress(local, 0));
        }
    }

    /** The next one that can reach {@code target}; null if there is none of its family: the kernel chooses. */
    @Nullable
    InetSocketAddress nextTowards(InetAddress target) {
        List<InetSocketAddress> family = target instanceof Inet4Address ? ipv4 : ipv6;
        return family.isEmpty() ? null : family.get(Math.floorMod(turns.getAndIncrement(), family.size()));
    }

    private static InetAddress bindable(String upstream, String address) {
        try {
            InetAddress local = InetAddress.ofLiteral(address);
            new ServerSocket(0, 1, local).close();
            return local;
        } catch (IllegalArgumentException | IOException e) {
            throw new ConfigException(
                    "upstreams." + upstream + ".source must list addresses of this machine, got " + address);
        }
    }
}
