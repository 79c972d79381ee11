package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.filter.auth.password.PasswordHash;
import io.tidegate.protocol.Ending;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.transport.PemFixture;
import io.tidegate.transport.TlsClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ways to authenticate, as client and endpoint see them. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class AuthenticationMethodsTest {
    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void aKeyOpensTheDoorUntilItIsTakenOutOfTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("keys.yaml"), "keys: { billing: { sha256: " + Sha256.of("tg_s3cret") + " } }");
        try (var gateway = by("api-key: { file: \"" + file + "\", from: [ \"header:X-Api-Key\", \"query:key\" ] }")) {
            assertThat(answer(gateway, Upgrade.to("/none")).status()).isEqualTo(401);
            assertThat(answer(gateway, Upgrade.to("/wrong").with("X-Api-Key", "tg_other"))
                            .status())
                    .isEqualTo(401);
            assertThat(gateway.ending("/none").reason()).isEqualTo("authenticate: no credential");
            assertThat(gateway.ending("/wrong").reason()).isEqualTo("authenticate: api-key: the key is unknown");

            try (RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/in?key=tg_s3cret&room=1"));
                    RawPeer server = endpoint.next()) {
                assertThat(server.head().header("X-Api-Key")).isEmpty();
                assertThat(server.head().startLine()).isEqualTo("GET /in?room=1 HTTP/1.1");
                client.halfClose();
            }

            Files.writeString(file, "keys: {}");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> answer(gateway, Upgrade.to("/out").with("X-Api-Key", "tg_s3cret"))
                                    .status()
                            == 401);
        }
    }

    @Test
    void aNameAndItsPasswordOpenTheDoor() throws IOException {
        Path file = Files.writeString(
                folder.resolve("users.yaml"),
                "users: { ann: { password: \"" + PasswordHash.of("hunter2").text() + "\" } }");
        try (var gateway = by("basic: { file: \"" + file + "\", realm: Chat }")) {
            Head refused = answer(gateway, Upgrade.to("/wrong").with("Authorization", basic("ann", "hunter3")));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Chat\", charset=\"UTF-8\"");
            assertThat(gateway.ending("/wrong").reason()).isEqualTo("authenticate: basic: wrong user or password");

            try (RawPeer client = RawPeer.open(
                            gateway.address(), Upgrade.to("/in").with("Authorization", basic("ann", "hunter2")));
                    RawPeer server = endpoint.next()) {
                assertThat(server.head().header("Authorization")).isEmpty();
                client.halfClose();
            }
        }
    }

    @Test
    void aCertificateOpensTheDoor() throws Exception {
        PemFixture pem = new PemFixture(folder);
        X509Bundle site = pem.issue("site", "a.example");
        String tls =
                "{ certificates: [ { certificate: \"%s\", key: \"%s\" } ], client-certificates: optional, client-ca: \"%s\" }"
                        .formatted(pem.chainFile("site", site), pem.keyFile("site", site), pem.authorityFile());
        try (var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                .listener("tls", tls)
                .route("filters", filters("client-certificate: { san: [ \"dns:*.devices.example\" ], name: san }")))) {
            var client = new TlsClient(pem, gateway.address().getPort());
            assertThat(statusLine(client, "/none")).startsWith("HTTP/1.1 401 ");

            client.shows(pem.issue("other", "d7.others.example"));
            assertThat(statusLine(client, "/other")).startsWith("HTTP/1.1 401 ");
            assertThat(gateway.ending("/other").reason())
                    .isEqualTo("authenticate: client-certificate: the certificate is none of those that are listed");

            client.shows(pem.issue("device", "d7.devices.example"));
            assertThat(statusLine(client, "/in")).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void anActiveTokenOpensTheDoorAndWhoCannotBeAskedAboutIsToComeBack() {
        try (var server = new HttpService(request -> HttpService.Answer.json(
                        request.body().startsWith("token=good&")
                                ? "{\"active\": true, \"sub\": \"ann\"}"
                                : "{\"active\": false}"));
                var gateway = by("introspection: { url: \"" + server.url("/i")
                        + "\", client-id: gate, client-secret: s3cret, timeout: 5s }")) {
            assertThat(answer(gateway, bearer("/good", "good")).status()).isEqualTo(101);
            assertThat(answer(gateway, bearer("/bad", "bad")).status()).isEqualTo(401);

            server.stop();
            assertThat(answer(gateway, bearer("/good", "good")).status()).isEqualTo(101);
            Head refused = answer(gateway, bearer("/new", "new"));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            Ending ending = gateway.ending("/new");
            assertThat(ending.code()).isEqualTo(503);
            assertThat(ending.reason()).startsWith("authenticate: introspection: ");
        }
    }

    @Test
    void aServiceOpensTheDoorOrShutsIt() {
        try (var service = new HttpService(
                        request -> switch (String.valueOf(request.headers().getFirst("Authorization"))) {
                            case "Bearer good" -> new HttpService.Answer(200, Map.of("X-Auth-Subject", "ann"), "");
                            case "Bearer known" -> new HttpService.Answer(403, Map.of(), "");
                            default -> new HttpService.Answer(401, Map.of(), "");
                        });
                var gateway = by("external: { url: \"" + service.url("/verify") + "\", timeout: 5s }")) {
            assertThat(answer(gateway, bearer("/good", "good")).status()).isEqualTo(101);
            assertThat(answer(gateway, bearer("/known", "known")).status()).isEqualTo(403);
            assertThat(answer(gateway, bearer("/bad", "bad")).status()).isEqualTo(401);
            assertThat(answer(gateway, Upgrade.to("/none")).status()).isEqualTo(401);
            assertThat(service.requests()).hasSize(3);

            service.stop();
            assertThat(answer(gateway, bearer("/gone", "good")).status()).isEqualTo(503);
        }
    }

    private GatewayFixture by(String method) {
        return GatewayFixture.start(Settings.to(endpoint.url()).route("filters", filters(method)));
    }

    private static String filters(String method) {
        return "[ { authenticate: { any: [ { " + method + " } ] } } ]";
    }

    private static Upgrade bearer(String path, String token) {
        return Upgrade.to(path).with("Authorization", "Bearer " + token);
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }

    private static Head answer(GatewayFixture gateway, Upgrade request) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(request.bytes());
            return client.readHead();
        }
    }

    private static String statusLine(TlsClient client, String path) throws IOException {
        try (SSLSocket socket = client.connect("a.example")) {
            socket.getOutputStream().write(Upgrade.to(path).bytes());
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
        }
    }
}
