package io.tidegate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Fails a test that leaves a socket open in this process, and a class that leaves a loop running. */
public final class NothingLeftBehind
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace OURS = Namespace.create(NothingLeftBehind.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        new EchoEndpoint().close(); // the JDK keeps a socket pair from its first close on
        context.getStore(OURS).put("class", OpenSockets.here());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(OURS).put("test", OpenSockets.here());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        awaitSockets(context.getStore(OURS).get("test", Long.class));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        awaitSockets(context.getStore(OURS).get("class", Long.class));
        assertThat(Thread.getAllStackTraces().entrySet())
                .filteredOn(thread -> thread.getKey().getName().startsWith("tidegate-loop"))
                .extracting(loop -> loop.getKey().getName() + " is at " + Arrays.toString(loop.getValue()))
                .isEmpty();
    }

    private static void awaitSockets(long before) {
        Awaitility.await("sockets open in this process: " + before + " as before")
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(OpenSockets.here()).isLessThanOrEqualTo(before));
    }
}
