package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.session.Arrival;
import io.tidegate.transport.Transport;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How fast a listener takes clients and their handshakes, on each transport that loads here. */
@Timeout(30)
class AcceptRateTest {
    private static final String ACCEPTED = "tidegate_accepted_total{listener=\"public\"}";
    private static final String SKIPPED = "tidegate_accept_skipped_total{listener=\"public\"}";
    private static final String WAITS = "tidegate_accept_waits_total{listener=\"public\"}";
    private static final String SHED = "tidegate_handshakes_shed_total{listener=\"public\"}";

    @TempDir
    private Path folder;

    static Stream<String> transports() {
        return Arrays.stream(TransportChoice.values())
                .filter(choice -> choice != TransportChoice.AUTO && loads(choice))
                .map(choice -> choice.name().toLowerCase(Locale.ROOT));
    }

    /** Those that can see whether a peer has left. */
    static Stream<String> nativeTransports() {
        return transports().filter(name -> !name.equals("nio"));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void clientsAreAcceptedNoFasterThanTheRateAndTheOthersWaitForTheirTurn(String transport) throws Exception {
        try (Front front = front("accept-rate: { limit: 50/s, burst: 3 }", transport)) {
            List<RawClient> clients = new ArrayList<>();
            long startNanos = System.nanoTime();
            for (int i = 0; i < 23; i++) {
                clients.add(front.connect().send(UPGRADE));
            }

            for (int i = 0; i < 23; i++) {
                Front.dismiss(front.awaitArrival());
                long earliestMillis = Math.max(0, i - 2) * 20L; // 3 at once, then each 20 ms one
                assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(earliestMillis * 1_000_000);
            }

            assertThat(front.metric(ACCEPTED)).isEqualTo(23);
            assertThat(front.metric(WAITS)).isGreaterThanOrEqualTo(20);
            assertThat(front.metric(SKIPPED)).isZero();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nativeTransports")
    void whoHasLeftWhileItWaitedIsSkippedAndCostsNobodyATurn(String transport) throws Exception {
        try (Front front = front("accept-rate: { limit: 2/s, burst: 1 }", transport);
                RawClient _ = front.connect().send(UPGRADE)) {
            Front.dismiss(front.awaitArrival());
            for (int i = 0; i < 10; i++) {
                front.connect().close(); // with FIN
                front.connect().send(UPGRADE).close(); // has asked, and waited in vain
                RawClient reset = front.connect();
                reset.set(StandardSocketOptions.SO_LINGER, 0);
                reset.close();
            }
            long startNanos = System.nanoTime();
            try (RawClient patient = front.connect().send(UPGRADE)) {
                Arrival arrival = front.awaitArrival();

                assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                        .isLessThan(Duration.ofSeconds(5)); // not 15
                assertThat(arrival.channel().remoteAddress()).isEqualTo(patient.address());
                assertThat(front.metric(SKIPPED)).isEqualTo(30);
                assertThat(front.metric(ACCEPTED)).isEqualTo(2);
                Front.dismiss(arrival);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void whoComesWhileTheRateIsNotUsedUpAndHalfClosesGetsItsAnswer(String transport) throws Exception {
        try (Front front = front("accept-rate: { limit: 1/m, burst: 9 }", transport);
                RawClient client = front.connect()) {
            client.send(UPGRADE.replace("/chat", "/other")).sendEnd();

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aReloadChangesTheRateAlsoForThoseWhoWait(String transport) throws Exception {
        try (Front front = front("accept-rate: { limit: 1/h, burst: 1 }", transport);
                RawClient _ = front.connect().send(UPGRADE)) {
            Front.dismiss(front.awaitArrival());
            try (RawClient _ = front.connect().send(UPGRADE);
                    RawClient _ = front.connect().send(UPGRADE)) {
                reload(front, "max-headers: 50");

                Front.dismiss(front.awaitArrival());
                Front.dismiss(front.awaitArrival());
            }
            reload(front, "accept-rate: { limit: 20/s, burst: 1 }");
            long startNanos = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                try (RawClient _ = front.connect().send(UPGRADE)) {
                    Front.dismiss(front.awaitArrival());
                }
            }
            assertThat(System.nanoTime() - startNanos)
                    .isGreaterThan(Duration.ofMillis(99).toNanos());
        }
    }

    @Test
    void handshakesOverTheirRateGet503AndAreToldToComeBackOneBehindTheOther() throws Exception {
        try (Front front = front("handshake-rate: { limit: 1/m, burst: 3 }, health: /lb", "nio")) {
            for (int i = 0; i < 3; i++) {
                try (RawClient _ = front.connect().send(UPGRADE)) {
                    Front.dismiss(front.awaitArrival());
                }
            }

            String first = front.answer(UPGRADE);
            String second = front.answer(UPGRADE);
            String third = front.answer(UPGRADE);

            assertThat(first).startsWith("HTTP/1.1 503 ").contains("More clients come than are taken at the moment.");
            assertThat(retryAfter(first)).isEqualTo(1);
            assertThat(retryAfter(second)).isBetween(59, 61);
            assertThat(retryAfter(third)).isBetween(1, 60);
            assertThat(front.metric(SHED)).isEqualTo(3);
            assertThat(front.answer("GET /lb HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(front.answer(UPGRADE.replace("/chat", "/other"))).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aRateOfHandshakesStaysUsedUpInAReloadUnlessItChanges() throws Exception {
        try (Front front = front("handshake-rate: { limit: 1/h, burst: 1 }", "nio");
                RawClient _ = front.connect().send(UPGRADE)) {
            Front.dismiss(front.awaitArrival());

            reload(front, "max-headers: 50, handshake-rate: { limit: 1/h, burst: 1 }");
            assertThat(front.answer(UPGRADE)).startsWith("HTTP/1.1 503 ");

            reload(front, "handshake-rate: { limit: 2/h, burst: 1 }");
            try (RawClient _ = front.connect().send(UPGRADE)) {
                Front.dismiss(front.awaitArrival());
            }
        }
    }

    private Front front(String settings, String transport) {
        return new Front(folder, "{ public: { address: \"127.0.0.1:0\", " + settings + " } }", transport);
    }

    private static void reload(Front front, String settings) {
        String address = front.address().toString().replace("/", "");
        front.prepare("{ public: { address: \"" + address + "\", " + settings + " } }")
                .commit();
    }

    private static int retryAfter(String answer) {
        return answer.lines()
                .filter(line -> line.startsWith("Retry-After: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Retry-After: ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static boolean loads(TransportChoice choice) {
        try {
            Transport.choose(choice);
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }
}
