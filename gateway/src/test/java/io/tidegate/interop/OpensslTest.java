package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's client resumes TLS sessions at a listener. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class OpensslTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
    void itResumesASession(String options) {
        Path session = folder.resolve("session.pem");
        try (TestSite site = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).listener("tls", site.listenerTls()))) {
            try (ForeignProgram first = client(gateway, options + " -sess_out " + session)) {
                first.awaitOutput(options.equals("-tls1_3") ? "New Session Ticket arrived" : "Verify return code");
                assertThat(first.output()).contains("New, TLSv1.");
            }
            try (ForeignProgram second = client(gateway, options + " -sess_in " + session)) {
                second.awaitOutput("Reused, TLSv1.");
            }
        }
    }

    private ForeignProgram client(GatewayFixture gateway, String options) {
        List<String> command = new ArrayList<>(List.of(ForeignProgram.installed("openssl"), "s_client", "-connect"));
        command.add("127.0.0.1:" + gateway.address().getPort());
        command.addAll(List.of(options.split(" ")));
        return ForeignProgram.start(folder, command);
    }
}
