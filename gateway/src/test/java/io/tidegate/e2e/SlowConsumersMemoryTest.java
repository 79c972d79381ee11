package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to clients that do not read stays within the budget of the process, and no sender waits. */
@ExtendWith(NothingLeftBehind.class)
class SlowConsumersMemoryTest {
    private static final int SESSIONS = 50;
    private static final int MESSAGE_BYTES = 64 * 1024;
    private static final long GIB = 1L << 30;
    private static final String BUDGET = "tidegate_memory_budget_bytes";
    private static final int SMALL = 16 * 1024;
    private static final WireFrame FRAME = WireFrame.binary(new byte[MESSAGE_BYTES]);

    @TempDir
    Path folder;

    private final List<RawPeer> peers = new ArrayList<>();
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();

    @ParameterizedTest(name = "of which {0} may wait for each")
    @ValueSource(strings = {"256KiB", "4MiB"})
    void aGibibyteForClientsThatDoNotReadStaysWithinTheBudget(String buffer) throws Exception {
        int adminPort = FreePort.next();
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayProcess.start(folder, settings(endpoint.url(), adminPort, buffer), "-Xmx128m")) {
            Admin admin = Admin.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort));
            Awaitility.await("the admin API listens, later than the listeners")
                    .ignoreExceptions()
                    .until(() -> admin.metric(BUDGET) > 0);
            double budget = admin.metric(BUDGET);
            assertThat(budget).as("a quarter of the heap, or a little less").isBetween(24e6, 34e6);
            List<RawPeer> senders = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                senders.add(slow(gateway, endpoint));
            }
            long before = gateway.program().residentBytes();
            List<Thread> floods = senders.stream()
                    .map(sender -> Thread.ofVirtual().start(() -> flood(sender)))
                    .toList();

            double most = 0;
            while (floods.stream().anyMatch(Thread::isAlive)) {
                most = Math.max(most, admin.metric(SlowClient.WAITING));
            }

            long grown = gateway.program().residentBytes() - before;
            long ended = gateway.endings().count(Cause.MEMORY, 1013);
            System.out.printf(
                    "SlowConsumersMemoryTest: 1 GiB for %d clients that do not read, %s each, budget %,.0f KiB: %,.0f KiB"
                            + " waited at most, %d sessions ended; resident memory grew by %,d KiB%n",
                    SESSIONS, buffer, budget / 1024, most / 1024, ended, grown / 1024);
            assertThat(most).isPositive().isLessThanOrEqualTo(budget);
            assertThat(grown).isLessThan(256L << 20);
            assertThat(admin.metric("tidegate_read_pauses_total{route=\"all\",side=\"upstream\"}"))
                    .as("no sender waits")
                    .isZero();
            if (buffer.equals("256KiB")) {
                assertThat(ended).as("there is room for all").isZero();
                Awaitility.await("all is taken")
                        .until(() -> admin.metric("tidegate_messages_total{route=\"all\",side=\"upstream\"}")
                                == (double) sent.get());
            }
            peers.forEach(RawPeer::close);
            Awaitility.await("nothing waits").until(() -> admin.metric(SlowClient.WAITING) == 0);
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static Settings settings(String url, int adminPort, String buffer) {
        return Settings.to(url)
                .gateway("admin", "{ address: \"127.0.0.1:" + adminPort + "\" }")
                .route("stall-timeout", "5m")
                .route("close-timeout", "1s")
                .route("slow-consumer", "{ policy: drop-oldest, buffer: " + buffer + " }");
    }

    private RawPeer slow(GatewayProcess gateway, RawEndpoint endpoint) {
        RawPeer client = RawPeer.connect(gateway.address(), SMALL);
        peers.add(client);
        client.send(Upgrade.to("/slow").bytes()).readHead();
        RawPeer sender = endpoint.next();
        peers.add(sender);
        return sender;
    }

    private void flood(RawPeer sender) {
        try {
            while (offered.addAndGet(MESSAGE_BYTES) <= GIB) {
                sender.send(FRAME);
                sent.incrementAndGet();
            }
        } catch (UncheckedIOException e) {
            return; // the session was ended, for want of memory
        }
    }
}
