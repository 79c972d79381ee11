package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
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
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in with a token, and what of it the endpoint and the log see. */
@ExtendWith(NothingLeftBehind.class)
class AuthenticateTest {
    private static final Issuer ISSUER = new Issuer();

    @TempDir
    private Path folder;

    private Path keys;

    @BeforeEach
    void publish() throws IOException {
        keys = Files.writeString(folder.resolve("keys.json"), ISSUER.jwks());
    }

    @Test
    void whoHasNoTokenOrAnExpiredOneHearsNothingOfTheEndpoint() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(endpoint.url(), "authorization", ""));
                var without = RawPeer.connect(gateway.address());
                var expired = RawPeer.connect(gateway.address())) {
            without.send(Upgrade.to("/without").bytes());
            expired.send(bearer("/expired", ISSUER.token("ann", Duration.ofMinutes(-5), Map.of()))
                    .bytes());

            Head refusal = without.readHead();
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.header("WWW-Authenticate")).isEqualTo("Bearer");
            Head other = expired.readHead();
            assertThat(other.status()).isEqualTo(401);
            assertThat(other.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
            assertThat(expired.readBody()).doesNotContain("expired");
            assertThat(gateway.ending("/without").reason()).isEqualTo("authenticate: no credential");
            assertThat(gateway.ending("/expired").reason()).isEqualTo("authenticate: jwt: expired");
            assertThat(gateway.ending("/expired").cause()).isEqualTo(Cause.REFUSED);
            assertThat(endpoint.taken()).isZero();
        }
    }

    @Test
    void theEndpointDoesNotGetTheTokenWhereverItWas() {
        String token = ISSUER.token("ann");
        Settings settings = settings("", "authorization, \"header:X-Token\", \"query:token\", \"cookie:sid\"", "");

        Head byField = seenByEndpoint(settings, bearer("/", token).with("x-token", token));
        Head byQuery = seenByEndpoint(settings, Upgrade.to("/?a=%2F&token=" + token + "&b"));
        Head byCookie = seenByEndpoint(settings, Upgrade.to("/").with("Cookie", "a=1; sid=" + token + "; b=2"));

        assertThat(byField.headers().contains("Authorization")).isFalse();
        assertThat(byField.headers().contains("X-Token")).isFalse();
        assertThat(byQuery.target()).isEqualTo("/?a=%2F&b");
        assertThat(byCookie.headers().all("Cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void theEndpointGetsTheTokenWhereThatIsWanted() {
        String token = ISSUER.token("ann");
        Settings settings = settings("", "authorization, \"query:token\"", "keep-credentials: true");

        Head seen = seenByEndpoint(settings, bearer("/?token=" + token, token));

        assertThat(seen.header("Authorization")).isEqualTo("Bearer " + token);
        assertThat(seen.target()).isEqualTo("/?token=" + token);
    }

    @Test
    void aTokenAmongTheSubprotocolsIsNeitherPassedOnNorEchoed() {
        String token = ISSUER.token("ann");
        Upgrade request = Upgrade.to("/").with("Sec-WebSocket-Protocol", "chat, bearer, " + token + ", stomp");
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint.url(), "subprotocol", "keep-credentials: true"));
                var client = RawPeer.open(gateway.address(), request);
                var far = endpoint.next()) {
            assertThat(far.head().header("Sec-WebSocket-Protocol")).isEqualTo("chat, stomp");
            assertThat(client.head().headers().all("Sec-WebSocket-Protocol")).containsExactly("bearer");
        }
    }

    @Test
    void theEndpointsSubprotocolIsTheOneThatTheClientGets() {
        String token = ISSUER.token("ann");
        Upgrade request = Upgrade.to("/").with("Sec-WebSocket-Protocol", "bearer, " + token + ", stomp");
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Protocol: stomp"));
                var gateway = GatewayFixture.start(settings(endpoint.url(), "subprotocol", ""));
                var client = RawPeer.open(gateway.address(), request)) {
            assertThat(client.head().headers().all("Sec-WebSocket-Protocol")).containsExactly("stomp");
        }
    }

    @Test
    void aSubprotocolThatTheEndpointCallsOtherwiseComesBesideAToken() {
        String token = ISSUER.token("ann");
        Upgrade request = Upgrade.to("/renamed").with("Sec-WebSocket-Protocol", "bearer, " + token + ", v1.chat");
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Protocol: chat"));
                var gateway = GatewayFixture.start(settings(endpoint.url(), "subprotocol", "")
                        .route(
                                "filters",
                                "[ " + filter("subprotocol", "")
                                        + ", { subprotocol: { map: { v1.chat: chat, bearer: x } } } ]"));
                var client = RawPeer.open(gateway.address(), request);
                var far = endpoint.next()) {
            assertThat(far.head().header("Sec-WebSocket-Protocol")).isEqualTo("chat");
            assertThat(client.head().headers().all("Sec-WebSocket-Protocol")).containsExactly("v1.chat");
            client.send(WireFrame.close(1000, ""));
            far.finish(far.next());
            gateway.ending("/renamed");
            assertThat(gateway.endings().text()).contains("\"subprotocol\":\"v1.chat\"");
        }
    }

    @Test
    void anEndpointThatChoosesTheMarkerHasNotBeenOfferedIt() {
        String token = ISSUER.token("ann");
        try (var endpoint = new RawEndpoint(Answers.accept("Sec-WebSocket-Protocol: bearer"));
                var gateway = GatewayFixture.start(settings(endpoint.url(), "subprotocol", ""));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/")
                    .with("Sec-WebSocket-Protocol", "bearer, " + token)
                    .bytes());

            assertThat(client.readHead().status()).isEqualTo(502);
        }
    }

    @Test
    void twoTokensThatDifferAreRefusedEvenIfBothAreGood() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(endpoint.url(), "authorization, \"query:token\"", ""));
                var client = RawPeer.connect(gateway.address())) {
            client.send(bearer("/two?token=" + ISSUER.token("ann"), ISSUER.token("bob"))
                    .bytes());

            assertThat(client.readHead().status()).isEqualTo(400);
            assertThat(endpoint.taken()).isZero();
        }
    }

    @Test
    void noTokenIsWrittenToTheLogThoughQueriesAre() {
        String token = ISSUER.token("ann");
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(endpoint.url(), "\"query:token\"", "")
                        .accessLog("query: true")
                        .route("match", "{ path: \"/chat/**\" }"));
                var open = gateway.open("/chat/x?a=1&token=" + token);
                var noRoute = RawPeer.connect(gateway.address());
                var wrong = RawPeer.connect(gateway.address())) {
            open.send(WireFrame.close(1000, ""));
            assertThat(open.nextClose().closeCode()).isEqualTo(1000);
            noRoute.send(Upgrade.to("/none?token=" + token).bytes());
            assertThat(noRoute.readHead().status()).isEqualTo(404);
            wrong.send(Upgrade.to("/chat/y?token=x" + token).bytes());
            assertThat(wrong.readHead().status()).isEqualTo(401);
            gateway.ending("/chat/x");
            gateway.ending("/none");
            gateway.ending("/chat/y");

            assertThat(gateway.endings().text()).contains("\"query\":\"a=1\"").doesNotContain(token.substring(0, 20));
        }
    }

    @Test
    void aMessageLimitCountsByTheSubject() {
        String limit = "{ rate-limit: { messages: 1/h, burst: 1, per: key, key: subject, exceed: close } }";
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ " + filter("authorization", "") + ", " + limit + " ]"));
                var ann = RawPeer.open(gateway.address(), bearer("/1", ISSUER.token("ann")));
                var annToo = RawPeer.open(gateway.address(), bearer("/2", ISSUER.token("ann")));
                var bob = RawPeer.open(gateway.address(), bearer("/3", ISSUER.token("bob")))) {
            ann.send(WireFrame.text("one"));
            assertThat(ann.next().text()).isEqualTo("one");
            annToo.send(WireFrame.text("two"));
            assertThat(annToo.nextClose().closeCode()).isEqualTo(1008);
            bob.send(WireFrame.text("three"));
            assertThat(bob.next().text()).isEqualTo("three");
        }
    }

    @Test
    void aSplitGoesByTheClaimsOfATokenThatWasJudgedBefore() {
        try (var one = new EchoEndpoint();
                var two = new EchoEndpoint();
                var gateway = GatewayFixture.start(settings(one.url(), "authorization", "")
                        .upstreamBeside("other", two.url())
                        .split("{ chat: 50, other: 50 }")
                        .route("split-by", "\"claim:tenant\""))) {
            for (int i = 0; i < 6; i++) {
                String token = ISSUER.token("user-" + i, Map.of("tenant", "acme"));
                try (var client = RawPeer.open(gateway.address(), bearer("/" + i, token))) {
                    assertThat(client.head().status()).isEqualTo(101);
                }
            }

            assertThat(Math.max(one.taken(), two.taken())).isEqualTo(6);
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
