package io.tidegate.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More clients come than the process may have file descriptors for. */
@Timeout(60)
class DescriptorsTest {
    private static final int DESCRIPTORS = 400;

    @TempDir
    private Path folder;

    @Test
    void beforeTheyRunOutClientsAreRefusedPolitely() {
        List<RawPeer> peers = new ArrayList<>();
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayProcess.startWithin(DESCRIPTORS, folder, Settings.to(endpoint.url()))) {
            RawPeer refused = openUntilRefused(gateway, peers);

            assertThat(refused.head().status()).isEqualTo(503);
            assertThat(refused.head().header("Retry-After")).matches("\\d+");
            assertThat(peers).as("two descriptors each").hasSize((DESCRIPTORS - 256) / 16 * 7);
            assertIsServed(peers.getFirst());
            peers.removeLast().close();
            awaitOneMore(gateway, peers);
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    @Test
    void whereTheyDoRunOutOpenSessionsGoOnAndOthersAreTakenAgainAfterwards() {
        List<RawPeer> peers = new ArrayList<>();
        List<RawPeer> waiting = new ArrayList<>();
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayProcess.startWithin(
                        DESCRIPTORS,
                        folder,
                        Settings.to(endpoint.url())
                                .gateway("max-sessions", "5000")
                                .gateway("max-handshakes", "5000"))) {
            RawPeer served = gateway.open("/");
            peers.add(served);
            for (int i = 0; i < DESCRIPTORS; i++) {
                waiting.add(RawPeer.connect(gateway.address()));
            }
            gateway.program().awaitOutput("cannot accept clients");

            assertIsServed(served);

            waiting.forEach(RawPeer::close);
            awaitOneMore(gateway, peers);
            assertIsServed(served);
        } finally {
            waiting.forEach(RawPeer::close);
            peers.forEach(RawPeer::close);
        }
    }

    /** @return who was refused; the others are added to {@code peers} */
    private static RawPeer openUntilRefused(GatewayProcess gateway, List<RawPeer> peers) {
        while (true) {
            RawPeer peer = RawPeer.connect(gateway.address());
            peer.send(Upgrade.to("/").bytes());
            if (peer.readHead().status() != 101) {
                peer.close();
                return peer;
            }
            peers.add(peer);
        }
    }

    private static void awaitOneMore(GatewayProcess gateway, List<RawPeer> peers) {
        Awaitility.await("there is room for another")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    RawPeer peer = RawPeer.connect(gateway.address());
                    peers.add(peer);
                    peer.send(Upgrade.to("/").bytes());
                    return peer.readHead().status() == 101;
                });
    }

    private static void assertIsServed(RawPeer peer) {
        peer.send(WireFrame.text("still there?"));
        assertThat(peer.next().text()).isEqualTo("still there?");
    }
}
