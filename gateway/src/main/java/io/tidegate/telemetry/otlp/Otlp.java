package io.tidegate.telemetry.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.tidegate.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** How all exporters of ours are set up. */
public final class Otlp {
    /** What the exporter says of a failure is told by us; held here, since that log forgets what nobody holds. */
    private static final java.util.logging.Logger EXPORTERS =
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

    private Otlp() {}

    /** Who tells. */
    public record Self(String instance, String version) {}

    /** Exporters say nothing themselves. */
    public static void quiet() {
        EXPORTERS.setLevel(Level.OFF);
    }

    /**
     * What all that is pushed is of.
     *
     * @param service what it is called
     * @param attributes over ours
     */
    public static Resource resource(String service, Map<String, String> attributes, Self self) {
        AttributesBuilder all = Attributes.builder()
                .put("service.name", service)
                .put("service.instance.id", self.instance())
                .put("service.version", self.version());
        attributes.forEach(all::put);
        return Resource.create(all.build());
    }

    /** Lets go of an exporter: within half a second, whoever still waits for an answer waits no more. */
    public static void release(Runnable shutdown) {
        Thread releasing = Thread.ofVirtual().name("tidegate-otlp-end").start(shutdown);
        try {
            if (!releasing.join(Duration.ofMillis(500))) {
                releasing.interrupt(); // then the client closes its connections
                releasing.join();
            }
        } catch (InterruptedException e) {
            releasing.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Hands the authorities in {@code ca} to {@code exporter}.
     *
     * @param key where the configuration names them
     * @throws ConfigException if there are none
     */
    public static void trust(@Nullable Path ca, String key, Consumer<byte[]> exporter) {
        try {
            if (ca != null) {
                exporter.accept(Files.readAllBytes(ca));
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new ConfigException(key + " must be a PEM file of certificates, got " + ca);
        }
    }
}
