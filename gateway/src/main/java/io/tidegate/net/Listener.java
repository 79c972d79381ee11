package io.tidegate.net;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.config.ListenerConfig.EncodedSlash;
import io.tidegate.config.ProxyProtocolConfig;
import io.tidegate.transport.ServerTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one listener have in common. Shared, immutable.
 *
 * @param tls null where the port is plain
 * @param trusted whose forwarding headers are believed
 * @param proxySenders who may send PROXY protocol headers
 */
record Listener(
        ListenerConfig config,
        @Nullable ServerTls tls,
        TrustedProxies trusted,
        TrustedProxies proxySenders,
        Reception reception) {
    /** @throws ConfigException if a file of TLS cannot be used */
    static Listener load(ListenerConfig config, Reception reception) {
        ProxyProtocolConfig proxy = config.proxyProtocol();
        return new Listener(
                config,
                loadTls(config),
                new TrustedProxies(config.trustedProxies()),
                new TrustedProxies(proxy == null ? List.of() : proxy.from()),
                reception);
    }

    /** Null where the port is plain. */
    static @Nullable ServerTls loadTls(ListenerConfig config) {
        try {
            return config.tls() == null ? null : ServerTls.load(config.tls());
        } catch (ConfigException e) {
            throw e.under("listeners." + config.name() + ".");
        }
    }

    boolean keepsEncodedSlash() {
        return config.encodedSlash() == EncodedSlash.KEEP;
    }
}
