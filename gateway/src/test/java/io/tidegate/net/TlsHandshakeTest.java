package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.X509Bundle;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.session.Arrival;
import io.tidegate.transport.PemFixture;
import io.tidegate.transport.TlsClient;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TlsHandshakeTest {
    @TempDir
    private Path folder;

    private PemFixture pem;
    private String tls;

    @BeforeEach
    void issue() throws Exception {
        pem = new PemFixture(folder);
        var site = pem.issue("site", "a.example");
        tls = "address: \"127.0.0.1:0\", tls: { certificates: [ { certificate: \"%s\", key: \"%s\" } ]"
                .formatted(pem.chainFile("site", site), pem.keyFile("site", site));
    }

    @Test
    void aHandshakeOverTlsIsHandedOverWithItsTlsHandlerAlone() throws Exception {
        try (Front front = Front.on(folder, tls + " }");
                SSLSocket client = client(front).connect("a.example")) {
            send(client, UPGRADE);

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.handshake().secure()).isTrue();
            assertThat(arrival.handshake().certificate()).isNull();
            assertThat(arrival.handshake().certificateSubject()).isNull();
            assertThat(arrival.channel().pipeline().toMap().values()).hasOnlyElementsOfType(SslHandler.class);
            Front.dismiss(arrival);
        }
    }

    @Test
    void aClientsCertificateIsKnownAndSoItIsWhenItsSessionIsResumed() throws Exception {
        try (Front front = Front.on(
                folder, tls + ", client-certificates: required, client-ca: \"" + pem.authorityFile() + "\" }")) {
            X509Bundle user = pem.issue("user");
            TlsClient authenticated = client(front);
            authenticated.shows(user);

            long first = showsOnce(front, authenticated, user);
            long second = showsOnce(front, authenticated, user);

            assertThat(second).isEqualTo(first);
        }
    }

    /** @return when the TLS session was made */
    private static long showsOnce(Front front, TlsClient authenticated, X509Bundle user) throws Exception {
        try (SSLSocket client = authenticated.connect("a.example")) {
            send(client, UPGRADE);

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.handshake().certificate()).isEqualTo(user.getCertificate());
            assertThat(arrival.handshake().certificateSubject()).isEqualTo("CN=user");
            Front.dismiss(arrival);
            assertThat(read(client)).isEmpty(); // but for the ticket
            return client.getSession().getCreationTime();
        }
    }

    @Test
    void aClientWithoutTheRequiredCertificateLeavesOneEnding() throws Exception {
        try (Front front = Front.on(
                folder, tls + ", client-certificates: required, client-ca: \"" + pem.authorityFile() + "\" }")) {
            try (SSLSocket client = client(front).connect("a.example")) {
                assertThat(client.getSession().isValid()).isTrue(); // of TLS 1.3: the client learns of it later
            }

            Ending ending = front.awaitEndings(1).getFirst();
            assertThat(ending.cause()).isEqualTo(Cause.BAD_REQUEST);
            assertThat(ending.reason()).startsWith("TLS: ");
        }
    }

    @Test
    void plainHttpOnATlsPortLeavesOneEnding() throws Exception {
        try (Front front = Front.on(folder, tls + " }")) {
            front.answer(UPGRADE);

            Ending ending = front.awaitEndings(1).getFirst();
            assertThat(ending.phase()).isEqualTo(Phase.HANDSHAKE);
            assertThat(ending.cause()).isEqualTo(Cause.BAD_REQUEST);
            assertThat(ending.reason()).startsWith("TLS: ");
        }
    }

    @Test
    void aClientThatLeavesOrStallsInTheMiddleOfTlsLeavesOneEnding() throws Exception {
        try (Front front = Front.on(folder, tls + " }, handshake-timeout: 100ms")) {
            front.connect().send("\u0016\u0003\u0001\u0001").close();
            assertThat(front.awaitEndings(1).getFirst().cause()).isEqualTo(Cause.CLIENT_LOST);

            assertThat(front.answer("\u0016\u0003\u0001\u0001")).isEmpty();
            assertThat(front.awaitEndings(2).getLast())
                    .isEqualTo(
                            new Ending(Phase.HANDSHAKE, Cause.BAD_REQUEST, 0, "timeout: waited for the TLS handshake"));
        }
    }

    @Test
    void aRefusalIsReadToItsEndThroughTls() throws Exception {
        try (Front front = Front.on(folder, tls + " }, health: /healthz");
                SSLSocket client = client(front).connect("a.example");
                SSLSocket check = client(front).connect("a.example")) {
            send(client, UPGRADE.replace("/chat", "/other"));
            assertThat(read(client)).startsWith("HTTP/1.1 404 ").endsWith("}\n");

            send(check, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(read(check)).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void aProxyHeaderComesBeforeTls() throws Exception {
        try (Front front = Front.on(folder, tls + " }, proxy-protocol: { mode: accept, from: [ 127.0.0.1 ] }")) {
            for (String header : new String[] {"PROXY TCP4 192.0.2.1 10.0.0.1 5000 80\r\n", ""}) {
                try (Socket socket = new Socket("127.0.0.1", ((InetSocketAddress) front.address()).getPort())) {
                    socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
                    SSLSocket client = client(front).over(socket);
                    send(client, UPGRADE);

                    Arrival arrival = front.awaitArrival();

                    assertThat(arrival.handshake().client().getPort())
                            .isEqualTo(header.isEmpty() ? socket.getLocalPort() : 5000);
                    assertThat(arrival.channel().pipeline().toMap().values()).hasOnlyElementsOfType(SslHandler.class);
                    Front.dismiss(arrival);
                }
            }
        }
    }

    private TlsClient client(Front front) throws Exception {
        return new TlsClient(pem, ((InetSocketAddress) front.address()).getPort());
    }

    private static void send(SSLSocket client, String text) throws Exception {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String read(SSLSocket client) throws Exception {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
