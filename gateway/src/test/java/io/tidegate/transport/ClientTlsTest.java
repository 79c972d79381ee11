package io.tidegate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.UpstreamTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientTlsTest {
    @TempDir
    private Path folder;

    private PemFixture pem;
    private EventLoops loops;

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.choose(), TlsProvider.jdk(null)).distinct();
    }

    @BeforeEach
    void start() throws Exception {
        pem = new PemFixture(folder);
        loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    }

    @AfterEach
    void stop() {
        loops.close();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anEndpointOfOurAuthorityIsTrustedByNameAndByAddress(TlsProvider provider) throws Exception {
        ClientTls tls = ClientTls.load(trusting(null), provider);

        try (var server = new TlsServer(pem.issue("x", "localhost", "ip:127.0.0.1"))) {
            assertThat(connect(tls, server, "localhost").getSession().isValid()).isTrue();
            assertThat(server.awaitName()).isEqualTo("localhost");
            assertThat(connect(tls, server, "127.0.0.1").getSession().isValid()).isTrue();
            assertThat(server.awaitName()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aCertificateForAnotherNameOrAddressIsRefused(TlsProvider provider) throws Exception {
        ClientTls tls = ClientTls.load(trusting(null), provider);

        try (var server = new TlsServer(pem.issue("localhost", "other.example", "ip:127.0.0.2"))) {
            assertThatThrownBy(() -> connect(tls, server, "localhost")).isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> connect(tls, server, "127.0.0.1")).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aConfiguredServerNameIsAskedForAndVerified(TlsProvider provider) throws Exception {
        ClientTls tls = ClientTls.load(trusting("chat.internal"), provider);

        try (var server = new TlsServer(pem.issue("x", "chat.internal"))) {
            assertThat(connect(tls, server, "127.0.0.1").getSession().isValid()).isTrue();
            assertThat(server.awaitName()).isEqualTo("chat.internal");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anUnknownAuthorityIsRefusedUnlessVerificationIsOff(TlsProvider provider) throws Exception {
        ClientTls standard = ClientTls.load(UpstreamTlsConfig.standard(), provider);
        ClientTls unverified = ClientTls.load(new UpstreamTlsConfig(false, null, null, null, null), provider);

        try (var server = new TlsServer(pem.issue("x", "other.example"))) {
            assertThatThrownBy(() -> connect(standard, server, "localhost")).isInstanceOf(SSLException.class);
            assertThat(connect(unverified, server, "localhost").getSession().isValid())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void ourOwnCertificateIsShownWhereAnEndpointAsks(TlsProvider provider) throws Exception {
        X509Bundle own = pem.issue("tidegate");
        ClientTls tls = ClientTls.load(
                new UpstreamTlsConfig(
                        true, pem.authorityFile(), null, pem.chainFile("own", own), pem.keyFile("own", own)),
                provider);

        try (var server = new TlsServer(pem.issue("x", "localhost"), pem.authority())) {
            assertThat(connect(tls, server, "localhost").getSession().isValid()).isTrue();
            assertThat(server.awaitPeer()).isEqualTo("CN=tidegate");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionIsResumedWithTheSameNameOrAddress(TlsProvider provider) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            ClientTls tls = ClientTls.load(trusting(null), provider);

            try (var server = new TlsServer(pem.issue("x", "localhost", "ip:127.0.0.1"), null, version)) {
                for (String host : List.of("localhost", "127.0.0.1")) {
                    connect(tls, server, host);
                    assertThat(server.awaitResumption()).as(version + ", first").isFalse();
                    connect(tls, server, host);
                    assertThat(server.awaitResumption()).as(version).isTrue();
                    connect(tls, server, host);
                    assertThat(server.awaitResumption()).as(version + ", again").isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aResumedSessionIsStillOfOurOwnCertificate(TlsProvider provider) throws Exception {
        X509Bundle own = pem.issue("tidegate");
        ClientTls tls = ClientTls.load(
                new UpstreamTlsConfig(
                        true, pem.authorityFile(), null, pem.chainFile("own", own), pem.keyFile("own", own)),
                provider);

        try (var server = new TlsServer(pem.issue("x", "localhost"), pem.authority())) {
            connect(tls, server, "localhost");
            connect(tls, server, "localhost");

            assertThat(server.awaitResumption()).isFalse();
            assertThat(server.awaitResumption()).isTrue();
            assertThat(server.awaitPeer()).isEqualTo("CN=tidegate");
            assertThat(server.awaitPeer()).isEqualTo("CN=tidegate");
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aSessionIsNotResumedOnceTheEndpointsCertificateHasExpired(TlsProvider provider) throws Exception {
        var clock = new AtomicReference<>(Instant.now());
        ClientTls tls = ClientTls.load(trusting(null), provider, clock::get);
        Instant end = clock.get().plus(Duration.ofHours(2));

        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (var server = new TlsServer(pem.issueUntil(end, "x", "localhost"), null, version)) {
                connect(tls, server, "localhost");
                clock.set(end.plusSeconds(1));

                assertThatThrownBy(() -> connect(tls, server, "localhost"), version)
                        .isInstanceOf(SSLHandshakeException.class);
                clock.set(Instant.now());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void onlyHttp11IsOffered(TlsProvider provider) throws Exception {
        ClientTls tls = ClientTls.load(trusting(null), provider);

        try (var server = new TlsServer(pem.issue("x", "localhost"))) {
            assertThat(connect(tls, server, "localhost").getApplicationProtocol())
                    .isEqualTo("http/1.1");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedInOneSentence() throws Exception {
        Path missing = folder.resolve("none.pem");
        Path key = pem.keyFile("own", pem.issue("own"));

        assertThatThrownBy(() -> ClientTls.load(new UpstreamTlsConfig(true, missing, null, null, null)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls.ca must be a PEM file, got " + missing + ", which does not exist");
        assertThatThrownBy(() -> ClientTls.load(new UpstreamTlsConfig(true, key, null, null, null)))
                .hasMessage("tls.ca must be a PEM file, got " + key + ", which has no certificate in it");
        assertThatThrownBy(() -> ClientTls.load(new UpstreamTlsConfig(true, folder, null, null, null)))
                .hasMessageStartingWith("tls.ca must be a PEM file, got " + folder + ", which cannot be read");
        assertThatThrownBy(() -> ClientTls.load(new UpstreamTlsConfig(true, null, "not a name", null, null)))
                .hasMessage("tls.server-name must be a host name, got not a name");
    }

    @Test
    void aKeyThatCannotBeUsedIsNamedWithWhatToDo() throws Exception {
        Path chain = pem.chainFile("own", pem.issue("own"));

        for (List<String> fault : List.of(
                List.of(pem.issue("b").getPrivateKeyPEM(), "is not the key of the first certificate in " + chain),
                List.of(block("ENCRYPTED PRIVATE KEY"), "is encrypted; convert it with: openssl pkcs8"),
                List.of(block("RSA PRIVATE KEY"), "is not in PKCS#8; convert it with: openssl pkcs8"),
                List.of(block("PRIVATE KEY"), "has a key that is neither RSA, EC nor EdDSA"),
                List.of("-----BEGIN PRIVATE KEY-----\nAAAA", "is cut short"),
                List.of("-----BEGIN PRIVATE KEY", "is cut short"),
                List.of("", "has no private key in it"))) {
            Path key = pem.write("faulty.key", fault.get(0));

            assertThatThrownBy(() -> ClientTls.load(new UpstreamTlsConfig(true, null, null, chain, key)))
                    .hasMessageStartingWith("tls.key must be a PEM file, got " + key + ", which " + fault.get(1));
        }
    }

    private static String block(String label) {
        return "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n";
    }

    private UpstreamTlsConfig trusting(String serverName) throws Exception {
        return new UpstreamTlsConfig(true, pem.authorityFile(), serverName, null, null);
    }

    /** Returns after the handshake and the byte behind it, with the connection closed. */
    private SSLEngine connect(ClientTls tls, TlsServer server, String host) throws Exception {
        SslHandler handler = tls.newHandler(ByteBufAllocator.DEFAULT, host, server.port());
        CountDownLatch greeted = new CountDownLatch(1);
        Channel channel = new Bootstrap()
                .group(loops.group())
                .channelFactory(loops.transport().client())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        child.pipeline().addLast(handler, new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                                ReferenceCountUtil.release(bytes);
                                greeted.countDown();
                            }

                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                // the handshake's future tells
                            }
                        });
                    }
                })
                .connect("127.0.0.1", server.port())
                .sync()
                .channel();
        try {
            assertThat(handler.handshakeFuture().await(10, TimeUnit.SECONDS)).isTrue();
            if (handler.handshakeFuture().cause() instanceof Exception failure) {
                throw failure;
            }
            assertThat(greeted.await(10, TimeUnit.SECONDS)).isTrue();
            return handler.engine();
        } finally {
            channel.close().sync();
        }
    }
}
