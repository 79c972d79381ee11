package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** npm {@code graphql-ws} on either side, as it comes, when its server is killed. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class NpmGraphQlWsTest {
    @TempDir
    Path folder;

    @Test
    void aClientKeepsItsSubscriptionsAndRunsNoMutationTwice() {
        try (ForeignProgram a = server("a");
                ForeignProgram b = server("b");
                var gateway = GatewayFixture.start(Settings.to(url(a), url(b))
                        .route("resume", "{ level: replay, replay: { preset: graphql-transport-ws } }"));
                ForeignProgram client = ForeignProgram.start(folder, client(gateway))) {
            client.awaitOutput("two from ");
            boolean atA = client.output().contains("two from a");
            ForeignProgram lost = atA ? a : b;
            ForeignProgram next = atA ? b : a;
            lost.awaitOutput("ran pay 7.").awaitOutput("ran slow.");

            lost.kill();

            String name = atA ? "b" : "a";
            client.awaitOutput("one from " + name).awaitOutput("two from " + name);
            client.awaitOutput("mutation { pay(amount: 7) } failed ENDPOINT_LOST.")
                    .awaitOutput("query { slow } failed ENDPOINT_LOST.");
            client.tell("go on");
            client.awaitOutput("all well");
            gateway.awaitNoSession();
            assertThat(client.output()).contains("now with " + name + ".").doesNotContain("no pong", "closed 1006");
            assertThat(countOf("connected", client)).isEqualTo(1);
            assertThat(next.output()).contains("ran pay -3.").doesNotContain("ran pay 7.", "ran slow.");
            assertThat(countOf("greeted by ada", next)).isEqualTo(1);
            assertThat(countOf("ran ticks", next)).isEqualTo(2);
        }
    }

    private ForeignProgram server(String name) {
        List<String> command = NpmWs.script("graphql-server.mjs");
        command.add(name);
        return ForeignProgram.start(folder, command).awaitOutput("listening on");
    }

    private static List<String> client(GatewayFixture gateway) {
        List<String> command = NpmWs.script("graphql-client.mjs");
        command.add("ws://127.0.0.1:" + gateway.address().getPort() + "/graphql");
        return command;
    }

    private static String url(ForeignProgram server) {
        return "ws://127.0.0.1:" + NpmWs.portOf(server);
    }

    private static long countOf(String text, ForeignProgram program) {
        return Pattern.compile(Pattern.quote(text))
                .matcher(program.output())
                .results()
                .count();
    }
}
