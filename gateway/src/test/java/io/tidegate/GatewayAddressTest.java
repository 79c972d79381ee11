package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.cli.Program;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.filter.FilterTypes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayAddressTest {
    @TempDir
    private Path folder;

    @Test
    void aListenerOnASocketFileHasNoPort() {
        try (Gateway gateway = Gateway.start(config())) {
            assertThat(gateway.address("port").getPort()).isPositive();
            assertThatThrownBy(() -> gateway.address("file"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("listener file is on a Unix domain socket, which has no port");
            assertThatThrownBy(() -> gateway.address("none"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no listener of the name none");
        }
    }

    @Test
    void theProgramKnowsTheAddressOfEveryListener() {
        GatewayConfig config = config();
        ConfigLoad load = new ConfigLoad(new ConfigOrigin.OfRecords(config));
        try (Program.Running running = new GatewayProgram().start(config, load)) {
            assertThat(running.address("port")).isInstanceOf(InetSocketAddress.class);
            assertThat(running.address("file")).hasToString(socket().toString());
        }
    }

    private GatewayConfig config() {
        return ConfigReader.read(ConfigSource.of("t.yaml", """
                listeners: { port: { address: "127.0.0.1:0" }, file: { address: "unix:%s" } }
                upstreams: { app: { endpoints: [ "ws://127.0.0.1:9" ] } }
                routes: { app: { upstream: app } }
                event-loops: 1
                """.formatted(socket())), FilterTypes.load());
    }

    private Path socket() {
        return folder.resolve("t.sock");
    }
}
