package io.tidegate.testing;

import io.tidegate.Gateway;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ReloadReport;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A gateway started from {@link Settings}, with what it wrote about its clients. */
public final class GatewayFixture implements AutoCloseable {
    private final Path folder;
    private final Path log;
    private final Endings endings;
    private final Gateway gateway;

    private GatewayFixture(Settings settings) throws IOException {
        this.folder = Files.createTempDirectory("tidegate-test");
        this.log = folder.resolve("access.log");
        this.endings = new Endings(log);
        this.gateway = Gateway.start(read(settings.yaml(log)));
    }

    public static GatewayFixture start(Settings settings) {
        try {
            return new GatewayFixture(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the settings that tests want, to one upstream with these endpoints. */
    public static GatewayFixture to(String... urls) {
        return start(Settings.to(urls));
    }

    public Gateway gateway() {
        return gateway;
    }

    /** Puts other settings in the place of those that run. */
    public ReloadReport reload(Settings settings) {
        return gateway.reload(read(settings.yaml(log)));
    }

    public InetSocketAddress address() {
        return gateway.address(Settings.LISTENER);
    }

    /** A client that has shaken hands. */
    public RawPeer open(String target) {
        return RawPeer.open(address(), Upgrade.to(target));
    }

    public Endings endings() {
        return endings;
    }

    /** Waits for the ending of the client that asked for {@code path}. */
    public Ending ending(String path) {
        return endings.of(path);
    }

    /** Waits until every session has ended and given back what it had. */
    public void awaitNoSession() {
        Awaitility.await("no session is left")
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> gateway.sessions() == 0);
    }

    private static GatewayConfig read(String yaml) {
        return ConfigReader.read(ConfigSource.of("test.yaml", yaml), FilterTypes.load());
    }

    @Override
    public void close() {
        gateway.close();
        try {
            Files.deleteIfExists(folder.resolve("access.log"));
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
