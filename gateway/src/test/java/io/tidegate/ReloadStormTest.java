package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OpenSockets;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A hundred reloads, half of them with a fault in the file, under steady handshakes and messages. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class ReloadStormTest {
    private static final int SESSIONS = 20;
    private static final int WARM_UP = 20;
    private static final int RELOADS = 100;
    private static final long MOST_GROWTH_BYTES = 8 << 20;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @Test
    void reloadsCostNoSessionAndNoMessageOnRoutesThatTheyDoNotTouch() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var other = new EchoEndpoint();
                var taken = new ServerSocket(0);
                var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), good(0, endpoint, other))) {
            Text good = n -> good(n, endpoint, other);
            Text faulty = n -> faulty(n, endpoint, other, taken);
            reloadUnderLoad(gateway, WARM_UP, good, faulty);
            long heapBefore = heapBytes();
            long threadsBefore = ourThreads();
            long socketsBefore = OpenSockets.here();
            int messagesBefore = messages.get();
            int handshakesBefore = handshakes.get();

            reloadUnderLoad(gateway, RELOADS, good, faulty);

            assertThat(failures).isEmpty();
            assertThat(gateway.reloads("signal", "applied")).isEqualTo((WARM_UP + RELOADS) / 2);
            assertThat(gateway.reloads("signal", "refused")).isEqualTo((WARM_UP + RELOADS) / 2);
            assertThat(messages.get() - messagesBefore).isGreaterThan(RELOADS);
            assertThat(handshakes.get() - handshakesBefore).isGreaterThan(RELOADS / 5);
            assertThat(ourThreads()).isEqualTo(threadsBefore);
            Awaitility.await().until(OpenSockets::here, sockets -> sockets <= socketsBefore);
            Awaitility.await().until(() -> heapBytes() - heapBefore, growth -> growth < MOST_GROWTH_BYTES);
        }
    }

    /** Returns when the load has ended. */
    private void reloadUnderLoad(FileGateway gateway, int times, Text good, Text faulty) throws InterruptedException {
        over.set(false);
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/steady"));
            load.add(start(() -> talk(client)));
        }
        load.add(start(() -> shakeHands(gateway, "/steady")));
        load.add(start(() -> shakeHands(gateway, "/moving")));
        for (int n = 0; n < times; n++) {
            gateway.write(n % 2 == 0 ? good.of(n) : faulty.of(n));
            gateway.gateway().reloadFile();
        }
        over.set(true);
        for (Thread thread : load) {
            thread.join();
        }
        Awaitility.await().until(() -> gateway.gateway().sessions() == 0);
    }

    private interface Text {
        String of(int reload);
    }

    /** All kinds of changes, but none to the route {@code steady}, its upstream and its listener's address. */
    private String good(int n, EchoEndpoint endpoint, EchoEndpoint other) {
        boolean odd = n % 4 == 0;
        return FileGateway.COMMON.replace("interval: 100ms", "watch: false")
                + """
                listeners:
                  public: { address: "127.0.0.1:0", max-headers: %d }
                %s
                upstreams:
                  steady: { endpoints: [ "%s" ] }
                  %s: { endpoints: [ "%s" ] }
                routes:
                  steady: { match: { path: /steady }, upstream: steady, max-message: 1MiB }
                  moving:
                    match: { path: /moving }
                    upstream: %s
                    max-message: %dKiB
                    filters: [ { rate-limit: { messages: %d/s, burst: 1000 } } ]
                """.formatted(
                                50 + n,
                                odd ? "  extra: { address: \"unix:" + folder.resolve("extra.sock") + "\" }" : "",
                                endpoint.url(),
                                odd ? "left" : "right",
                                odd ? endpoint.url() : other.url(),
                                odd ? "left" : "right",
                                n + 1,
                                1000 + n);
    }

    private String faulty(int n, EchoEndpoint endpoint, EchoEndpoint other, ServerSocket taken) {
        String yaml = good(n, endpoint, other);
        return switch (n % 8) {
            case 1 -> yaml.replace("max-message", "max-massage");
            case 3 ->
                yaml.replace(
                        "listeners:",
                        "listeners:\n  new: { address: \"127.0.0.1:0\" }\n  taken: { address: \"0.0.0.0:"
                                + taken.getLocalPort() + "\" }");
            case 5 -> yaml.replace("/moving", "/{a}/{a}");
            default -> yaml.substring(0, yaml.length() / 2) + "[";
        };
    }

    private Thread start(Runnable work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
    }

    /** One session from the first reload to the last: every message comes back. */
    private void talk(RawPeer client) {
        try (client) {
            for (int i = 0; !over.get(); i++) {
                String text = "message " + i;
                client.send(WireFrame.text(text));
                assertThat(client.next().text()).isEqualTo(text);
                messages.incrementAndGet();
            }
            client.send(WireFrame.close());
            assertThat(client.next().opcode()).isEqualTo(WireFrame.CLOSE);
        }
    }

    /** One session after the other, each with a message. */
    private void shakeHands(FileGateway gateway, String path) {
        while (!over.get()) {
            try (RawPeer client = RawPeer.open(gateway.address(), Upgrade.to(path))) {
                client.send(WireFrame.text("hello"));
                assertThat(client.next().text()).isEqualTo("hello");
                client.send(WireFrame.close());
                assertThat(client.next().opcode()).isEqualTo(WireFrame.CLOSE);
            }
            handshakes.incrementAndGet();
        }
    }

    private static long ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidegate-"))
                .count();
    }

    private static long heapBytes() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
