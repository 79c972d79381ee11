package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the admin API says of a file that is not what runs, and of the reloads that brought it there. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class ConfigDifferenceTest {
    private static final String DIFFERENCE = "/api/v1/config/difference";

    private static final String YAML = """
            listeners: { public: { address: "127.0.0.1:0" } }
            upstreams: { app: { endpoints: [ "ws://127.0.0.1:9" ] } }
            routes: { app: { upstream: app, max-message: 1MiB } }
            admin: { address: "127.0.0.1:0" }
            drain: { window: 0s, deadline: 1s }
            event-loops: 1
            reload: { watch: false }
            """;

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsWhatRunsDoesNotDiffer() {
        try (var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML)) {
            assertThat(gateway.admin().json(DIFFERENCE).toString())
                    .isEqualTo("{\"differs\":false,\"changes\":[],\"needs-restart\":[]}");
        }
    }

    @Test
    void aChangedFileIsToldAsADryRunTellsIt() {
        try (var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML)) {
            gateway.write(YAML.replace("1MiB", "2MiB").replace("event-loops: 1", "event-loops: 2"));

            JsonNode difference = gateway.admin().json(DIFFERENCE);
            JsonNode dryRun = gateway.admin()
                    .post("/api/v1/reload?dry-run=true", null, null)
                    .json();

            assertThat(difference.path("differs").asBoolean()).isTrue();
            assertThat(difference.path("changes").toString())
                    .isEqualTo("[{\"kind\":\"route\",\"name\":\"app\",\"change\":\"changed\","
                            + "\"keys\":[\"max-message\"],\"sessions\":0}]");
            assertThat(difference.path("changes")).isEqualTo(dryRun.path("changes"));
            assertThat(difference.path("needs-restart").toString()).isEqualTo("[\"event-loops\"]");
            assertThat(gateway.admin()
                            .json("/api/v1/config")
                            .at("/routes/app/max-message")
                            .asString())
                    .isEqualTo("1MiB");
        }
    }

    @Test
    void aFaultyFileIsToldWithItsFaults() {
        try (var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML)) {
            gateway.write(YAML.replace("max-message", "most"));

            JsonNode difference = gateway.admin().json(DIFFERENCE);

            assertThat(difference.propertyNames()).containsExactly("differs", "faults");
            assertThat(difference.at("/faults/0").asString()).contains("tidegate.yaml:3:", "routes.app.most");
        }
    }

    @Test
    void whereThereIsNoFileThatIsTheAnswer() {
        try (var gateway = GatewayFixture.start(Settings.to("ws://127.0.0.1:9").gateway("admin", Admin.ANY_PORT))) {
            assertThat(Admin.of(gateway.gateway()).json(DIFFERENCE).toString())
                    .isEqualTo("{\"reason\":\"There is no file to reload: the gateway was started without one.\"}");
        }
    }

    @Test
    void reloadsAreAmongTheChangesWhoeverAskedForThemAndDryRunsOnlyAsRequests() {
        try (var gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML)) {
            gateway.admin().json(DIFFERENCE);
            gateway.write(YAML.replace("1MiB", "2MiB"));
            gateway.gateway().reloadFile();
            gateway.write("routes: 1");
            gateway.gateway().reloadFile();
            gateway.admin().post("/api/v1/reload", null, null);

            JsonNode changes = gateway.admin().json("/api/v1/changes").path("changes");

            assertThat(changes).hasSize(3);
            assertThat(changes.at("/0/path").asString()).isEqualTo("/api/v1/reload");
            assertThat(changes.at("/0/status").asInt()).isEqualTo(422);
            assertThat(changes.at("/1/result").asString()).isEqualTo("refused");
            assertThat(changes.at("/1/detail").asString()).contains("tidegate.yaml:1:");
            assertThat(changes.at("/2/reload").asString()).isEqualTo("signal");
            assertThat(changes.at("/2/result").asString()).isEqualTo("applied");
            assertThat(changes.at("/2/detail").asString()).isEqualTo("route app changed (max-message)");
        }
    }
}
