package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.Issuer;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What endpoint and log are told of a client that was authenticated, and from which pages cookies count. */
@ExtendWith(NothingLeftBehind.class)
class IdentityForwardedTest {
    private static final Issuer ISSUER = new Issuer();
    private static final String HEADERS =
            "forward: { subject: X-User-Id, roles: X-User-Roles, claims: { email: X-User-Email } }";

    @TempDir
    private Path folder;

    private Path keys;

    @BeforeEach
    void publish() throws IOException {
        keys = Files.writeString(folder.resolve("keys.json"), ISSUER.jwks());
    }

    @Test
    void theEndpointIsToldWhoItIsAndNothingThatTheClientMadeUp() {
        String token = ISSUER.token("ann", Map.of("roles", List.of("user", "a,b")));
        Upgrade request = bearer("/", token)
                .with("X-User-Id", "root")
                .with("x_user_id", "root")
                .with("X-USER-ROLES", "admin")
                .with("X_User_Email", "root@x");

        Head seen = seenByEndpoint(settings("", "authorization", HEADERS), request);

        assertThat(seen.headers().all("X-User-Id")).containsExactly("ann");
        assertThat(seen.headers().all("X-User-Roles")).containsExactly("user,a%2Cb");
        assertThat(seen.headers().fields())
                .noneMatch(
                        field -> field.value().contains("root") || field.value().contains("admin"))
                .noneMatch(field -> field.name().equalsIgnoreCase("X-User-Email"));
    }

    @Test
    void theEndpointGetsATokenOfOursThatItCanVerify() throws Exception {
        String forward = "forward: { token: { audience: backend, claims: [ email ] } }";
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint.url(), "\"query:t\"", forward)
                        .gateway("admin", "{ address: \"127.0.0.1:0\", token: a-token-of-16-characters-or-more }"));
                var _ = RawPeer.open(
                        gateway.address(),
                        Upgrade.to("/?t=" + ISSUER.token("ann", Map.of("email", "a@x")))
                                .with("Authorization", "Bearer forged"));
                var far = endpoint.next()) {
            List<String> sent = far.head().headers().all("Authorization");
            assertThat(sent).hasSize(1);
            SignedJWT token = SignedJWT.parse(sent.getFirst().substring("Bearer ".length()));
            JWKSet published = JWKSet.parse(published(gateway));

            assertThat(token.verify(new ECDSAVerifier(published
                            .getKeyByKeyId(token.getHeader().getKeyID())
                            .toECKey())))
                    .isTrue();
            assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("ann");
            assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("backend");
            assertThat(token.getJWTClaimsSet().getStringClaim("email")).isEqualTo("a@x");
            assertThat(token.getJWTClaimsSet().getStringClaim("sid"))
                    .isEqualTo(far.head().header("Tidegate-Session"));
        }
    }

    @Test
    void aCookieFromAPageOfAnotherOriginAdmitsNobody() {
        String cookie = "sid=" + ISSUER.token("ann");
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(endpoint.url(), "\"cookie:sid\"", ""))) {
            assertThat(status(
                            gateway,
                            Upgrade.to("/foreign").with("Cookie", cookie).with("Origin", "https://evil.test")))
                    .isEqualTo(403);
            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie).with("Origin", "null")))
                    .isEqualTo(403);
            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie).with("Origin", "http://gateway.test:81")))
                    .isEqualTo(403);
            assertThat(status(
                            gateway,
                            Upgrade.to("/")
                                    .with("Cookie", cookie)
                                    .with("Origin", "https://gateway.test")
                                    .with("Origin", "https://evil.test")))
                    .isEqualTo(403);
            assertThat(endpoint.taken()).isZero();
            assertThat(gateway.ending("/foreign").reason()).contains("another origin");

            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie).with("Origin", "https://gateway.test")))
                    .isEqualTo(101);
            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie))).isEqualTo(101); // no browser
        }
    }

    @Test
    void anOriginsFilterBeforeDecidesWhichPagesCookiesCountFrom() {
        String cookie = "sid=" + ISSUER.token("ann");
        String origins = "{ origins: { allow: [ \"https://app.test\" ] } }";
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ " + origins + ", " + filter("\"cookie:sid\"", "") + " ]"))) {
            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie).with("Origin", "https://app.test")))
                    .isEqualTo(101);
            assertThat(status(gateway, Upgrade.to("/").with("Cookie", cookie).with("Origin", "https://gateway.test")))
                    .isEqualTo(403);
        }
    }

    @Test
    void theLogSaysWhoItWas() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(endpoint.url(), "authorization", ""));
                var client = RawPeer.open(gateway.address(), bearer("/who", ISSUER.token("ann")))) {
            client.reset();
            gateway.ending("/who");

            assertThat(gateway.endings().text()).contains("\"principal\":\"ann\"");
        }
    }

    @Test
    void theLogSaysItHashedWhereThatIsWanted() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(
                        settings(endpoint.url(), "authorization", "").accessLog("principal: hashed"));
                var client = RawPeer.open(gateway.address(), bearer("/who", ISSUER.token("ann")))) {
            client.reset();
            gateway.ending("/who");

            assertThat(gateway.endings().text())
                    .containsPattern("\"principal\":\"[0-9a-f]{32}\"")
                    .doesNotContain("\"ann\"");
        }
    }

    private static String published(GatewayFixture gateway) throws Exception {
        URI keys = URI.create(
                "http://127.0.0.1:" + gateway.gateway().adminAddress().getPort() + "/.well-known/jwks.json");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(keys).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static int status(GatewayFixture gateway, Upgrade request) {
        try (var client = RawPeer.connect(gateway.address())) {
            client.send(request.bytes());
            return client.readHead().status();
        }
    }

    private static Upgrade bearer(String target, String token) {
        return Upgrade.to(target).with("Authorization", "Bearer " + token);
    }

    private Settings settings(String url, String from, String more) {
        return Settings.to(url).route("filters", "[ " + filter(from, more) + " ]");
    }

    private String filter(String from, String more) {
        return "{ authenticate: { any: [ { jwt: { from: [ " + from + " ], jwks-file: \"" + keys + "\" } } ]"
                + (more.isEmpty() ? "" : ", " + more) + " } }";
    }

    /** What an endpoint gets of {@code request}. */
    private static Head seenByEndpoint(Settings settings, Upgrade request) {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings.upstream("endpoints", "[ \"" + endpoint.url() + "\" ]"));
                RawPeer _ = RawPeer.open(gateway.address(), request);
                RawPeer upstream = endpoint.next()) {
            return upstream.head();
        }
    }
}
