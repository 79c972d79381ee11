package io.tidegate.filter.auth.mint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MintTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Principal ANN =
            new Principal("ann", Set.of("admin"), Map.of("tenant", "acme", "email", "a@x"), "jwt", null);

    private final OwnKeys keys = new OwnKeys(at(NOW));

    @Test
    void aTokenSaysWhoItIsAndIsVerifiedByThePublishedKey() throws Exception {
        SignedJWT token = minted(null, ANN);

        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(verifies(token)).isTrue();
        assertThat(claims.getIssuer()).isEqualTo("tidegate");
        assertThat(claims.getSubject()).isEqualTo("ann");
        assertThat(claims.getAudience()).containsExactly("chat");
        assertThat(claims.getStringListClaim("roles")).containsExactly("admin");
        assertThat(claims.getStringClaim("sid")).isEqualTo("session-1");
        assertThat(claims.getStringClaim("tenant")).isEqualTo("acme");
        assertThat(claims.getClaim("email")).isNull();
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(60)));
    }

    @Test
    void aTokenDoesNotOutliveWhatItRestsOn() throws Exception {
        var soon = new Principal("ann", Set.of(), Map.of(), "jwt", NOW.plusSeconds(5));

        assertThat(minted(null, soon).getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(5)));
    }

    @Test
    void whatIsPublishedHasNothingPrivate() throws Exception {
        assertThat(JWKSet.parse(keys.published()).getKeys()).hasSize(2).noneMatch(JWK::isPrivate);
    }

    @Test
    void aConfiguredKeySignsAndIsPublishedWhileItIsInUse() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        var mint = new Mint(config(key.toJSONString()), keys, at(NOW));
        SignedJWT token = parse(mint.field(ANN, "session-1"));

        assertThat(verifies(token)).isFalse();
        mint.start();
        assertThat(verifies(token)).isTrue();
        mint.close();
        assertThat(verifies(token)).isFalse();
    }

    @Test
    void theNextKeyIsPublishedBeforeItSignsAndTheLastOneAfter() throws Exception {
        var clock = new MovingClock();
        var moving = new OwnKeys(clock);
        String first = moving.current().published().getKeyID();
        List<String> published = ids(moving);

        clock.now = NOW.plus(OwnKeys.PERIOD);
        String second = moving.current().published().getKeyID();

        assertThat(second).isNotEqualTo(first);
        assertThat(published).contains(second);
        assertThat(ids(moving)).hasSize(3).contains(first, second);
        clock.now = NOW.plus(OwnKeys.PERIOD.multipliedBy(2));
        assertThat(ids(moving)).hasSize(3).doesNotContain(first).contains(second);
    }

    @Test
    void whatIsNoPrivateKeyIsRefusedAndNotQuoted() throws Exception {
        String open = new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString();

        for (String wrong : List.of("hunter2", "{}", open)) {
            assertThatThrownBy(() -> config(wrong))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("key must be a private JSON Web Key with kty: EC and crv: P-256, got something else");
        }
    }

    private SignedJWT minted(String key, Principal principal) throws Exception {
        return parse(new Mint(config(key), keys, at(NOW)).field(principal, "session-1"));
    }

    private static SignedJWT parse(HeaderList.Field field) throws Exception {
        assertThat(field.name()).isEqualTo("Authorization");
        assertThat(field.value()).startsWith("Bearer ");
        return SignedJWT.parse(field.value().substring(7));
    }

    private boolean verifies(SignedJWT token) throws Exception {
        JWK key = JWKSet.parse(keys.published()).getKeyByKeyId(token.getHeader().getKeyID());
        return key != null && token.verify(new ECDSAVerifier(key.toECKey()));
    }

    private static List<String> ids(OwnKeys keys) throws Exception {
        return JWKSet.parse(keys.published()).getKeys().stream()
                .map(JWK::getKeyID)
                .toList();
    }

    private static TokenConfig config(String key) {
        return new TokenConfig("Authorization", key, "tidegate", "chat", Duration.ofSeconds(60), List.of("tenant"));
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static final class MovingClock extends Clock {
        Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
