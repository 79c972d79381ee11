package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.StickyConfig;
import io.tidegate.config.UpstreamConfig.Balance;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.protocol.Handshake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpstreamTest {
    private static final StickyConfig STICKY = new StickyConfig("tidegate", "a secret of the site", null, false);

    @Test
    void theCookieBringsAClientBackOnEveryNodeWithTheSecret() {
        Upstream here = upstream(STICKY, "a", "b", "c");
        Upstream there = upstream(STICKY, "a", "b", "c");

        for (Endpoint endpoint : here.endpoints()) {
            Handshake returning = Endpoints.from("127.0.0.1", "Cookie", "x=1; " + cookie(here, endpoint));
            Endpoints.occupy(endpoint); // least-sessions alone would go elsewhere

            assertThat(choose(here, returning)).isSameAs(endpoint);
            assertThat(choose(there, returning).id()).isEqualTo(endpoint.id());
            assertThat(here.stickyCookie(endpoint, returning)).isNull();
        }
    }

    @Test
    void aCookieOfAnotherSecretMeansNothing() {
        Upstream here = upstream(STICKY, "a", "b");
        Upstream foreign = upstream(new StickyConfig("tidegate", "some other secret", null, false), "a", "b");
        Endpoint busy = here.endpoints().getFirst();
        Endpoints.occupy(busy);

        Handshake forged = Endpoints.from(
                "127.0.0.1", "Cookie", cookie(foreign, foreign.endpoints().getFirst()));

        assertThat(choose(here, forged)).isNotSameAs(busy);
        assertThat(here.stickyCookie(busy, forged)).isNotNull();
    }

    @Test
    void aGarbledCookieMeansNothing() {
        Upstream upstream = upstream(STICKY, "a", "b");

        for (String value : new String[] {"", "a", "%%%", "AQ", "\u00e4", "x".repeat(5000)}) {
            Handshake garbled = Endpoints.from("127.0.0.1", "Cookie", "tidegate=" + value);

            assertThat(choose(upstream, garbled)).isNotNull();
        }
    }

    @Test
    void theCookieDoesNotShowTheEndpoint() {
        Upstream upstream = upstream(STICKY, "secret-name", "other");
        Endpoint endpoint = upstream.endpoints().getFirst();

        assertThat(cookie(upstream, endpoint)).matches("tidegate=[A-Za-z0-9_-]{23}");
        assertThat(cookie(upstream, endpoint))
                .isNotEqualTo(cookie(upstream, upstream.endpoints().getLast()));
    }

    @Test
    void theCookiesAttributesAreAsConfigured() {
        Upstream plain = upstream(STICKY, "a");
        Upstream secure = upstream(new StickyConfig("lb", "a secret of the site", Duration.ofHours(1), true), "a");

        assertThat(setCookie(plain)).endsWith("; Path=/; HttpOnly; SameSite=Lax");
        assertThat(setCookie(secure))
                .startsWith("lb=")
                .endsWith("; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=None");
        assertThat(secure.stickyCookieName()).isEqualTo("lb");
    }

    @Test
    void anEndpointOfWeightZeroStillTakesThoseWhoReturn() {
        Upstream upstream = Endpoints.upstream(Endpoints.sticky(
                STICKY,
                Endpoints.config("ws://127.0.0.1:9001", 0, "leaving"),
                Endpoints.config("ws://127.0.0.1:9002", 1, "staying")));
        upstream.config().endpoints().forEach(entry -> resolve(upstream, entry.id()));
        upstream.start();
        Endpoint leaving = upstream.endpoints().getFirst();

        Handshake returning = Endpoints.from("127.0.0.1", "Cookie", cookie(upstream, leaving));

        assertThat(choose(upstream, Endpoints.from("127.0.0.1")).id()).isEqualTo("staying");
        assertThat(choose(upstream, returning)).isSameAs(leaving);
    }

    @Test
    void aClientWhoseEndpointFailedOrIsDownGetsAnother() {
        Upstream upstream = upstream(STICKY, "a", "b");
        Endpoint own = upstream.endpoints().getFirst();
        Handshake returning = Endpoints.from("127.0.0.1", "Cookie", cookie(upstream, own));

        Endpoint other = upstream.choose(returning, Map.of(), Set.of(own));

        assertThat(other).isSameAs(upstream.endpoints().getLast());
        assertThat(upstream.stickyCookie(other, returning)).isNotNull();
    }

    @Test
    void withoutConfigurationThereIsNoCookie() {
        Upstream upstream = Endpoints.upstream(
                Endpoints.config(Balance.ROUND_ROBIN, Endpoints.config("ws://127.0.0.1:9001", 1, "a")));
        resolve(upstream, "a");
        upstream.start();

        Endpoint endpoint = choose(upstream, Endpoints.from("127.0.0.1", "Cookie", "tidegate=x"));

        assertThat(upstream.stickyCookie(endpoint, Endpoints.from("127.0.0.1"))).isNull();
        assertThat(upstream.stickyCookieName()).isNull();
    }

    @Test
    void onlyAnUpstreamWithTlsEndpointsHasTls() {
        Upstream mixed = Endpoints.upstream(Endpoints.sticky(
                STICKY,
                Endpoints.config("ws://127.0.0.1:9001", 1, "plain"),
                Endpoints.config("wss://127.0.0.1:9002", 1, "secure")));

        assertThat(mixed.tls()).isNotNull();
        assertThat(upstream(STICKY, "a").tls()).isNull();
    }

    @Test
    void anUnreadableTlsFileIsRefusedWithItsWholeKey() {
        var tls = new UpstreamTlsConfig(true, Path.of("/nowhere/ca.pem"), null, null, null);

        assertThatThrownBy(() -> Endpoints.upstream(Endpoints.secure(tls)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("upstreams.chat.tls.ca ")
                .hasMessageContaining("/nowhere/ca.pem");
    }

    private static Upstream upstream(StickyConfig sticky, String... ids) {
        Upstream upstream = Endpoints.upstream(Endpoints.sticky(
                sticky,
                Stream.of(ids)
                        .map(id -> Endpoints.config("ws://127.0.0.1:9001", 1, id))
                        .toArray(EndpointConfig[]::new)));
        Stream.of(ids).forEach(id -> resolve(upstream, id));
        upstream.start();
        return upstream;
    }

    private static void resolve(Upstream upstream, String id) {
        upstream.config().endpoints().stream()
                .filter(entry -> entry.id().equals(id))
                .forEach(entry -> upstream.resolve(entry.hostName(), List.of(Endpoints.address("127.0.0.1"))));
    }

    private static @Nullable Endpoint choose(Upstream upstream, Handshake handshake) {
        return upstream.choose(handshake, Map.of(), Set.of());
    }

    private static String cookie(Upstream upstream, Endpoint endpoint) {
        return upstream.stickyCookie(endpoint, Endpoints.from("127.0.0.1")).replaceAll(";.*", "");
    }

    private static String setCookie(Upstream upstream) {
        return upstream.stickyCookie(upstream.endpoints().getFirst(), Endpoints.from("127.0.0.1"));
    }
}
