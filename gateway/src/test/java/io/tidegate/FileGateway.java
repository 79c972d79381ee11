package io.tidegate;

import io.tidegate.config.CheckedConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.filter.FilterTypes;
import io.tidegate.testing.Admin;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A gateway that runs from a file, as the program starts it. */
public final class FileGateway implements AutoCloseable {
    /** Looks often, so that tests need not wait. */
    static final String COMMON = """
            admin: { address: "127.0.0.1:0" }
            drain: { window: 0s, deadline: 1s }
            event-loops: 2
            reload: { interval: 100ms }
            """;

    private final Path file;
    private final Gateway gateway;

    private FileGateway(Path file) {
        ConfigLoad load = new ConfigLoad(new ConfigOrigin.OfFile(file, List.of()));
        CheckedConfig checked = load.read(FilterTypes.load(), Gateway::check);
        this.file = file;
        this.gateway = checked.use(config -> Gateway.start(config, load));
    }

    static FileGateway start(Path file) {
        return new FileGateway(file);
    }

    /** Writes the file first. */
    public static FileGateway start(Path file, String yaml) {
        write(file, yaml);
        return new FileGateway(file);
    }

    public Gateway gateway() {
        return gateway;
    }

    Admin admin() {
        return Admin.of(gateway);
    }

    public InetSocketAddress address() {
        return gateway.address("public");
    }

    /** The status of a handshake. */
    int status(String target) {
        try (RawPeer client = RawPeer.connect(address())) {
            return client.send(Upgrade.to(target).bytes()).readHead().status();
        }
    }

    public void write(String yaml) {
        write(file, yaml);
    }

    /** How many reloads had that result. */
    int reloads(String trigger, String result) {
        return (int) admin().metric("tidegate_reloads_total{result=\"" + result + "\",trigger=\"" + trigger + "\"}");
    }

    /** Waits until that many reloads after a change of a file had that result. */
    void awaitReloads(String result, int count) {
        Awaitility.await(count + " reloads " + result)
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> reloads("file", result), found -> found >= count);
    }

    static void write(Path path, String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
