package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.HeaderList;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The request that reaches the endpoint and the 101 that reaches the client, field by field. */
@ExtendWith(NothingLeftBehind.class)
class ComposedRequestTest {
    private static final String STICKY = "{ secret: \"a secret of sixteen\", cookie: brings-back }";

    @Test
    void theRequestHasTheseFieldsAndNoOthers() {
        Upgrade request = Upgrade.to("/chat?q=%2Fa+b&x")
                .replacing("Connection", "keep-alive, Upgrade, X-Named")
                .replacing("Upgrade", "h2c, WebSocket")
                .with("X-Named", "1")
                .with("Keep-Alive", "timeout=5")
                .with("TE", "trailers")
                .with("Proxy-Connection", "keep-alive")
                .with("Content-Length", "0")
                .with("Sec-WebSocket-Protocol", "mqtt")
                .with("Sec-WebSocket-Protocol", "stomp")
                .with("Sec-WebSocket-Extensions", "x-other; a=1, permessage-deflate; server_max_window_bits=10")
                .with("Cookie", "sid=1; theme=dark")
                .with("Origin", "https://app.example.com")
                .with("Authorization", "Bearer t")
                .with("User-Agent", "test")
                .with("X-Twice", "1")
                .with("X-Twice", "2");

        Head seen = seenByEndpoint(Settings.to(), request);

        assertThat(seen.startLine()).isEqualTo("GET /chat?q=%2Fa+b&x HTTP/1.1");
        assertThat(lines(seen.headers()))
                .containsExactlyInAnyOrder(
                        "host: gateway.test",
                        "upgrade: websocket",
                        "connection: Upgrade",
                        "sec-websocket-version: 13",
                        "sec-websocket-key: " + seen.header("Sec-WebSocket-Key"),
                        "sec-websocket-protocol: mqtt, stomp",
                        "sec-websocket-extensions: permessage-deflate; server_max_window_bits=10",
                        "cookie: sid=1; theme=dark",
                        "origin: https://app.example.com",
                        "authorization: Bearer t",
                        "user-agent: test",
                        "x-twice: 1",
                        "x-twice: 2",
                        "x-forwarded-for: 127.0.0.1",
                        "x-forwarded-proto: http",
                        "x-forwarded-host: gateway.test",
                        "x-request-id: " + seen.header("Tidegate-Session"),
                        "tidegate-session: " + seen.header("Tidegate-Session"));
        assertThat(seen.header("Sec-WebSocket-Key")).hasSize(24).isNotEqualTo(Upgrade.KEY);
    }

    @Test
    void whatSaysWhoSomebodyIsComesFromNobodyElse() {
        Upgrade request = Upgrade.to("/")
                .with("X-Forwarded-For", "6.6.6.6")
                .with("x_forwarded_for", "6.6.6.7")
                .with("X-FORWARDED-PROTO", "https")
                .with("X-Forwarded_Host", "evil.example")
                .with("X-Forwarded-Port", "666")
                .with("X-Forwarded-User", "root")
                .with("Forwarded", "for=6.6.6.6")
                .with("X-Real-IP", "6.6.6.6")
                .with("X_Real_Ip", "6.6.6.6")
                .with("True-Client-IP", "6.6.6.6")
                .with("Tidegate-Session", "forged")
                .with("tidegate_session", "forged")
                .with("TIDEGATE-USER", "root")
                .with("X-Request-Id", "kept-1")
                .with("x_request_id", "forged");

        HeaderList seen = seenByEndpoint(Settings.to(), request).headers();

        assertThat(seen.all("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(seen.all("X-Forwarded-Proto")).containsExactly("http");
        assertThat(seen.all("X-Forwarded-Host")).containsExactly("gateway.test");
        assertThat(seen.all("X-Request-Id")).containsExactly("kept-1");
        assertThat(seen.all("Tidegate-Session")).singleElement().isNotEqualTo("forged");
        assertThat(lines(seen))
                .noneMatch(line -> line.contains("6.6.6") || line.contains("forged:") || line.contains("evil"))
                .noneMatch(line -> line.contains("root") || line.contains("666"))
                .noneMatch(line -> line.contains("_"));
    }

    @Test
    void aTrustedProxysFieldsAreAppendedTo() {
        Upgrade request = Upgrade.to("/")
                .with("X-Forwarded-For", "192.0.2.1, 192.0.2.2")
                .with("X-Forwarded-Proto", "https")
                .with("X-Forwarded-Host", "app.example.com")
                .with("x_forwarded_for", "6.6.6.7")
                .with("Tidegate-Session", "forged");

        Head seen = seenByEndpoint(Settings.to().listener("trusted-proxies", "[ \"127.0.0.0/8\" ]"), request);

        assertThat(seen.header("X-Forwarded-For")).isEqualTo("192.0.2.1, 192.0.2.2, 127.0.0.1");
        assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(seen.header("X-Forwarded-Host")).isEqualTo("app.example.com");
        assertThat(seen.header("Tidegate-Session")).isNotEqualTo("forged");
        assertThat(lines(seen.headers())).noneMatch(line -> line.contains("6.6.6"));
    }

    @Test
    void anInvalidRequestIdIsReplaced() {
        Head seen = seenByEndpoint(Settings.to(), Upgrade.to("/").with("X-Request-Id", "not harmless"));

        assertThat(seen.header("X-Request-Id")).isEqualTo(seen.header("Tidegate-Session"));
    }

    @Test
    void theHostIsTheEndpointsWhereThatIsChosen() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).upstream("host", "endpoint"));
                RawPeer _ = gateway.open("/");
                RawPeer upstream = endpoint.next()) {
            assertThat("ws://" + upstream.head().header("Host")).isEqualTo(endpoint.url());
            assertThat(upstream.head().header("X-Forwarded-Host")).isEqualTo("gateway.test");
        }
    }

    @Test
    void ourOwnCookieDoesNotGoUpstream() {
        Upgrade request =
                Upgrade.to("/").with("Cookie", "a=1; brings-back=value; b=2").with("Cookie", "brings-back=other");

        Head seen = seenByEndpoint(Settings.to().upstream("sticky", STICKY), request);

        assertThat(seen.headers().all("Cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void the101HasTheEndpointsFieldsAndOurCookieBehindItsOwn() {
        try (var endpoint = new RawEndpoint(Answers.accept(
                        "Server: theirs",
                        "Set-Cookie: a=1; Path=/",
                        "Set-Cookie: b=2",
                        "X-Own: yes",
                        "Keep-Alive: timeout=5",
                        "Content-Length: 0",
                        "Proxy-Authenticate: Basic",
                        "Tidegate-Session: forged"));
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).upstream("sticky", STICKY));
                RawPeer client = gateway.open("/");
                RawPeer upstream = endpoint.next()) {
            HeaderList answer = client.head().headers();

            List<String> cookies = answer.all("Set-Cookie");
            assertThat(cookies).hasSize(3);
            assertThat(cookies.subList(0, 2)).containsExactly("a=1; Path=/", "b=2");
            assertThat(cookies.get(2)).startsWith("brings-back=").endsWith("; Path=/; HttpOnly; SameSite=Lax");
            assertThat(lines(answer).stream().filter(line -> !line.startsWith("set-cookie")))
                    .containsExactlyInAnyOrder(
                            "upgrade: websocket",
                            "connection: Upgrade",
                            "sec-websocket-accept: " + Upgrade.acceptFor(Upgrade.KEY),
                            "server: theirs",
                            "x-own: yes",
                            "tidegate-session: " + upstream.head().header("Tidegate-Session"));
        }
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

    private static List<String> lines(HeaderList headers) {
        return headers.fields().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
                .toList();
    }
}
