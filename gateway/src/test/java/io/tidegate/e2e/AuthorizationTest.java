package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter {@code authorize}, as clients see it. */
@ExtendWith(NothingLeftBehind.class)
class AuthorizationTest {
    private static final String RULED = "[ { known: {} }, { authorize: { rule: 'principal.claims.tenant =="
            + " segments.tenant && (segments.room != \"staff\" || \"staff\" in principal.roles)' } } ]";

    private final OwnFilters own = new OwnFilters(KnownFilter.class);
    private final EchoEndpoint endpoint = new EchoEndpoint();

    @AfterEach
    void close() {
        endpoint.close();
        own.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/acme/lobby, acme, member, 101",
        "/acme/staff, acme, staff, 101",
        "/acme/staff, acme, member, 403",
        "/globex/lobby, acme, staff, 403",
        "/acme/lobby, ACME, staff, 403",
        "//acme/../acme/./staff, acme, member, 403",
        "/acme/%73taff, acme, member, 403"
    })
    void aRuleDecidesBySegmentsAndClaims(String path, String tenant, String roles, int status) {
        try (var gateway = GatewayFixture.start(settings(RULED).route("match", "{ path: \"/{tenant}/{room}\" }"));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to(path)
                    .with("X-Subject", "ann")
                    .with("X-Roles", roles)
                    .with("X-Claim-tenant", tenant)
                    .bytes());

            assertThat(client.readHead().status()).isEqualTo(status);
            assertThat(endpoint.taken()).isEqualTo(status == 101 ? 1 : 0);
        }
    }

    @Test
    void whyAClientIsRefusedStandsInTheLogAlone() {
        try (var gateway = GatewayFixture.start(settings("[ { known: {} }, { authorize: { roles: [ admin ] } } ]")
                        .gateway("admin", Admin.ANY_PORT));
                var client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/").with("X-Subject", "ann").bytes());

            assertThat(client.readHead().status()).isEqualTo(403);
            assertThat(client.readBody()).contains("This is not allowed.").doesNotContain("admin");
            assertThat(gateway.ending("/"))
                    .isEqualTo(new Ending(Phase.ADMIT, Cause.REFUSED, 403, "authorize: the role admin is missing"));
            assertThat(Admin.of(gateway.gateway())
                            .metric("tidegate_filter_verdicts_total{filter=\"authorize\",route=\"all\","
                                    + "side=\"client\",verdict=\"refuse\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aPageSeesTheRefusalWhereTheRouteRefusesByClose() {
        try (var gateway = GatewayFixture.start(
                        settings("[ { authorize: { roles: [ admin ] } } ]").route("refuse", "close"));
                var client = gateway.open("/")) {
            WireFrame close = client.next();

            assertThat(close.closeCode()).isEqualTo(4403);
            assertThat(close.closeReason()).isEqualTo("This is not allowed.");
            assertThat(gateway.ending("/").reason()).isEqualTo("authorize: nobody has authenticated");
        }
    }

    @Test
    void whoIsAnonymousHasTheRolesThatAreWrittenThere() {
        String filters = "[ { authenticate: { any: [ { anonymous: { roles: [ guest ] } } ] } },"
                + " { authorize: { roles: [ guest ], rule: 'principal.method == \"anonymous\"' } } ]";
        try (var gateway = GatewayFixture.start(settings(filters));
                var client = gateway.open("/")) {
            client.send(WireFrame.text("hello"));

            assertThat(client.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void aRuleWithASegmentThatThePathDoesNotHaveIsRefusedAtTheStart() {
        Settings wrong = settings("[ { authorize: { rule: 'segments.rom == \"x\"' } } ]")
                .route("match", "{ path: \"/{room}\" }");

        assertThatThrownBy(() -> GatewayFixture.start(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("routes.all.filters[0].authorize must only use named segments of match.path, got"
                        + " segment:rom");
    }

    @Test
    void aRuleThatCannotBeIsRefusedAtTheStartWithItsPlace() {
        Settings wrong = settings("[ { authorize: { rule: 'principal.role == \"x\"' } } ]");

        assertThatThrownBy(() -> GatewayFixture.start(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "routes.all.filters[0].authorize.rule must be an expression of CEL that is true or"
                                + " false: line 1, column 1: undeclared reference to 'principal'");
    }

    private Settings settings(String filters) {
        return Settings.to(endpoint.url()).route("filters", filters);
    }
}
