package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidegate.control.LiveConfig;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Files that change while the gateway runs. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class ReloadFromFileTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(LiveConfig.class);

    /** There is a route, if nobody at the endpoint. */
    private static final int SERVED = 502;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        log.start();
        LOG.addAppender(log);
        LOG.setLevel(Level.INFO);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(log);
        LOG.setLevel(null);
    }

    @Test
    void aFileThatIsWrittenIsLoaded() {
        try (var gateway = FileGateway.start(file(), yaml("/one"))) {
            gateway.write(yaml("/two"));

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
            assertThat(gateway.status("/one")).isEqualTo(404);
            assertThat(messages(Level.INFO))
                    .containsExactly("configuration reloaded (file): route app changed (match.path)");
        }
    }

    @Test
    void aFileThatTakesThePlaceOfTheOldOneIsLoaded() throws IOException {
        try (var gateway = FileGateway.start(file(), yaml("/one"))) {
            Path written = Files.writeString(folder.resolve("tidegate.yaml.swp"), yaml("/two"));
            Files.setLastModifiedTime(written, Files.getLastModifiedTime(file())); // as cp -p and rsync do
            Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE);

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void aFolderThatIsSwappedByItsLinkIsLoaded() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("..first")).resolve("tidegate.yaml"), yaml("/one"));
        Files.writeString(Files.createDirectory(folder.resolve("..second")).resolve("tidegate.yaml"), yaml("/two"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(file(), Path.of("..data", "tidegate.yaml"));
        try (var gateway = FileGateway.start(file())) {
            Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..second"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void aFileThatIsFilledInIsWatchedToo() throws IOException {
        Path path = Files.writeString(folder.resolve("path.txt"), "/one\n");
        try (var gateway = FileGateway.start(file(), yaml("${file:path.txt}"))) {
            Files.writeString(path, "/two\n");

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void aFileThatIsBeingWrittenIsWaitedFor() {
        String slow = yaml("/one").replace("interval: 100ms", "interval: 1s");
        try (var gateway = FileGateway.start(file(), slow)) {
            gateway.write("half a fi");
            gateway.write(slow.replace("/one", "/two"));

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.reloads("file", "refused")).isZero();
        }
    }

    @Test
    void aFaultyFileIsSaidOnceAndChangesNothingUntilItIsGoodAgain() {
        try (var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), yaml("/one").replace("ws://127.0.0.1:9", endpoint.url()));
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/one"))) {
            gateway.write(yaml("/two").replace("upstream: app", "upstrem: app\n    max-age: soon"));

            gateway.awaitReloads("refused", 1);
            Awaitility.await()
                    .during(Duration.ofMillis(500)) // several looks
                    .until(() -> gateway.reloads("file", "refused") == 1);
            assertThat(messages(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("reload (file) refused, the running configuration stays: ")
                    .contains("tidegate.yaml:11:5 routes.app.upstrem", "tidegate.yaml:12:14 routes.app.max-age");
            assertThat(gateway.admin().metric("tidegate_config_last_reload_success"))
                    .isZero();
            client.send(WireFrame.text("still here"));
            assertThat(client.next().text()).isEqualTo("still here");

            gateway.write(yaml("/three"));

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.admin().metric("tidegate_config_last_reload_success"))
                    .isOne();
            assertThat(gateway.status("/three")).isEqualTo(SERVED);
        }
    }

    @Test
    void aFileThatIsGoneChangesNothingUntilItIsBack() throws IOException {
        try (var gateway = FileGateway.start(file(), yaml("/one"))) {
            Files.delete(file());

            gateway.awaitReloads("refused", 1);
            assertThat(messages(Level.WARN)).singleElement().asString().endsWith(file() + " does not exist");

            gateway.write(yaml("/two"));

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void aFileThatIsMissedIsWaitedFor() throws IOException {
        try (var gateway = FileGateway.start(file(), yaml("/one"))) {
            gateway.write(yaml("${file:path.txt}"));
            gateway.awaitReloads("refused", 1);

            Files.writeString(folder.resolve("path.txt"), "/two");

            gateway.awaitReloads("applied", 1);
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void whatIsNotWatchedIsLoadedWhenAsked() {
        String unwatched = yaml("/one").replace("interval: 100ms", "interval: 100ms, watch: false");
        try (var gateway = FileGateway.start(file(), unwatched)) {
            gateway.write(unwatched.replace("/one", "/two"));
            Awaitility.await().during(Duration.ofMillis(500)).until(() -> gateway.reloads("file", "applied") == 0);

            gateway.gateway().reloadFile();

            assertThat(gateway.reloads("signal", "applied")).isOne();
            assertThat(gateway.status("/two")).isEqualTo(SERVED);
        }
    }

    @Test
    void aCertificateIsRenewedThoughTheFileStaysAsItIs() throws Exception {
        try (var old = new TestSite();
                var renewed = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), secure(old).replace("ws://127.0.0.1:9", endpoint.url()));
                RawPeer before = shakeHands(gateway, old)) {
            copy(renewed, old);

            gateway.awaitReloads("applied", 1);
            shakeHands(gateway, renewed).close();
            before.send(WireFrame.text("still here"));
            assertThat(before.next().text()).isEqualTo("still here");
            assertThat(messages(Level.INFO))
                    .containsExactly("configuration reloaded (file): listener public changed (tls)");
        }
    }

    @Test
    void aFaultyFileKeepsNoCertificateFromBeingRenewed() throws Exception {
        try (var old = new TestSite();
                var renewed = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = FileGateway.start(file(), secure(old).replace("ws://127.0.0.1:9", endpoint.url()))) {
            gateway.write("nothing good");
            gateway.awaitReloads("refused", 1);

            copy(renewed, old);

            gateway.awaitReloads("refused", 2);
            Awaitility.await().ignoreExceptions().until(() -> {
                shakeHands(gateway, renewed).close();
                return true;
            });
        }
    }

    @Test
    void theAuthoritiesOfEndpointsAreRenewed() throws Exception {
        try (var site = new TestSite();
                var other = new TestSite();
                var endpoint = new EchoEndpoint();
                var behind = FileGateway.start(
                        folder.resolve("behind.yaml"), secure(site).replace("ws://127.0.0.1:9", endpoint.url()))) {
            Path ca = Files.copy(other.authority(), folder.resolve("ca.pem"));
            String url = "wss://127.0.0.1:" + behind.address().getPort();
            try (var gateway = FileGateway.start(
                    file(),
                    yaml("/one").replace("[ \"ws://127.0.0.1:9\" ]", "[ \"" + url + "\" ], tls: { ca: ca.pem }"))) {
                assertThat(gateway.status("/one")).isEqualTo(502);

                Files.copy(site.authority(), ca, StandardCopyOption.REPLACE_EXISTING);

                gateway.awaitReloads("applied", 1);
                assertThat(gateway.status("/one")).isEqualTo(101);
            }
        }
    }

    private Path file() {
        return folder.resolve("tidegate.yaml");
    }

    private static String yaml(String path) {
        return FileGateway.COMMON + """
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams: { app: { endpoints: [ "ws://127.0.0.1:9" ] } }
                routes:
                  app:
                    match: { path: "%s" }
                    upstream: app
                """.formatted(path);
    }

    private static String secure(TestSite site) {
        return yaml("/one")
                .replace(
                        "\"127.0.0.1:0\" }\nupstreams",
                        "\"127.0.0.1:0\", tls: " + site.listenerTls() + " }\nupstreams");
    }

    /** The certificate and the key of {@code from} take the place of those of {@code to}, one after the other. */
    private static void copy(TestSite from, TestSite to) throws IOException {
        Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static RawPeer shakeHands(FileGateway gateway, TestSite trusted) {
        RawPeer client = RawPeer.connect(gateway.address(), trusted);
        assertThat(client.send(Upgrade.to("/one").bytes()).readHead().status()).isEqualTo(101);
        return client;
    }

    private List<String> messages(Level level) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
