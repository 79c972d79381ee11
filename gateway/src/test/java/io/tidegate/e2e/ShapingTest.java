package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What sessions send over a bandwidth that they share waits, in order and by classes, and nobody is ended for it. */
@ExtendWith(NothingLeftBehind.class)
class ShapingTest {
    private static final WireFrame CHUNK = WireFrame.binary(new byte[1000 - 8]);
    private static final String CLASSES = "classes: { gold: 3, free: 1 }";

    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void bytesThatAreTooManyWaitWithAllBehindThem(Side from) {
        try (endpoint;
                var gateway = GatewayFixture.start(shape(
                        unshaped()
                                .gateway(
                                        "bandwidth",
                                        "{ edge: { limit: 10000B/s, burst: 1000B, classes: { all: 1 } } }"),
                        "as: all"));
                RawPeer client = gateway.open("/bytes");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            long startNanos = System.nanoTime();
            sender.send(
                    CHUNK,
                    CHUNK.more(),
                    WireFrame.of(WireFrame.CONTINUATION, new byte[992]),
                    WireFrame.text("behind"),
                    WireFrame.ping("last"));

            assertThat(receiver.next()).extracting(WireFrame::opcode).isEqualTo(WireFrame.BINARY);
            assertThat(receiver.next().fin()).isFalse();
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.CONTINUATION);
            assertThat(receiver.next().text()).isEqualTo("behind");
            assertThat(receiver.next().text()).isEqualTo("last");
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(199));
        }
    }

    @Test
    void aFrameThatIsBiggerThanTheBurstPasses() {
        try (endpoint;
                var gateway = shaped("limit: 1MiB/s, burst: 20KiB", "as: free");
                RawPeer client = gateway.open("/big");
                RawPeer upstream = endpoint.next()) {
            WireFrame big = WireFrame.binary(new byte[100_000]);
            client.send(big, big);

            assertThat(upstream.next().payload()).hasSize(100_000);
            assertThat(upstream.next().payload()).hasSize(100_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"shape first", "limit first"})
    void aFrameThatARateHoldsTooWaitsForBoth(String order) {
        String shape = "{ shape: { share: edge, as: gold } }";
        String rate = "{ rate-limit: { messages: 5/s, burst: 1 } }";
        String filters = order.equals("shape first") ? shape + ", " + rate : rate + ", " + shape;
        try (endpoint;
                var gateway = GatewayFixture.start(
                        settings("limit: 10000B/s, burst: 1000B").route("filters", "[ " + filters + " ]"));
                RawPeer client = gateway.open("/both");
                RawPeer upstream = endpoint.next()) {
            long startNanos = System.nanoTime();
            client.send(CHUNK, CHUNK);

            upstream.next();
            upstream.next();
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(195));
        }
    }

    @Test
    void aFrameWaitsForAllBandwidthsThatItsSessionShares() {
        try (endpoint;
                var gateway = GatewayFixture.start(settings("limit: 10000B/s, burst: 1000B")
                        .gateway(
                                "bandwidth",
                                "{ one: { limit: 100MiB/s, classes: { all: 1 } },"
                                        + " two: { limit: 10000B/s, burst: 1000B, classes: { all: 1 } },"
                                        + " three: { limit: 5000B/s, burst: 1000B, classes: { all: 1 } } }")
                        .route(
                                "filters",
                                "[ { shape: { share: one, as: all } }, { shape: { share: two, as: all } },"
                                        + " { shape: { share: three, as: all } } ]"));
                RawPeer client = gateway.open("/all");
                RawPeer upstream = endpoint.next()) {
            long startNanos = System.nanoTime();
            client.send(CHUNK, CHUNK);

            upstream.next();
            upstream.next();
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(199));
        }
    }

    @Test
    void whoIsHeldIsNeitherIdleNorStalledNorLost() {
        try (endpoint;
                var gateway = GatewayFixture.start(settings("limit: 1000B/s, burst: 1000B")
                        .route("filters", "[ { shape: { share: edge, as: gold } } ]")
                        .route("idle-timeout", "1s")
                        .route("stall-timeout", "1s")
                        .route("ping", "{ interval: 1s, timeout: 1s }"));
                RawPeer client = gateway.open("/held");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.binary(new byte[2500 - 8]), CHUNK, WireFrame.text("and now"));

            assertThat(data(upstream).payload()).hasSize(2500 - 8);
            assertThat(data(upstream).payload()).hasSize(1000 - 8);
            assertThat(data(upstream).text()).isEqualTo("and now");
        }
    }

    @Test
    void peersThatVanishWhileTheyAreHeldLeaveNothingAndOthersGoOn() {
        try (endpoint;
                var gateway = shaped("limit: 10000B/s, burst: 1000B", "as: gold");
                RawPeer client = gateway.open("/gone");
                RawPeer upstream = endpoint.next();
                RawPeer other = gateway.open("/stays");
                RawPeer otherUpstream = endpoint.next()) {
            WireFrame big = WireFrame.binary(new byte[10_000 - 8]);
            client.send(big, big);
            upstream.send(big, big);
            upstream.next();
            client.next();
            other.send(CHUNK);

            client.reset();
            upstream.reset();

            assertThat(gateway.ending("/gone").cause()).isIn(Cause.CLIENT_LOST, Cause.ENDPOINT_LOST);
            Awaitility.await("end of the session").until(() -> gateway.gateway().sessions() == 1);
            assertThat(otherUpstream.next().payload()).hasSize(1000 - 8);
            Admin admin = Admin.of(gateway.gateway());
            Awaitility.await("nobody waits").until(() -> metric(admin, "waiting", "client", "gold") == 0);
        }
    }

    @Test
    void aDrainEndsSessionsThatAreHeld() throws Exception {
        try (endpoint;
                var gateway = shaped("limit: 1000B/s, burst: 1000B", "as: gold");
                RawPeer client = gateway.open("/drained");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.binary(new byte[50_000]), CHUNK);
            assertThat(upstream.next().payload()).hasSize(50_000);

            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);

            assertThat(client.nextClose().closeCode()).isEqualTo(1012);
            client.finish(WireFrame.close(1012, ""));
            upstream.nextClose();
            upstream.finish(WireFrame.close(1001, ""));
            draining.join();
            assertThat(gateway.ending("/drained").cause()).isEqualTo(Cause.DRAINED);
        }
    }

    @ParameterizedTest
    @CsvSource({"'limit: 100MiB/s', 'as: gold'", "'', ''"})
    void aReloadLetsThoseGoWhoWait(String limits, String settings) {
        try (endpoint;
                var gateway = shaped("limit: 1000B/s, burst: 1000B", "as: gold");
                RawPeer client = gateway.open("/reloaded");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.binary(new byte[100_000]), CHUNK, CHUNK); // owed for 100 s
            assertThat(upstream.next().payload()).hasSize(100_000);
            Admin admin = Admin.of(gateway.gateway());
            Awaitility.await("the second waits").until(() -> metric(admin, "waiting", "client", "gold") == 1);

            gateway.reload(limits.isEmpty() ? unshaped() : shape(settings(limits), settings));

            assertThat(upstream.next().payload()).hasSize(1000 - 8);
            assertThat(upstream.next().payload()).hasSize(1000 - 8);
        }
    }

    @Test
    void framesThatWaitOneByOneDoNotBringInMoreAndMore() {
        byte[] many = WireFrame.bytes(
                Collections.nCopies(128, WireFrame.binary(new byte[242]).masked(7)));
        AtomicLong sent = new AtomicLong();
        try (endpoint;
                var gateway = shaped("limit: 250000B/s, burst: 2500B", "as: gold");
                RawPeer client = gateway.open("/many");
                RawPeer upstream = endpoint.next()) {
            Thread.ofVirtual().start(() -> sendAll(client, many, sent));

            for (int i = 0; i < 2000; i++) {
                upstream.next();
            }

            assertThat(sent.get())
                    .isLessThan(20 << 20); // half a MB has passed, and the kernel's buffers hold the most of it
        }
    }

    private static void sendAll(RawPeer client, byte[] bytes, AtomicLong sent) {
        try {
            while (true) {
                client.send(bytes);
                sent.addAndGet(bytes.length);
            }
        } catch (UncheckedIOException e) {
            client.close(); // the test is over
        }
    }

    @Test
    void whatPassesAndWaitsIsCounted() {
        try (endpoint;
                var gateway = shaped("limit: 10000B/s, burst: 1000B", "as: free");
                RawPeer client = gateway.open("/counted");
                RawPeer upstream = endpoint.next()) {
            client.send(CHUNK, CHUNK, CHUNK);
            upstream.next();
            upstream.next();
            upstream.next();

            Admin admin = Admin.of(gateway.gateway());
            assertThat(metric(admin, "bytes_total", "client", "free")).isEqualTo(3000);
            assertThat(metric(admin, "bytes_total", "client", "gold")).isZero();
            assertThat(metric(admin, "held_total", "client", "free")).isEqualTo(2);
            assertThat(metric(admin, "held_seconds_total", "client", "free")).isBetween(0.1, 10.0);
            assertThat(metric(admin, "waiting", "client", "free")).isZero();
            assertThat(
                            admin.metric(
                                    "tidegate_filter_verdicts_total{filter=\"shape\",route=\"all\",side=\"client\",verdict=\"hold\"}"))
                    .isEqualTo(2);
        }
    }

    private static WireFrame data(RawPeer peer) {
        WireFrame frame = peer.next();
        while (frame.opcode() == WireFrame.PING) {
            peer.send(WireFrame.of(WireFrame.PONG, frame.payload()));
            frame = peer.next();
        }
        return frame;
    }

    private static double metric(Admin admin, String name, String from, String ofClass) {
        return admin.metric(
                "tidegate_bandwidth_%s{class=\"%s\",from=\"%s\",share=\"edge\"}".formatted(name, ofClass, from));
    }

    private GatewayFixture shaped(String limits, String settings) {
        return GatewayFixture.start(shape(settings(limits), settings));
    }

    private static Settings shape(Settings all, String settings) {
        return all.route("filters", "[ { shape: { share: edge, " + settings + " } } ]");
    }

    private Settings settings(String limits) {
        return unshaped().gateway("bandwidth", "{ edge: { " + limits + ", " + CLASSES + " } }");
    }

    private Settings unshaped() {
        return Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT);
    }
}
