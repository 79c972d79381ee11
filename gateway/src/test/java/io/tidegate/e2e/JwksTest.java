package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Issuer;
import io.tidegate.testing.KeyServer;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys from a real server: what becomes of handshakes while they change, are wrong, late, or cannot be had. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class JwksTest {
    private final Issuer issuer = new Issuer();

    @Test
    void aTokenIsVerifiedByThePublishedKeyAndTheKeyIsFetchedOnce() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);
            assertThat(status(gateway, issuer.token("bob"))).isEqualTo(101);
            assertThat(keys.asked()).isEqualTo(1);
        }
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesItAndNotMoreOftenThanThat() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            String old = issuer.token("ann");
            assertThat(status(gateway, old)).isEqualTo(101);

            issuer.rotate();
            keys.publish(issuer.jwks());
            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);

            assertThat(keys.asked()).isEqualTo(2);
            assertThat(status(gateway, old)).isEqualTo(401);
            var foreign = new Issuer();
            foreign.rotate();
            foreign.rotate();
            assertThat(status(gateway, foreign.token("eve"))).isEqualTo(401);
            assertThat(keys.asked()).isEqualTo(2); // it was a moment ago
        }
    }

    @Test
    void anOutageDoesNotConcernThoseWhoseKeyIsKnown() {
        var keys = new KeyServer(issuer.jwks());
        int port = keys.port();
        try (var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);

            keys.close();
            String known = issuer.token("ann");
            issuer.rotate();

            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(503); // who knows
            assertThat(status(gateway, known)).isEqualTo(101);

            try (var back = new KeyServer(issuer.jwks(), port)) {
                awaitStatus(gateway, 101);
                assertThat(back.asked()).isPositive();
            }
        } finally {
            keys.close();
        }
    }

    @Test
    void whatIsNoKeySetDoesNotTakeThePlaceOfOne() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            String known = issuer.token("ann");
            assertThat(status(gateway, known)).isEqualTo(101);

            keys.publish("<html>Sign in</html>");
            issuer.rotate();

            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(503);
            assertThat(keys.asked()).isEqualTo(2);
            assertThat(status(gateway, known)).isEqualTo(101);
        }
    }

    @Test
    void beforeThereAreKeysNobodyIsLetInAndTheyAreTriedForAgain() {
        for (String wrong : List.of("", "{}", "{\"keys\":[]}", "[".repeat(100_000), "x".repeat(2 << 20))) {
            try (var keys = new KeyServer(wrong);
                    var endpoint = new EchoEndpoint();
                    var gateway = start(endpoint, keys.url())) {
                assertThat(status(gateway, issuer.token("ann"))).isEqualTo(503);

                keys.publish(issuer.jwks());
                awaitStatus(gateway, 101);
            }
        }
    }

    @Test
    void anotherAnswerThan200IsNone() {
        for (int wrong : List.of(302, 404, 500)) {
            try (var keys = new KeyServer(issuer.jwks())) {
                keys.publish(wrong, issuer.jwks());
                try (var endpoint = new EchoEndpoint();
                        var gateway = start(endpoint, keys.url())) {
                    assertThat(status(gateway, issuer.token("ann"))).isEqualTo(503);
                    assertThat(gateway.ending("/").reason()).contains("status " + wrong);
                }
            }
        }
    }

    @Test
    void aServerThatDoesNotAnswerHoldsUpNobodyButThoseWhoNeedIt() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            String known = issuer.token("ann");
            assertThat(status(gateway, known)).isEqualTo(101);
            keys.fallSilent();
            issuer.rotate();

            try (var waiting = RawPeer.connect(gateway.address())) {
                waiting.send(request(issuer.token("ann")).bytes());
                Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> keys.asked() == 2);
                for (int i = 0; i < 8; i++) { // on either loop
                    assertThat(status(gateway, known)).isEqualTo(101);
                }
                assertThat(waiting.readHead().status()).isEqualTo(503); // after the timeout
            }
        }
    }

    @Test
    void keysOfOtherKindsInTheSetDoNotMatter() {
        String others = new JWKSet(issuer.key()).toString().replaceFirst("\\{\"keys\":\\[", """
                {"keys":[{"kty":"new","kid":"n"},{"kty":"oct","kid":"key-1","k":"AAAA"},""");
        try (var keys = new KeyServer(others);
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);
        }
    }

    @Test
    void aReloadThatChangesTheKeysAddressFetchesFromThere() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url())) {
            assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);
            issuer.rotate();
            try (var others = new KeyServer(issuer.jwks())) {
                gateway.reload(settings(endpoint, others.url()));

                assertThat(status(gateway, issuer.token("ann"))).isEqualTo(101);
                assertThat(keys.asked()).isEqualTo(1);
                assertThat(others.asked()).isEqualTo(1);
            }
        }
    }

    @Test
    void sessionsOfAKeyThatIsNoLongerPublishedEnd() {
        try (var keys = new KeyServer(issuer.jwks());
                var endpoint = new EchoEndpoint();
                var gateway = start(endpoint, keys.url());
                var before = RawPeer.open(gateway.address(), request(issuer.token("ann")))) {
            issuer.rotate();
            keys.publish(issuer.jwks());

            try (var after = RawPeer.open(gateway.address(), request(issuer.token("ann")))) { // has them fetched
                WireFrame close = before.nextClose();

                assertThat(close.closeCode()).isEqualTo(1008);
                assertThat(close.closeReason()).isEqualTo("credentials revoked");
                after.send(WireFrame.text("hello"));
                assertThat(after.next().text()).isEqualTo("hello");
            }
        }
    }

    private static GatewayFixture start(EchoEndpoint endpoint, String url) {
        return GatewayFixture.start(settings(endpoint, url));
    }

    private static Settings settings(EchoEndpoint endpoint, String url) {
        return Settings.to(endpoint.url())
                .route(
                        "filters",
                        "[ { authenticate: { any: [ { jwt: { jwks: \"" + url + "\", timeout: 500ms } } ] } } ]");
    }

    private void awaitStatus(GatewayFixture gateway, int wanted) {
        Awaitility.await().atMost(15, TimeUnit.SECONDS).until(() -> status(gateway, issuer.token("ann")) == wanted);
    }

    private static int status(GatewayFixture gateway, String token) {
        try (var client = RawPeer.connect(gateway.address())) {
            client.send(request(token).bytes());
            return client.readHead().status();
        }
    }

    private static Upgrade request(String token) {
        return Upgrade.to("/").with("Authorization", "Bearer " + token);
    }
}
