package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An endpoint that accepts, and the receiver to which gateways before it send their spans. */
record TracedEndpoint(OtlpReceiver receiver, RawEndpoint endpoint) implements AutoCloseable {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String SPAN = "b7ad6b7169203331";
    static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

    TracedEndpoint() throws IOException {
        this(new OtlpReceiver(), new RawEndpoint(Answers.accept()));
    }

    /** @param tracing keys of {@code tracing} beside {@code otlp} */
    Settings settings(String tracing) {
        return Settings.to(endpoint.url())
                .gateway(
                        "tracing",
                        "{ otlp: { url: \"" + receiver.tracesUrl() + "\", headers: { X-Team: a-secret } }, " + tracing
                                + " }");
    }

    /** And sees to it that the page about tracing names each attribute that came. */
    @Override
    public void close() throws IOException {
        endpoint.close();
        receiver.close();
        String page = Files.readString(Path.of("..", "docs", "tracing.md"));
        assertThat(receiver.spans().stream()
                        .flatMap(span -> OtlpReceiver.attributes(span).keySet().stream())
                        .filter(attribute -> !page.contains('`' + attribute + '`')))
                .as("attributes that the page does not name")
                .isEmpty();
    }
}
