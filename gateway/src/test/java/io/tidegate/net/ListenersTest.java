package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.session.Arrival;
import io.tidegate.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ListenersTest {
    @TempDir
    private Path folder;

    static Stream<String> transports() {
        return Stream.of(
                        Stream.of("nio"),
                        Stream.of("epoll").filter(name -> loads(TransportChoice.EPOLL)),
                        Stream.of("io_uring").filter(name -> loads(TransportChoice.IO_URING)))
                .flatMap(names -> names);
    }

    private static boolean loads(TransportChoice choice) {
        try {
            Transport.choose(choice);
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void everyKindOfAddressIsListenedOn(String transport) throws Exception {
        Path socket = folder.resolve("t.sock");
        try (Front front = new Front(folder, """
                { public: { address: "127.0.0.1:0" }, six: { address: "[::1]:0" },
                  any: { address: "[::]:0", trusted-proxies: [ 127.0.0.1 ] }, file: { address: "unix:%s" } }""".formatted(socket), transport)) {
            InetSocketAddress any = (InetSocketAddress) front.listeners().address("any");

            assertThat(arrivalFrom(front, new RawClient(front.address()))
                            .handshake()
                            .listener())
                    .isEqualTo("public");
            assertThat(arrivalFrom(front, new RawClient(front.listeners().address("six")))
                            .handshake()
                            .client()
                            .getAddress())
                    .isEqualTo(InetAddress.ofLiteral("::1"));
            Arrival mapped = arrivalFrom(front, new RawClient(new InetSocketAddress("127.0.0.1", any.getPort())));
            assertThat(mapped.handshake().client().getAddress()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
            assertThat(mapped.handshake().clientTrusted()).isTrue();
            Arrival local = arrivalFrom(front, new RawClient(UnixDomainSocketAddress.of(socket)));
            assertThat(local.handshake().client().getAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(local.journey().client()).isNull();
        }
        assertThat(socket).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aClientThatHalfClosesBehindItsRequestStillGetsItsAnswer(String transport) throws Exception {
        Path socket = folder.resolve("t.sock");
        try (Front front = new Front(
                folder,
                "{ public: { address: \"127.0.0.1:0\" }, file: { address: \"unix:" + socket + "\" } }",
                transport)) {
            for (SocketAddress address : List.of(front.address(), UnixDomainSocketAddress.of(socket))) {
                try (RawClient client = new RawClient(address)) {
                    client.send(UPGRADE.replace("/chat", "/other")).sendEnd();

                    assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 ").endsWith("}\n");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressInUseIsSaidInOneLineAndNothingStaysBound(String transport) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            Path socket = folder.resolve("t.sock");

            assertThatThrownBy(() -> new Front(
                            folder,
                            "{ file: { address: \"unix:" + socket + "\" }, public: { address: \"" + address + "\" } }",
                            transport))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("listeners.public.address " + address
                            + " is in use; end what listens there or choose another");

            assertThat(socket).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressOfAnotherMachineIsSaidInOneLine(String transport) {
        assertThatThrownBy(() -> new Front(folder, "{ public: { address: \"192.0.2.1:0\" } }", transport))
                .isInstanceOf(ConfigException.class)
                .hasMessage("listeners.public.address 192.0.2.1:0 is not an address of this machine;"
                        + " choose one of its own, or 0.0.0.0 for all");
    }

    @Test
    void anAddressThatCannotBeResolvedIsSaidInOneLine() {
        assertThatThrownBy(() -> Front.on(folder, "address: \"no-such-host.invalid:80\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("listeners.public.address no-such-host.invalid:80 cannot be resolved; ");
    }

    @Test
    void aFaultOfTheSystemIsTranslated() {
        var config = ListenerConfigs.at(BindAddress.parse("0.0.0.0:80"));

        assertThat(BindFault.of(config, new IOException("bind(..) failed with error(-13): Permission denied")))
                .hasMessage("listeners.public.address 0.0.0.0:80 may not be bound by this user;"
                        + " choose a port above 1023 or grant CAP_NET_BIND_SERVICE");
        assertThat(BindFault.of(config, new IOException("No buffer space available")))
                .hasMessage("listeners.public.address 0.0.0.0:80 cannot be bound: No buffer space available");
    }

    @Test
    void aSocketFileIsTakenOverOnlyFromTheDead() throws Exception {
        Path socket = folder.resolve("t.sock");
        String settings = "address: \"unix:" + socket + "\"";
        try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            alive.bind(UnixDomainSocketAddress.of(socket));

            assertThatThrownBy(() -> Front.on(folder, settings))
                    .hasMessage("listeners.public.address unix:" + socket
                            + " is in use; end what listens there or choose another");
        }
        assertThat(socket).exists(); // its process has left it behind

        try (Front front = Front.on(folder, settings)) {
            arrivalFrom(front, front.connect());
        }

        Files.writeString(socket, "precious");
        assertThatThrownBy(() -> Front.on(folder, settings))
                .hasMessage("listeners.public.address unix:" + socket
                        + " is a file that is no socket; choose another path or remove it");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void aFolderThatIsNotThereIsSaidInOneLine() {
        String address = "unix:" + folder.resolve("none/t.sock");

        assertThatThrownBy(() -> Front.on(folder, "address: \"" + address + "\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("listeners.public.address " + address + " cannot be bound: ");
    }

    @Test
    void aFaultyCertificateIsSaidBeforeAnythingIsBoundOrOnlyChecked() {
        String settings =
                "address: \"127.0.0.1:0\", tls: { certificates: [ { certificate: none.pem, key: none.key } ] }";

        assertThatThrownBy(() -> Front.on(folder, settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("listeners.public.tls.certificates[0].certificate must be a PEM file, got ");
        assertThatThrownBy(() -> Listeners.check(
                        ListenerConfigs.read("{ public: { " + settings + " } }").values()))
                .hasMessageStartingWith("listeners.public.tls.certificates[0].certificate must be a PEM file, got ");
    }

    @Test
    void afterTheStopNobodyIsAcceptedAndWhoCameBeforeStays() throws Exception {
        try (Front front = Front.on(folder, "address: \"127.0.0.1:0\"");
                RawClient before = front.connect()) {
            before.send(UPGRADE.substring(0, 20));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> front.metric("tidegate_accepted_total{listener=\"public\"}") == 1);

            int port = ((InetSocketAddress) front.address()).getPort();
            front.listeners().stopAccepting();

            InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
            Awaitility.await() // NIO closes with its next look at its sockets
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThatThrownBy(() -> new RawClient(address).close())
                            .isInstanceOf(ConnectException.class));
            before.send(UPGRADE.substring(20));
            Front.dismiss(front.awaitArrival());
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void afterAFailedAcceptTheListenerPausesAndGoesOn(String transport) throws Exception {
        try (Front front = new Front(folder, "{ public: { address: \"127.0.0.1:0\" } }", transport)) {
            Channel socket = front.listeners().socket("public");
            socket.pipeline().fireExceptionCaught(new IOException("Too many open files"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !socket.config().isAutoRead());

            arrivalFrom(front, front.connect());

            assertThat(socket.config().isAutoRead()).isTrue();
            assertThat(front.metric("tidegate_accept_faults_total{listener=\"public\"}"))
                    .isOne();
        }
    }

    private static Arrival arrivalFrom(Front front, RawClient opened) throws Exception {
        try (RawClient client = opened) {
            client.send(UPGRADE);
            Arrival arrival = front.awaitArrival();
            Front.dismiss(arrival);
            return arrival;
        }
    }
}
