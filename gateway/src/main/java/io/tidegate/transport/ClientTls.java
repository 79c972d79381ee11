package io.tidegate.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.UpstreamTlsConfig;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards the endpoints of an upstream. A session is resumed with whom it began: the same name, or address, and port.
 * Shared.
 */
public final class ClientTls {
    /** Only HTTP/1.1 can be upgraded: without this a server may choose HTTP/2. */
    static final ApplicationProtocolConfig HTTP_1_1 = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_1_1);

    private static final Duration SESSION_LIFETIME = Duration.ofHours(1);

    /** All endpoints together; a server may hand out several for each connection. */
    private static final int MAX_SESSIONS = 1000;

    private final SslContext context;
    private final @Nullable SNIHostName serverName;

    private ClientTls(SslContext context, @Nullable SNIHostName serverName) {
        this.context = context;
        this.serverName = serverName;
    }

    /**
     * Reads the files that {@code config} names.
     *
     * @throws ConfigException with every fault, each with the key relative to the upstream, {@code tls.ca must be ...}
     */
    public static ClientTls load(UpstreamTlsConfig config) {
        return load(config, TlsProvider.choose());
    }

    static ClientTls load(UpstreamTlsConfig config, TlsProvider provider) {
        return load(config, provider, InstantSource.system());
    }

    static ClientTls load(UpstreamTlsConfig config, TlsProvider provider, InstantSource clock) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider.sslProvider())
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(HTTP_1_1)
                .sessionTimeout(SESSION_LIFETIME.toSeconds())
                .sessionCacheSize(MAX_SESSIONS);
        var faults = new AllFaults();
        faults.during(() -> trust(builder, config, clock));
        faults.during(() -> showOwnCertificate(builder, config));
        String serverName = config.serverName();
        SNIHostName name = serverName == null ? null : faults.orNull("", () -> configuredName(serverName));
        faults.refuseIfAny();
        try {
            return new ClientTls(builder.build(), name);
        } catch (SSLException e) {
            throw new ConfigException("tls cannot be used: " + e.getMessage());
        }
    }

    /** A handler for one connection to {@code host}, a name or an address literal. It verifies either. */
    public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        SNIHostName asked = serverName != null ? serverName : nameOf(host);
        SslHandler handler = context.newHandler(allocator, asked == null ? host : asked.getAsciiName(), port);
        handler.setHandshakeTimeoutMillis(0); // connect-timeout covers it
        if (asked != null) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(asked)); // left alone, a name without a dot would not be sent
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    private static void trust(SslContextBuilder builder, UpstreamTlsConfig config, InstantSource clock) {
        if (!config.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            return;
        }
        List<X509Certificate> authorities =
                config.ca() == null ? null : new PemFile("tls.ca", config.ca()).certificates();
        builder.endpointIdentificationAlgorithm("HTTPS").trustManager(ResumedTrust.in(authorities, clock));
    }

    private static void showOwnCertificate(SslContextBuilder builder, UpstreamTlsConfig config) {
        if (config.certificate() != null && config.key() != null) {
            KeyPairFiles own = KeyPairFiles.load("tls", config.certificate(), config.key());
            builder.keyManager(own.key(), own.chain());
        }
    }

    /** Null for an address, which is not sent (RFC 6066, 3), and for what is no name by the letter. */
    private static @Nullable SNIHostName nameOf(String host) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return null;
        }
        try {
            return new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static SNIHostName configuredName(String name) {
        SNIHostName valid = nameOf(name);
        if (valid == null) {
            throw new ConfigException("tls.server-name must be a host name, got " + name);
        }
        return valid;
    }
}
