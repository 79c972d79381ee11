package io.tidegate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.auth.Sha256;
import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a page in Chromium can do, and what it sees: origins, cookies, tokens as subprotocols, and refusals. */
@Tag("interop")
@ExtendWith(NothingLeftBehind.class)
class ChromiumTest {
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "localhost";
    private static final String KEY = "tg_page-key";

    @TempDir
    private Path folder;

    private Browser browser;

    @BeforeEach
    void open() {
        browser = new Browser(folder);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void aPageOfTheRightOriginComesInAndOneOfAnotherSeesWhyNot() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("refuse", "close")
                        .route("filters", "[ " + origins() + " ]"))) {
            JsonNode ours = browser.run(HERE, "return socket('" + url(gateway, "/ours") + "', [], ['hello']);");
            JsonNode foreign = browser.run(ELSEWHERE, "return socket('" + url(gateway, "/foreign") + "');");

            assertThat(ours.path("messages").toString()).isEqualTo("[\"hello\"]");
            assertClosed(foreign, 4403, "This origin is not allowed.");
            assertThat(foreign.path("opened").asBoolean()).isTrue();
            assertThat(foreign.path("clean").asBoolean()).isTrue();
            assertThat(gateway.ending("/foreign").cause()).isEqualTo(Cause.REFUSED);
            assertThat(endpoint.taken()).isEqualTo(1);
        }
    }

    @Test
    void whereTheRouteRefusesByAStatusThePageSeesNothingOfIt() {
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ " + origins() + " ]"))) {
            JsonNode foreign = browser.run(ELSEWHERE, "return socket('" + url(gateway, "/foreign") + "');");

            assertClosed(foreign, 1006, "");
            assertThat(foreign.path("opened").asBoolean()).isFalse();
        }
    }

    @Test
    void aRefusalThatSaysWhenToComeBackIsSeenThroughTls() {
        try (var site = new TestSite();
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .listener("tls", site.listenerTls())
                        .route("refuse", "close")
                        .route("filters", "[ { handshake-limit: { handshakes: 1/h, burst: 1 } } ]"))) {
            String url = url(gateway, "/limited").replace("ws://", "wss://");

            JsonNode both = browser.run(
                    HERE, "return [ await socket('" + url + "', [], ['hello']), await socket('" + url + "') ];");

            assertThat(both.path(0).path("messages").toString()).isEqualTo("[\"hello\"]");
            assertThat(both.path(1).path("code").asInt()).isEqualTo(4429);
            assertThat(both.path(1).path("reason").asString()).containsPattern("; retry-after-ms=\\d+$");
            assertThat(both.path(1).path("clean").asBoolean()).isTrue();
        }
    }

    @Test
    void aCookieAuthenticatesAPageAndTheEndpointDoesNotGetIt() throws IOException {
        try (var endpoint = new RawEndpoint(greeting());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("refuse", "close")
                        .route("filters", "[ " + origins() + ", " + keysFrom("cookie:sid") + " ]"))) {
            String url = url(gateway, "/");

            JsonNode both = browser.run(
                    HERE,
                    "const without = await socket('" + url + "');\n"
                            + "document.cookie = 'sid=" + KEY + "'; document.cookie = 'theme=dark';\n"
                            + "return [ without, await socket('" + url + "', [], ['hello']) ];");

            assertClosed(both.path(0), 4401, "Authentication is required.");
            assertThat(both.path(1).path("messages").toString()).isEqualTo("[\"welcome\"]");
            Head seen = endpoint.next().head();
            assertThat(seen.header("Cookie")).isEqualTo("theme=dark");
            assertThat(seen.header("Origin")).isEqualTo(browser.origin(HERE));
        }
    }

    @Test
    void aTokenAsASubprotocolAuthenticatesAPageWhetherOrNotTheEndpointChoosesOne() throws IOException {
        try (var plain = new RawEndpoint(greeting());
                var choosing = new RawEndpoint(greeting("Sec-WebSocket-Protocol: chat"));
                var gateway = GatewayFixture.start(Settings.to(plain.url())
                        .upstreamBeside("choosing", choosing.url())
                        .route("match", "{ path: /plain }")
                        .route("refuse", "close")
                        .route("filters", "[ " + keysFrom("subprotocol") + " ]")
                        .routeBeside(
                                "choosing",
                                "{ match: { path: /choosing }, upstream: choosing, filters: [ "
                                        + keysFrom("subprotocol") + " ] }"))) {
            String offered = "[ 'bearer', '" + KEY + "'";

            JsonNode all = browser.run(
                    HERE,
                    "return [ await socket('" + url(gateway, "/plain") + "', " + offered + " ], ['hello']),\n"
                            + "await socket('" + url(gateway, "/choosing") + "', " + offered
                            + ", 'chat' ], ['hello']),\n"
                            + "await socket('" + url(gateway, "/plain") + "', [ 'bearer', 'wrong' ]),\n"
                            + "await socket('" + url(gateway, "/plain") + "', [ 'bearer', 'wrong', 'chat' ]) ];");

            assertThat(all.path(0).path("protocol").asString()).isEqualTo("bearer");
            assertThat(all.path(1).path("protocol").asString()).isEqualTo("chat");
            assertThat(plain.next().head().headers().contains("Sec-WebSocket-Protocol"))
                    .isFalse();
            assertThat(choosing.next().head().header("Sec-WebSocket-Protocol")).isEqualTo("chat");
            for (int refused = 2; refused < 4; refused++) {
                assertClosed(all.path(refused), 4401, "What authenticates this request is not valid.");
            }
            assertThat(all.path(2).path("protocol").asString()).isEqualTo("bearer");
            assertThat(all.path(3).path("protocol").asString()).isEqualTo("chat");
        }
    }

    @Test
    void aPageRenewsItsCredentialInAMessage() throws IOException {
        String renewing = keysFrom("subprotocol", ", renew: { message: { prefix: \"AUTH \" }, reply: taken }");
        try (var endpoint = new EchoEndpoint();
                var gateway =
                        GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ " + renewing + " ]"))) {
            String url = url(gateway, "/");
            String protocols = "[ 'bearer', '" + KEY + "' ]";

            JsonNode both = browser.run(
                    HERE,
                    "return [ await socket('" + url + "', " + protocols + ", ['AUTH " + KEY + "', 'hello']),\n"
                            + "await socket('" + url + "', " + protocols + ", ['hello', 'AUTH wrong']) ];");

            assertThat(both.path(0).path("messages").toString()).isEqualTo("[\"taken\",\"hello\"]");
            assertClosed(both.path(1), 1008, "credentials refused");
        }
    }

    private String origins() {
        return "{ origins: { allow: [ \"" + browser.origin(HERE) + "\" ] } }";
    }

    private String keysFrom(String source) throws IOException {
        return keysFrom(source, "");
    }

    private String keysFrom(String source, String more) throws IOException {
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"), "keys: { page: { sha256: " + Sha256.of(KEY) + ", owner: ann } }");
        return "{ authenticate: { any: [ { api-key: { file: \"" + keys + "\", from: [ \"" + source + "\" ] } } ]" + more
                + " } }";
    }

    /** Says one thing to each client, and answers its Close. */
    private static RawEndpoint.Answer greeting(String... headerLines) {
        return peer -> {
            Answers.accept(headerLines).to(peer);
            peer.send(WireFrame.text("welcome"));
        };
    }

    private static String url(GatewayFixture gateway, String path) {
        return "ws://127.0.0.1:" + gateway.address().getPort() + path;
    }

    private static void assertClosed(JsonNode seen, int code, String reason) {
        assertThat(seen.path("code").asInt()).as(seen.toString()).isEqualTo(code);
        assertThat(seen.path("reason").asString()).isEqualTo(reason);
    }
}
