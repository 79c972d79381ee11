package io.tidegate.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks for the addresses of a name. Blocks. */
interface NameLookup {
    /** All its addresses, IPv4 and IPv6; at least one. */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /**
     * The JDK's, which honours {@code /etc/hosts} and {@code nsswitch.conf}. Its own cache, which would hide a change for
     * 30 s and a failure for 10 s, is cut to a second, unless the user set it or this process has looked up a name before.
     */
    static NameLookup system() {
        cacheForASecond("networkaddress.cache.ttl", null);
        cacheForASecond("networkaddress.cache.negative.ttl", "10");
        return name -> List.of(InetAddress.getAllByName(name));
    }

    private static void cacheForASecond(String property, @Nullable String jdkDefault) {
        if (Objects.equals(Security.getProperty(property), jdkDefault)) {
            Security.setProperty(property, "1");
        }
    }
}
