package io.tidegate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.control.ReloadRefusedException;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Admin.Answer;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reloads that are asked for by the admin API, of a whole gateway. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class ReloadByApiTest {
    private static final String YAML = "application/yaml";

    @TempDir
    private Path folder;

    @Test
    void theFileIsReadAnewAndTheAnswerSaysWhatChanged() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint));
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/one"))) {
            gateway.write(yaml("/one", endpoint)
                    .replace("upstream: app", "upstream: app, max-message: 4B")
                    .replace("event-loops: 1", "event-loops: 3"));

            Answer answer = gateway.admin().post("/api/v1/reload", null, null);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().toString())
                    .isEqualTo("{\"dry-run\":false,\"changes\":[{\"kind\":\"route\",\"name\":\"app\","
                            + "\"change\":\"changed\",\"keys\":[\"max-message\"],\"sessions\":1}],"
                            + "\"needs-restart\":[\"event-loops\"]}");
            JsonNode config = gateway.admin().json("/api/v1/config");
            assertThat(config.path("routes").path("app").path("max-message").asString())
                    .isEqualTo("4B");
            assertThat(config.path("event-loops").asInt()).isEqualTo(1);
            assertThat(config.path("loaded").path("needs-restart").get(0).asString())
                    .isEqualTo("event-loops");
            client.send(WireFrame.text("hello"));
            assertThat(client.next().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint));
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/one"))) {
            Path socket = folder.resolve("new.sock");
            gateway.write(yaml("/two", endpoint)
                    .replace("listeners:", "listeners:\n  file: { address: \"unix:" + socket + "\" }"));

            Answer answer = gateway.admin().post("/api/v1/reload?dry-run=true", null, null);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("dry-run").asBoolean()).isTrue();
            assertThat(lines(answer)).containsExactly("listener file added 0", "route app changed 1");
            assertThat(socket).doesNotExist();
            assertThat(gateway.status("/one")).isEqualTo(101);
            assertThat(gateway.status("/two")).isEqualTo(404);
            assertThat(gateway.reloads("api", "applied")).isZero();
            client.send(WireFrame.text("still here"));
            assertThat(client.next().text()).isEqualTo("still here");
        }
    }

    @Test
    void everyKindOfChangeIsReported() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint));
                RawPeer _ = RawPeer.open(gateway.address(), Upgrade.to("/one"))) {
            gateway.write(common().replace("window: 0s", "window: 1s") + """
                    listeners:
                      public: { address: "127.0.0.1:0", health: /lb }
                    upstreams:
                      app: { endpoints: [ { url: "ws://127.0.0.1:9", weight: 2 } ], balance: round-robin }
                      more: { endpoints: [ "ws://127.0.0.1:9" ] }
                    routes: { other: { upstream: more } }
                    """);

            Answer answer = gateway.admin().post("/api/v1/reload?dry-run=true", null, null);

            String id = endpoint.url().replace("ws://", "");
            assertThat(lines(answer))
                    .containsExactly(
                            "setting drain changed 0",
                            "listener public changed 0",
                            "upstream app changed 0",
                            "upstream more added 0",
                            "endpoint app/" + id + " removed 1",
                            "endpoint app/127.0.0.1:9 added 0",
                            "endpoint more/127.0.0.1:9 added 0",
                            "route app removed 1",
                            "route other added 0");
        }
    }

    @Test
    void faultsAreAllTold() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint))) {
            byte[] faulty = yaml("/{a}/{a}", endpoint)
                    .replace("upstream: app", "upstream: ap, max-age: soon")
                    .getBytes(UTF_8);

            for (String path : List.of("/api/v1/config", "/api/v1/config?dry-run=true")) {
                Answer answer = gateway.admin().post(path, YAML, faulty);

                assertThat(answer.status()).isEqualTo(422);
                assertThat(strings(answer.json().path("faults")))
                        .anySatisfy(fault -> assertThat(fault)
                                .matches("posted:\\d+:\\d+ routes.app.upstream must name an upstream, got ap; .*"))
                        .anySatisfy(fault -> assertThat(fault).contains("routes.app.max-age must be a duration"))
                        .anySatisfy(fault -> assertThat(fault).contains("routes.app.match.path"));
            }
            assertThat(gateway.status("/one")).isEqualTo(101);
            assertThat(gateway.reloads("api", "refused")).isOne();
        }
    }

    @Test
    void aPortInUseChangesNothing() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint));
                ServerSocket taken = new ServerSocket(0)) {
            String listener = "listeners:\n  taken: { address: \"0.0.0.0:" + taken.getLocalPort() + "\" }";
            byte[] yaml = yaml("/two", endpoint).replace("listeners:", listener).getBytes(UTF_8);

            Answer answer = gateway.admin().post("/api/v1/config", YAML, yaml);

            assertThat(answer.status()).isEqualTo(422);
            assertThat(strings(answer.json().path("faults")))
                    .singleElement()
                    .asString()
                    .matches("posted:\\d+:\\d+ listeners.taken.address .* is in use; .*");
            assertThat(gateway.status("/one")).isEqualTo(101);
            assertThat(gateway.status("/two")).isEqualTo(404);
        }
    }

    @Test
    void aPostedFileRunsUntilTheFileChanges() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), watched(yaml("/one", endpoint)))) {
            assertThat(gateway.admin()
                            .json("/api/v1/config")
                            .path("loaded")
                            .path("from")
                            .asString())
                    .isEqualTo("file");

            Answer answer = gateway.admin()
                    .post(
                            "/api/v1/config",
                            YAML,
                            watched(yaml("/posted", endpoint)).getBytes(UTF_8));

            assertThat(answer.status()).isEqualTo(200);
            JsonNode loaded = gateway.admin().json("/api/v1/config").path("loaded");
            assertThat(loaded.path("from").asString()).isEqualTo("api");
            assertThat(loaded.path("sha256").asString()).hasSize(12);
            assertThat(loaded.has("file")).isFalse();
            assertThat(gateway.status("/posted")).isEqualTo(101);

            gateway.write(watched(yaml("/two", endpoint)));

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(101);
            assertThat(gateway.status("/posted")).isEqualTo(404);
            assertThat(gateway.admin()
                            .json("/api/v1/config")
                            .path("loaded")
                            .path("file")
                            .asString())
                    .isEqualTo(file().toString());
        }
    }

    @Test
    void whatAPostedFileNamesIsWatchedAndReadAnewWithIt() throws Exception {
        try (var site = new TestSite();
                var renewed = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), watched(yaml("/one", endpoint)))) {
            Path path = Files.writeString(folder.resolve("path.txt"), "/posted");
            String posted = watched(yaml("${file:path.txt}", endpoint))
                    .replace(
                            "listeners:",
                            "listeners:\n  tls: { address: \"127.0.0.1:0\", tls: " + site.listenerTls() + " }");
            assertThat(gateway.admin()
                            .post("/api/v1/config", YAML, posted.getBytes(UTF_8))
                            .status())
                    .isEqualTo(200);

            Files.copy(renewed.certificate(), site.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.key(), site.key(), StandardCopyOption.REPLACE_EXISTING);
            gateway.awaitReloads("applied", 1);
            Files.writeString(path, "/other");

            Awaitility.await().until(() -> gateway.status("/other") == 101);
            assertThat(gateway.admin()
                            .json("/api/v1/config")
                            .path("loaded")
                            .path("from")
                            .asString())
                    .isEqualTo("api");
            try (RawPeer client = RawPeer.connect(gateway.gateway().address("tls"), renewed)) {
                assertThat(client.send(Upgrade.to("/other").bytes()).readHead().status())
                        .isEqualTo(101);
            }
        }
    }

    @Test
    void whatIsNoConfigurationIsRefused() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint))) {
            Admin admin = gateway.admin();
            byte[] good = yaml("/two", endpoint).getBytes(UTF_8);

            assertThat(admin.post("/api/v1/config", YAML, "not: [ yaml".getBytes(UTF_8))
                            .status())
                    .isEqualTo(422);
            assertThat(admin.post("/api/v1/config", YAML, new byte[0]).status()).isEqualTo(422);
            assertThat(admin.post("/api/v1/config", YAML, new byte[] {'a', ':', (byte) 0xff})
                            .status())
                    .isEqualTo(400);
            assertThat(admin.post("/api/v1/config", YAML, new byte[(1 << 20) + 1])
                            .status())
                    .isEqualTo(413);
            assertThat(admin.post("/api/v1/config", "text/plain", good).status())
                    .isEqualTo(415);
            assertThat(admin.post("/api/v1/config", null, good).status()).isEqualTo(415);
            assertThat(admin.post("/api/v1/reload", YAML, good).status()).isEqualTo(415);
            assertThat(admin.post("/api/v1/config?dry-run=maybe", YAML, good).status())
                    .isEqualTo(400);
            assertThat(admin.post("/api/v1/config?all=true", YAML, good).status())
                    .isEqualTo(400);
            assertThat(gateway.status("/one")).isEqualTo(101);
            assertThat(gateway.status("/two")).isEqualTo(404);
        }
    }

    @Test
    void twoAtOnceAreDoneOneAfterTheOther() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one", endpoint))) {
            ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] yaml = yaml("/path-" + i, endpoint).getBytes(UTF_8);
                threads.add(Thread.ofVirtual()
                        .start(() -> answers.add(gateway.admin().post("/api/v1/config", YAML, yaml))));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(answers).extracting(Answer::status).containsOnly(200).hasSize(8);
            assertThat(gateway.reloads("api", "applied")).isEqualTo(8);
            String path = gateway.admin()
                    .json("/api/v1/config")
                    .path("routes")
                    .path("app")
                    .path("match")
                    .path("path")
                    .asString();
            assertThat(gateway.status(path)).isEqualTo(101);
        }
    }

    @Test
    void duringADrainAReloadIsRefused() throws Exception {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(
                        file(), yaml("/one", endpoint).replace("window: 0s", "delay: 5m, window: 0s"))) {
            Thread draining = Thread.ofVirtual().start(gateway.gateway()::drain);
            Awaitility.await().until(() -> gateway.admin().status("/readyz") == 503);

            Answer answer = gateway.admin().post("/api/v1/reload", null, null);

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asString())
                    .isEqualTo("The gateway drains; its configuration stays as it is.");
            assertThat(gateway.admin()
                            .post(
                                    "/api/v1/config?dry-run=true",
                                    YAML,
                                    yaml("/two", endpoint).getBytes(UTF_8))
                            .status())
                    .isEqualTo(409);
            draining.interrupt();
            draining.join();
        }
    }

    @Test
    void whereThereIsNoFileOneMayBePosted() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT))) {
            Admin admin = Admin.of(gateway.gateway());
            assertThat(admin.json("/api/v1/config").path("loaded").path("from").asString())
                    .isEqualTo("program");

            Answer answer = admin.post("/api/v1/reload", null, null);

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("detail").asString())
                    .isEqualTo("There is no file to reload: the gateway was started without one.");
            assertThat(admin.post(
                                    "/api/v1/config?dry-run=true",
                                    YAML,
                                    yaml("/two", endpoint).getBytes(UTF_8))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aProgramIsRefusedLikewise() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url())) {
            gateway.gateway().drain();

            assertThatThrownBy(() -> gateway.reload(Settings.to(endpoint.url())))
                    .isInstanceOf(ReloadRefusedException.class);
        }
    }

    private Path file() {
        return folder.resolve("tidegate.yaml");
    }

    /** Nothing but the API loads anything. */
    private static String common() {
        return FileGateway.COMMON
                .replace("event-loops: 2", "event-loops: 1")
                .replace("interval: 100ms", "interval: 100ms, watch: false");
    }

    private static String watched(String yaml) {
        return yaml.replace(", watch: false", "");
    }

    private static String yaml(String path, EchoEndpoint endpoint) {
        return common() + """
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams: { app: { endpoints: [ "%s" ] } }
                routes: { app: { match: { path: "%s" }, upstream: app } }
                """.formatted(endpoint.url(), path);
    }

    private static List<String> lines(Answer answer) {
        return StreamSupport.stream(answer.json().path("changes").spliterator(), false)
                .map(change -> change.path("kind").asString() + " "
                        + change.path("name").asString() + " "
                        + change.path("change").asString() + " "
                        + change.path("sessions").asInt())
                .toList();
    }

    private static List<String> strings(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
