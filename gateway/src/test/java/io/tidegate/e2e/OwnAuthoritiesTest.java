package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import io.tidegate.testing.HttpService.Request;
import io.tidegate.testing.Issuer;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that are asked about clients over https, and show a certificate of an authority of one's own. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class OwnAuthoritiesTest {
    private static final Issuer ISSUER = new Issuer();
    private static final Upgrade REQUEST = Upgrade.to("/ca").with("Authorization", "Bearer " + ISSUER.token("ann"));

    private static TestSite site;
    private static TestSite other;

    @BeforeAll
    static void makeSites() {
        site = new TestSite();
        other = new TestSite();
    }

    @AfterAll
    static void removeSites() {
        site.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwt: { jwks: \"URL\", ca: \"CA\", timeout: 2s }",
                "introspection: { url: \"URL\", ca: \"CA\", client-id: a, client-secret: b }",
                "external: { url: \"URL\", ca: \"CA\" }"
            })
    void theyAreBelievedByTheAuthorityThatIsConfiguredAndByNoOther(String method) {
        try (var service = new HttpService(OwnAuthoritiesTest::answer, site);
                var endpoint = new EchoEndpoint()) {
            String known = method.replace("URL", service.url("/ask"));
            try (var gateway =
                    start(endpoint, known.replace("CA", site.authority().toString()))) {
                RawPeer.open(gateway.address(), REQUEST).close();
            }
            assertRefused(endpoint, known.replace("CA", other.authority().toString()));
            assertRefused(endpoint, known.replace("ca: \"CA\", ", "").replace(", ca: \"CA\"", ""));
        }
    }

    private static void assertRefused(EchoEndpoint endpoint, String method) {
        try (var gateway = start(endpoint, method);
                var client = RawPeer.connect(gateway.address())) {
            client.send(REQUEST.bytes());

            assertThat(client.readHead().status()).isEqualTo(503);
            assertThat(gateway.ending("/ca").reason()).contains("PKIX path");
        }
    }

    private static GatewayFixture start(EchoEndpoint endpoint, String method) {
        return GatewayFixture.start(
                Settings.to(endpoint.url()).route("filters", "[ { authenticate: { any: [ { " + method + " } ] } } ]"));
    }

    /** As an issuer, a server of introspection and a service that knows everybody. */
    private static Answer answer(Request request) {
        return request.method().equals("POST")
                ? Answer.json("{\"active\": true, \"sub\": \"ann\"}")
                : new Answer(200, Map.of("X-Auth-Subject", "ann"), ISSUER.jwks());
    }
}
