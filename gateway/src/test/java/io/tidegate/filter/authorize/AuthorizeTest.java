package io.tidegate.filter.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.RequestKey;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import io.tidegate.time.BurstClock;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizeTest {
    private static final Map<String, Object> CLAIMS = Map.of(
            "tenant",
            "acme",
            "level",
            3,
            "share",
            new BigDecimal("0.5"),
            "mfa",
            true,
            "scope",
            "chat.read chat.write",
            "groups",
            List.of("red", "blue"),
            "realm_access",
            Map.of("plan", "gold"));
    private static final Principal ANN =
            new Principal("ann", new LinkedHashSet<>(List.of("editor", "admin")), CLAIMS, "jwt", null);

    @ParameterizedTest
    @CsvSource({
        "admin, , , ",
        "admin editor, , , ",
        "root, , , the role root is missing",
        "admin root, , , the role root is missing",
        ", chat.read, , ",
        ", chat.read chat.write, , ",
        ", chat, , the scope chat is missing",
        ", , tenant=acme, ",
        ", , tenant=globex, 'the claim tenant is another, or missing'",
        ", , owner=acme, 'the claim owner is another, or missing'",
        ", , level=3, ",
        ", , mfa=true, ",
        ", , groups=blue, ",
        ", , groups=green, 'the claim groups is another, or missing'",
        ", , /realm_access/plan=gold, ",
        ", , realm_access=gold, 'the claim realm_access is another, or missing'",
        "admin, chat.read, tenant=acme, ",
        "admin, chat.read, tenant=globex, 'the claim tenant is another, or missing'"
    })
    void allThatIsRequiredMustBeThere(
            @Nullable String roles, @Nullable String scope, @Nullable String claim, @Nullable String missing) {
        Map<String, String> claims = claim == null
                ? Map.of()
                : Map.of(claim.substring(0, claim.indexOf('=')), claim.substring(claim.indexOf('=') + 1));
        var config = new Authorize.Config(words(roles), words(scope), claims, null);

        assertThat(judge(config, known(ANN, "/"))).isEqualTo(missing == null ? Admission.Pass.ADMIT : refused(missing));
    }

    @Test
    void scopesMayAlsoBeAListUnderScp() {
        var config = new Authorize.Config(List.of(), List.of("b"), Map.of(), null);
        Principal listed = new Principal("ann", java.util.Set.of(), Map.of("scp", List.of("a", "b")), "jwt", null);

        assertThat(judge(config, known(listed, "/"))).isEqualTo(Admission.Pass.ADMIT);
    }

    @Test
    void whereNobodyHasAuthenticatedNothingRequiredIsThere() {
        var config = new Authorize.Config(List.of("admin"), List.of(), Map.of(), null);

        assertThat(judge(config, Handshakes.to("/").build())).isEqualTo(refused("nobody has authenticated"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "principal.subject == 'ann'",
                "'admin' in principal.roles",
                "principal.roles.exists(r, r in ['root', 'admin'])",
                "'chat.read' in principal.scope",
                "principal.claims.tenant == 'acme' && principal.claims.level >= 3",
                "principal.claims.share < 0.75 && principal.claims.mfa",
                "principal.claims.realm_access.plan == 'gold'",
                "'red' in principal.claims.groups",
                "!has(principal.claims.owner)",
                "principal.method == 'jwt'",
                "path == '/rooms/7/ann' && path.startsWith('/rooms/')",
                "segments.room == '7' && segments['user'] == principal.subject",
                "host == 'app.example.com' && listener == 'public' && !secure",
                "headers['x-tenant'] == principal.claims.tenant",
                "has(headers.origin) && headers.origin.matches('^https://[a-z]+[.]example[.]com$')",
                "query.q == 'a b' && query['x'] == ''",
                "query.twice == '1, 2' && headers['x-twice'] == '1, 2'",
                "'chat' in subprotocols",
                "client == '192.0.2.7' && client.inNetwork('192.0.2.0/24') && !client.inNetwork('2001:db8::/32')",
            })
    void aRuleSeesThePrincipalAndTheWholeRequest(String rule) {
        assertThat(judge(ruled(rule), request())).isEqualTo(Admission.Pass.ADMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "principal.subject == 'bob' | the rule is false",
                "principal.claims.owner == 'ann' | the rule failed: attribute not found",
                "query.none == '' | the rule failed: attribute not found",
                "principal.claims.tenant < 3 | the rule failed: overload not found",
                "principal.claims.tenant | the rule is false",
                "int(headers['x-tenant']) == 1 | the rule failed: bad format",
                "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, true)))"
                        + " | the rule failed: iteration budget exceeded"
            })
    void whatIsNotTrueIsRefusedAndTheLogSaysWhyWithoutAnyValue(String rule, String reason) {
        assertThat(judge(ruled(rule), request())).isEqualTo(refused(reason));
    }

    @Test
    void aRuleCanAskWhetherAnybodyHasAuthenticated() {
        assertThat(judge(
                        ruled("principal.subject == '' && principal.roles.size() == 0"),
                        Handshakes.to("/").build()))
                .isEqualTo(Admission.Pass.ADMIT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "principel.subject == 'ann' | line 1, column 1: undeclared reference to 'principel'",
                "principal.role == 'ann' | known are principal.subject, principal.roles, principal.scope,",
                "principal.roles == 'ann' | found no matching overload for '_==_' applied to '(list(string), string)'",
                "principal.subject | expected type 'bool' but found 'string'",
                "path == | line 1, column 8: mismatched input",
                "client.inNetwork('10.0.0.0/40') | must have a prefix of at most 32 bits, got 10.0.0.0/40",
                "path.matches('(') | matches must have a regular expression of RE2",
            })
    void aRuleThatCannotBeIsRefusedWithThePlace(String rule, String fault) {
        assertThatThrownBy(() -> ruled(rule))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void aRuleIsNotEndless() {
        assertThatThrownBy(() -> ruled("path == '" + "x".repeat(5000) + "'"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("4096");
    }

    @Test
    void somethingMustBeRequired() {
        assertThatThrownBy(() -> new Authorize.Config(List.of(), List.of(), Map.of(), null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("roles, scope, claims or rule must be given");
    }

    @Test
    void theSegmentsThatARuleAsksForAreKnown() {
        var factory = new Authorize().configure(ruled("segments.room == '7' || segments['user'] in principal.roles"));

        assertThat(factory.requestKeys())
                .containsExactlyInAnyOrder(RequestKey.parse("segment:room"), RequestKey.parse("segment:user"));
    }

    private static Authorize.Config ruled(String rule) {
        return new Authorize.Config(List.of(), List.of(), Map.of(), rule);
    }

    private static Handshake request() {
        Handshake request = Handshakes.to("/rooms/7/ann?q=a%20b&x&twice=1&twice=2")
                .header("X-Tenant", "acme")
                .header("Origin", "https://app.example.com")
                .header("X-Twice", "1")
                .header("x-twice", "2")
                .offering("chat")
                .build();
        request.identity().is(ANN);
        return request;
    }

    private static Handshake known(Principal principal, String target) {
        Handshake handshake = Handshakes.to(target).build();
        handshake.identity().is(principal);
        return handshake;
    }

    private static Admission judge(Authorize.Config config, Handshake handshake) {
        SessionKeys keys = SessionKeys.of(handshake, Map.of("room", "7", "user", "ann"));
        var session = new FilterContext("session-1", "chat", new BurstClock(), Verdicts.UNCOUNTED, keys);
        HandshakeFilter filter =
                (HandshakeFilter) new Authorize().configure(config).newFilter(session);
        keys.forgetHandshake();
        return filter.onHandshake(handshake);
    }

    private static Admission.Refuse refused(String missing) {
        return new Admission.Refuse(403, Cause.REFUSED, "This is not allowed.", null).because("authorize: " + missing);
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }
}
