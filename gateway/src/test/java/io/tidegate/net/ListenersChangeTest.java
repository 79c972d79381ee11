package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.session.Arrival;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One set of listeners in the place of another, on each transport. */
@Timeout(30)
class ListenersChangeTest {
    private static final String ONE = "{ public: { address: \"127.0.0.1:0\" } }";

    @TempDir
    private Path folder;

    static Stream<String> transports() {
        return ListenersTest.transports();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anAddressThatStaysKeepsItsSocketAndServesTheNewSettings(String transport) throws Exception {
        try (Front front = new Front(folder, ONE, transport)) {
            SocketAddress before = front.address();
            assertThat(front.answer("GET /lb HTTP/1.1\r\nHost: a\r\n\r\n")).contains(" 404 ");

            front.prepare("{ public: { address: \"127.0.0.1:0\", health: /lb } }")
                    .commit();

            assertThat(front.address()).isEqualTo(before);
            assertThat(front.answer("GET /lb HTTP/1.1\r\nHost: a\r\n\r\n")).contains(" 200 ");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aClientThatIsThereKeepsTheSettingsThatItCameUnder(String transport) throws Exception {
        try (Front front = new Front(folder, ONE, transport);
                RawClient client = front.connect()) {
            client.send(UPGRADE.substring(0, 20));
            Awaitility.await().until(() -> front.metric("tidegate_accepted_total{listener=\"public\"}") == 1);

            front.prepare("{ other: { address: \"127.0.0.1:0\" } }").commit();

            client.send(UPGRADE.substring(20));
            Arrival arrival = front.awaitArrival();
            assertThat(arrival.handshake().listener()).isEqualTo("public");
            Front.dismiss(arrival);
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aSocketGoesOverToAListenerOfAnotherName(String transport) throws Exception {
        try (Front front = new Front(folder, ONE, transport)) {
            int port = ((InetSocketAddress) front.address()).getPort();
            front.prepare("{ public: { address: \"127.0.0.1:" + port + "\" } }").commit();

            front.prepare("{ renamed: { address: \"localhost:" + port + "\" } }")
                    .commit();

            assertThat(arrivalAt(front, "renamed").handshake().listener()).isEqualTo("renamed");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void twoListenersMayChangePlaces(String transport) throws Exception {
        Path file = folder.resolve("t.sock");
        try (Front front = new Front(
                folder, "{ a: { address: \"127.0.0.1:0\" }, b: { address: \"unix:" + file + "\" } }", transport)) {
            int port = ((InetSocketAddress) front.listeners().address("a")).getPort();
            String tcp = "address: \"127.0.0.1:" + port + "\"";
            front.prepare("{ a: { " + tcp + " }, b: { address: \"unix:" + file + "\" } }")
                    .commit();

            front.prepare("{ b: { " + tcp + " }, a: { address: \"unix:" + file + "\" } }")
                    .commit();

            assertThat(arrivalAt(front, "b").handshake().listener()).isEqualTo("b");
            assertThat(arrivalAt(front, "a").handshake().listener()).isEqualTo("a");
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aNewAddressIsServedAndTheOldOneIsClosed(String transport) throws Exception {
        Path file = folder.resolve("t.sock");
        try (Front front = new Front(folder, ONE, transport)) {
            SocketAddress before = front.address();

            front.prepare("{ public: { address: \"unix:" + file + "\" } }").commit();

            assertThat(arrivalAt(front, "public").handshake().listener()).isEqualTo("public");
            awaitRefused(before);

            front.prepare(ONE).commit();

            assertThat(arrivalAt(front, "public").handshake().listener()).isEqualTo("public");
            assertThat(file).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whoConnectsToANewAddressWaitsUntilItIsTaken(String transport) throws Exception {
        Path file = folder.resolve("t.sock");
        try (Front front = new Front(folder, ONE, transport)) {
            ListenersChange change = front.prepare("{ public: { address: \"unix:" + file + "\" } }");
            try (RawClient early = new RawClient(UnixDomainSocketAddress.of(file))) {
                early.send(UPGRADE);
                assertThat(arrivalAt(front, "public").journey().listener()).isEqualTo("public");
                assertThat(front.metric("tidegate_accepted_total{listener=\"public\"}"))
                        .isOne();

                change.commit();

                Front.dismiss(front.awaitArrival());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whatIsDroppedLeavesNothingBound(String transport) throws Exception {
        Path file = folder.resolve("t.sock");
        try (Front front = new Front(folder, ONE, transport)) {
            front.prepare("{ public: { address: \"unix:" + file + "\" } }").discard();

            assertThat(file).doesNotExist();
            assertThat(arrivalAt(front, "public").handshake().listener()).isEqualTo("public");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aPortInUseLeavesAllAsItWas(String transport) throws Exception {
        Path file = folder.resolve("t.sock");
        try (Front front = new Front(folder, ONE, transport);
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + other.getLocalPort();

            assertThatThrownBy(() -> front.prepare("{ public: { address: \"unix:" + file
                            + "\" }, taken: { address: \"" + taken + "\" }, tls: { address: \"127.0.0.1:0\", tls: "
                            + "{ certificates: [ { certificate: /no.pem, key: /no.key } ] } } }"))
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            e -> assertThat(e.faults())
                                    .contains("listeners.taken.address " + taken
                                            + " is in use; end what listens there or choose another")
                                    .hasSize(3));

            assertThat(file).doesNotExist();
            assertThat(arrivalAt(front, "public").handshake().listener()).isEqualTo("public");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void allInterfacesInPlaceOfOneOnTheSamePortIsRefusedWithAWayOut(String transport) throws Exception {
        try (Front front = new Front(folder, ONE, transport)) {
            int port = ((InetSocketAddress) front.address()).getPort();

            assertThatThrownBy(() -> front.prepare("{ public: { address: \"0.0.0.0:" + port + "\" } }"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("listeners.public.address 0.0.0.0:" + port
                            + " overlaps with listener public as it is now; change the port too, or restart");

            assertThat(arrivalAt(front, "public").handshake().listener()).isEqualTo("public");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theBacklogOfABoundSocketIsSaidToStay(String transport) throws Exception {
        String more = "{ public: { address: \"127.0.0.1:0\", backlog: 100 } }";
        try (Front front = new Front(folder, ONE, transport)) {
            ListenersChange change = front.prepare(more);
            assertThat(change.needsRestart()).containsExactly("listeners.public.backlog");
            change.commit();

            assertThat(front.prepare(more).needsRestart()).containsExactly("listeners.public.backlog");
            assertThat(front.prepare(ONE).needsRestart()).isEmpty();
        }
    }

    private static void awaitRefused(SocketAddress address) {
        Awaitility.await() // NIO closes with its next look at its sockets
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> new RawClient(address).close()).isInstanceOf(ConnectException.class));
    }

    private static Arrival arrivalAt(Front front, String listener) throws Exception {
        SocketAddress bound = front.listeners().address(listener);
        boolean isPath = !(bound instanceof InetSocketAddress);
        try (RawClient client = new RawClient(isPath ? UnixDomainSocketAddress.of(bound.toString()) : bound)) {
            client.send(UPGRADE);
            Arrival arrival = front.awaitArrival();
            Front.dismiss(arrival);
            return arrival;
        }
    }
}
