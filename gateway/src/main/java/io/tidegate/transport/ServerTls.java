package io.tidegate.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.TlsConfig;
import io.tidegate.config.TlsConfig.CertificateConfig;
import io.tidegate.config.TlsConfig.ClientCertificates;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a listener: a context for each certificate, chosen by the name that the client asks for. A session can be
 * resumed there alone where it began. A client that offers HTTP/2 alone gets no protocol chosen and, if it goes on, an
 * HTTP status that says why. Shared.
 */
public final class ServerTls {
    private static final int MAX_CLIENT_HELLO_BYTES = 16 << 10;

    /** For each certificate, of sessions that the client does not keep itself: of TLS 1.2, without tickets. */
    private static final int MAX_SESSIONS = 4096;

    private final SslContext standard;
    private final Map<String, SslContext> byName;
    private final boolean several;
    private final TicketKeys ticketKeys;
    private final InstantSource clock;
    private final Instant expiry;

    /** @param contexts of the certificates, the standard one first */
    private ServerTls(List<SslContext> contexts, Map<String, SslContext> byName, InstantSource clock, Instant expiry) {
        this.expiry = expiry;
        this.standard = contexts.getFirst();
        this.byName = Map.copyOf(byName);
        this.several = contexts.size() > 1;
        this.ticketKeys = new TicketKeys(ticketed(contexts), clock.millis());
        this.clock = clock;
    }

    /**
     * Reads the files that {@code config} names.
     *
     * @throws ConfigException with the key relative to the listener, {@code tls.client-ca must be ...}
     */
    public static ServerTls load(TlsConfig config) {
        return load(config, TlsProvider.choose());
    }

    static ServerTls load(TlsConfig config, TlsProvider provider) {
        return load(config, provider, InstantSource.system());
    }

    static ServerTls load(TlsConfig config, TlsProvider provider, InstantSource clock) {
        Files files = Files.read(config);
        List<SslContext> contexts = new ArrayList<>();
        Map<String, SslContext> byName = new HashMap<>();
        for (KeyPairFiles pair : files.pairs()) {
            SslContext context = context(config, builder(pair, files.authorities(), clock), provider);
            contexts.add(context);
            for (String name : CertificateNames.of(pair.chain().getFirst())) {
                byName.putIfAbsent(name, context);
            }
        }
        return new ServerTls(contexts, byName, clock, files.expiry());
    }

    /** When the first of its certificates is no longer valid, those between them and their authority included. */
    public Instant expiry() {
        return expiry;
    }

    /** What stands in the files of a listener; no authorities where clients show no certificates. */
    private record Files(List<KeyPairFiles> pairs, List<X509Certificate> authorities) {
        /** @throws ConfigException with every file that cannot be used */
        static Files read(TlsConfig config) {
            var faults = new AllFaults();
            List<KeyPairFiles> pairs = new ArrayList<>();
            for (CertificateConfig files : config.certificates()) {
                String at = "tls.certificates[" + pairs.size() + "]";
                pairs.add(faults.orNull("", () -> KeyPairFiles.load(at, files.certificate(), files.key())));
            }
            List<X509Certificate> authorities = config.clientCa() == null
                    ? List.of()
                    : faults.orNull("", new PemFile("tls.client-ca", config.clientCa())::certificates);
            faults.refuseIfAny();
            return new Files(pairs, Objects.requireNonNull(authorities));
        }

        Instant expiry() {
            return pairs.stream()
                    .flatMap(pair -> pair.chain().stream())
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    /** A handler for one accepted connection. It replaces itself by an {@link SslHandler} if it is none. */
    public ChannelHandler newHandler(Channel channel) {
        ticketKeys.rotate(clock.millis());
        return several ? new ByName() : untimed(standard.newHandler(channel.alloc()));
    }

    /** @param name lower case; null where the client asked for none */
    private SslContext context(@Nullable String name) {
        if (name == null) {
            return standard;
        }
        SslContext exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? standard : byName.getOrDefault("*" + name.substring(dot), standard);
    }

    /** The listener's handshake-timeout covers TLS. */
    private static SslHandler untimed(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private static SslContextBuilder builder(
            KeyPairFiles pair, List<X509Certificate> authorities, InstantSource clock) {
        SslContextBuilder builder = SslContextBuilder.forServer(pair.key(), pair.chain());
        return authorities.isEmpty() ? builder : builder.trustManager(ResumedTrust.in(authorities, clock));
    }

    private static SslContext context(TlsConfig config, SslContextBuilder builder, TlsProvider provider) {
        builder.sslProvider(provider.sslProvider())
                .protocols(config.protocols())
                .applicationProtocolConfig(ClientTls.HTTP_1_1)
                .clientAuth(clientAuth(config.clientCertificates()))
                .sessionTimeout(TicketKeys.PERIOD.toSeconds())
                .sessionCacheSize(MAX_SESSIONS);
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new ConfigException("tls cannot be used: " + e.getMessage());
        }
    }

    /** Those that need to be given keys; the JDK makes and changes its own, in the time that sessions last. */
    private static List<OpenSslSessionContext> ticketed(List<SslContext> contexts) {
        List<OpenSslSessionContext> ticketed = new ArrayList<>();
        for (SslContext context : contexts) {
            if (context instanceof OpenSslServerContext openSsl) {
                ticketed.add(openSsl.sessionContext());
            }
        }
        return ticketed;
    }

    private static ClientAuth clientAuth(ClientCertificates wanted) {
        return switch (wanted) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    /** Reads the client's first message for the name, and is then replaced. */
    private final class ByName extends SniHandler {
        ByName() {
            super(ServerTls.this::context, MAX_CLIENT_HELLO_BYTES, 0);
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            return untimed(super.newSslHandler(context, allocator));
        }
    }
}
