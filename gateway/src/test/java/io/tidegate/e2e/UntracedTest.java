package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway loads of tracing, in a process of its own. */
class UntracedTest {
    @TempDir
    private Path folder;

    @Test
    void withoutTracingNoClassOfItIsLoaded() throws Exception {
        try (var echo = new EchoEndpoint()) {
            assertThat(classesOfTracing(Settings.to(echo.url()))).isEmpty();
        }
    }

    @Test
    void withTracingThisTestSeesThem() throws Exception {
        try (var echo = new EchoEndpoint();
                var receiver = new OtlpReceiver()) {
            Settings settings = Settings.to(echo.url())
                    .gateway("tracing", "{ otlp: { url: \"" + receiver.tracesUrl() + "\" }, sample: 100% }");

            assertThat(classesOfTracing(settings))
                    .anyMatch(line -> line.contains("io.opentelemetry."))
                    .anyMatch(line -> line.contains("io.tidegate.telemetry.Traces"));
        }
    }

    /** Of one whole session. */
    private List<String> classesOfTracing(Settings settings) throws IOException {
        Path classes = folder.resolve("classes");
        try (var gateway = GatewayProcess.start(folder, settings, "-Xlog:class+load:file=" + classes);
                RawPeer client = gateway.open("/s")) {
            client.send(WireFrame.text("hello"));
            assertThat(client.next().text()).isEqualTo("hello");
            client.send(WireFrame.close(1000, ""));
            client.nextClose();
            gateway.endings().of("/s");
        }
        return Files.readAllLines(classes).stream()
                .filter(line -> line.contains("io.opentelemetry.")
                        || line.contains("io.tidegate.telemetry.trace.")
                        || line.contains("io.tidegate.telemetry.otlp.")
                        || line.contains("io.tidegate.telemetry.Traces")
                        || line.contains("io.tidegate.telemetry.Trail")
                        || line.contains("io.tidegate.telemetry.Exemplars")
                        || line.contains("io.tidegate.protocol.TraceContext"))
                .toList();
    }
}
