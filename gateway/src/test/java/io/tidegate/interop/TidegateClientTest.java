package io.tidegate.interop;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client script that the gateway serves, in node. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class TidegateClientTest {
    @TempDir
    Path folder;

    @Test
    void theScriptThatIsServedComesBackAsItSays() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT));
                ForeignProgram client = ForeignProgram.start(folder, command(gateway))) {
            client.awaitOutput("all well");
            gateway.awaitNoSession();
        }
    }

    private static List<String> command(GatewayFixture gateway) {
        List<String> command = NpmWs.script("tidegate-client-test.mjs");
        command.add("http://127.0.0.1:" + gateway.gateway().adminAddress().getPort());
        command.add("ws://127.0.0.1:" + gateway.address().getPort() + "/echo");
        return command;
    }
}
