package io.tidegate.net;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import io.tidegate.config.ListenerConfig.EncodedSlash;
import io.tidegate.config.ProxyProtocolConfig;
import io.tidegate.transport.FileDigest;
import io.tidegate.transport.ServerTls;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one listener have in common. Shared, immutable.
 *
 * @param tls null where the port is plain
 * @param files what stood in the files of TLS just before they were read; null where the port is plain
 * @param trusted whose forwarding headers are believed
 * @param proxySenders who may send PROXY protocol headers
 * @param handshakes how fast they may come, and how fast they came so far
 */
record Listener(
        ListenerConfig config,
        @Nullable ServerTls tls,
        @Nullable FileDigest files,
        TrustedProxies trusted,
        TrustedProxies proxySenders,
        HandshakePace handshakes,
        Reception reception) {
    /**
     * Makes a listener.
     *
     * @param before the one in whose place it comes; what is equal in configuration and files stays the same object, so that
     *     TLS sessions can still be resumed
     * @throws ConfigException if a file of TLS cannot be used
     */
    static Listener load(ListenerConfig config, Reception reception, @Nullable Listener before) {
        FileDigest files =
                config.tls() == null ? null : FileDigest.of(config.tls().files());
        if (before == null || !Objects.equals(files, before.files())) {
            return of(config, loadTls(config), files, handshakes(config, before), reception);
        }
        if (config.equals(before.config())) {
            return before;
        }
        boolean sameTls = Objects.equals(config.tls(), before.config().tls());
        return of(config, sameTls ? before.tls() : loadTls(config), files, handshakes(config, before), reception);
    }

    private static HandshakePace handshakes(ListenerConfig config, @Nullable Listener before) {
        return before != null
                        && Objects.equals(
                                config.handshakeRate(), before.config().handshakeRate())
                ? before.handshakes()
                : new HandshakePace(config.handshakeRate());
    }

    private static Listener of(
            ListenerConfig config,
            @Nullable ServerTls tls,
            @Nullable FileDigest files,
            HandshakePace handshakes,
            Reception reception) {
        ProxyProtocolConfig proxy = config.proxyProtocol();
        return new Listener(
                config,
                tls,
                files,
                new TrustedProxies(config.trustedProxies()),
                new TrustedProxies(proxy == null ? List.of() : proxy.from()),
                handshakes,
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
