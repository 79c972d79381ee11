package io.tidegate.net;

import io.netty.util.NetUtil;
import io.tidegate.config.Cidr;
import io.tidegate.protocol.HeaderList;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The proxies whose word on the client's address is taken. Shared, immutable. */
record TrustedProxies(List<Cidr> blocks) {
    boolean trusts(InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        for (Cidr block : blocks) {
            if (address != null && block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Who is behind {@code peer}: the rightmost address of {@code X-Forwarded-For}, or else {@code Forwarded} (RFC 7239),
     * that is not a trusted proxy's own. What stands left of it anybody may have written.
     */
    InetSocketAddress client(InetSocketAddress peer, HeaderList headers) {
        if (!trusts(peer)) {
            return peer;
        }
        List<String> hops = headers.tokens("X-Forwarded-For");
        if (hops.isEmpty()) {
            hops = forwardedFor(headers);
        }
        InetSocketAddress client = peer;
        for (int i = hops.size() - 1; i >= 0 && trusts(client); i--) {
            InetSocketAddress hop = address(hops.get(i));
            if (hop == null) {
                return client; // "unknown" or a name of the proxy's own: nothing left of it can be vouched for
            }
            client = hop;
        }
        return client;
    }

    private static List<String> forwardedFor(HeaderList headers) {
        List<String> hops = new ArrayList<>(4);
        for (String element : headers.tokens("Forwarded")) {
            String hop = "";
            for (String pair : element.split(";", -1)) {
                int equals = pair.indexOf('=');
                boolean wanted = equals > 0
                        && pair.substring(0, equals)
                                .strip()
                                .toLowerCase(Locale.ROOT)
                                .equals("for");
                hop = wanted ? pair.substring(equals + 1).strip().replace("\"", "") : hop;
            }
            hops.add(hop);
        }
        return hops;
    }

    /** {@code 10.0.0.1}, {@code 10.0.0.1:80}, {@code fd00::1}, {@code [fd00::1]} or {@code [fd00::1]:80}; null if neither. */
    private static @Nullable InetSocketAddress address(String text) {
        int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(bracket, 0));
        boolean bareIpv6 = bracket < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0;
        int hostEnd = bareIpv6 || colon < 0 ? text.length() : colon;
        String host = bracket < 0 ? text.substring(0, hostEnd) : text.substring(1, bracket);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host); // never a look-up
        return address == null ? null : new InetSocketAddress(address, port(text, hostEnd + 1));
    }

    /** 0 where there is none, or none that makes sense. */
    private static int port(String text, int from) {
        try {
            int port = from < text.length() ? Integer.parseInt(text.substring(from)) : 0;
            return port >= 0 && port <= 65_535 ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
