package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A client that does not read stops its endpoint, not the gateway. */
@ExtendWith(NothingLeftBehind.class)
class BackPressureTest {
    private static final int STALLED = 50;
    private static final int SMALL = 16 * 1024;
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    private static final byte[] FRAME = WireFrame.binary(new byte[1 << 20]).bytes();

    @TempDir
    Path folder;

    private final AtomicLong offered = new AtomicLong();
    private final List<RawPeer> peers = new ArrayList<>();
    private final List<Thread> floods = new ArrayList<>();

    @Test
    void whatAClientDoesNotReadStaysWithItsEndpoint() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayProcess.start(folder, settings(endpoint.url()), "-Xmx128m");
                RawPeer reader = gateway.open("/reader");
                RawPeer readersEndpoint = endpoint.next()) {
            warmUp(reader, readersEndpoint);
            long before = gateway.program().residentBytes();

            for (int i = 0; i < STALLED; i++) {
                stall(gateway, endpoint);
            }
            awaitFloodsStop();

            long grown = gateway.program().residentBytes() - before;
            System.out.printf(
                    "BackPressureTest: %d sessions of 1 GiB each, taken before they stopped: %,d KiB each;"
                            + " resident memory grew by %,d KiB each%n",
                    STALLED, offered.get() / STALLED / 1024, grown / STALLED / 1024);
            assertThat(offered.get() / STALLED).isLessThan(64 * MIB);
            assertThat(grown / STALLED).isLessThan(MIB);
            warmUp(reader, readersEndpoint); // others go on unharmed
            peers.forEach(RawPeer::close);
            for (Thread flood : floods) {
                flood.join();
            }
        }
    }

    private static Settings settings(String url) {
        return Settings.to(url)
                .route("stall-timeout", "5m")
                .route("max-message", "1GiB")
                .route("close-timeout", "1s");
    }

    private static void warmUp(RawPeer client, RawPeer endpoint) {
        for (int i = 0; i < 50; i++) {
            endpoint.send(FRAME);
            assertThat(client.readExactly(FRAME.length)).isEqualTo(FRAME);
        }
    }

    /** A session whose endpoint offers 1 GiB while its client reads nothing. */
    private void stall(GatewayProcess gateway, RawEndpoint endpoint) {
        RawPeer client = RawPeer.connect(gateway.address(), SMALL);
        peers.add(client);
        client.send(Upgrade.to("/stalled").bytes()).readHead();
        RawPeer sender = endpoint.next();
        peers.add(sender);
        floods.add(Thread.ofVirtual().start(() -> flood(sender)));
    }

    private void flood(RawPeer sender) {
        try {
            for (long sent = 0; sent < GIB; sent += FRAME.length) {
                for (int at = 0; at < FRAME.length; at += SMALL) {
                    byte[] piece = Arrays.copyOfRange(FRAME, at, Math.min(FRAME.length, at + SMALL));
                    sender.send(piece);
                    offered.addAndGet(piece.length);
                }
            }
        } catch (UncheckedIOException e) {
            return; // the test is over
        }
    }

    /** Nothing was taken from any endpoint for half a second. */
    private void awaitFloodsStop() {
        AtomicLong before = new AtomicLong(-1);
        Awaitility.await("the floods stop")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> before.getAndSet(offered.get()) == offered.get());
    }
}
