package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What it costs in memory to see everything: metrics, access log, timeline and a trace of every session. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class NothingAllocatedTest {
    private static final int FRAMES = 1000;
    private static final int BURSTS = 100;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void trustBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it notes each access
    }

    @AfterEach
    void watchBuffers() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void noFrameAllocatesAByteOnItsEventLoop() throws Exception {
        try (var receiver = new OtlpReceiver();
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .gateway("event-loops", "1")
                        .gateway("tracing", "{ sample: 100%, otlp: { url: \"" + receiver.url() + "\" } }"));
                RawPeer client = gateway.open("/");
                RawPeer upstream = endpoint.next()) {
            byte[] toEndpoint = burst(WireFrame.text("a message of some bytes").masked(7));
            byte[] toClient = burst(WireFrame.text("a message of some bytes"));
            exchange(client, toEndpoint, upstream, toClient);
            long before = allocated();

            exchange(client, toEndpoint, upstream, toClient);

            long bytes = allocated() - before;
            assertThat(bytes / (2L * FRAMES * BURSTS)).isZero();
            assertThat(Admin.of(gateway.gateway()).metric("tidegate_frames_total{route=\"all\",side=\"client\"}"))
                    .isEqualTo(2.0 * FRAMES * BURSTS);
        }
    }

    private static byte[] burst(WireFrame frame) {
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < FRAMES; i++) {
            bytes.writeBytes(frame.bytes());
        }
        return bytes.toByteArray();
    }

    private static void exchange(RawPeer client, byte[] toEndpoint, RawPeer upstream, byte[] toClient) {
        for (int i = 0; i < BURSTS; i++) {
            client.send(toEndpoint);
            upstream.readExactly(toEndpoint.length);
            upstream.send(toClient);
            client.readExactly(toClient.length);
        }
    }

    /** By the one event loop, since its start. */
    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Thread loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidegate-loop"))
                .findFirst()
                .orElseThrow();
        return threads.getThreadAllocatedBytes(loop.threadId());
    }
}
