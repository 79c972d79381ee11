package io.tidegate.filter.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Principal;
import io.tidegate.testing.Issuer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JwtTest {
    private static final Issuer ISSUER = new Issuer();
    private static final RSAKey OTHER = Issuer.newKey("key-1");
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String SECRET = "a secret of thirty-two bytes, ok";

    private final JwtRules rules = new JwtRules(ISSUER.jwks());

    @Test
    void aTokenThatIsRightSaysWhoItIs() {
        var claims = claims().claim("roles", List.of("admin", "user")).claim("tenant", "acme");

        Principal principal = known(ISSUER.sign(claims.build()));

        assertThat(principal.subject()).isEqualTo("ann");
        assertThat(principal.roles()).containsExactly("admin", "user");
        assertThat(principal.claim("tenant")).isEqualTo("acme");
        assertThat(principal.method()).isEqualTo("jwt");
        assertThat(principal.expires()).isEqualTo(NOW.plusSeconds(60 + 30));
    }

    @Test
    void subjectAndRolesAreWhereTheConfigurationSays() {
        rules.subject = "email";
        rules.roles = "/realm_access/roles";
        var claims = claims().claim("email", "ann@example.com").claim("realm_access", Map.of("roles", "a  b"));

        assertThat(known(ISSUER.sign(claims.build())).subject()).isEqualTo("ann@example.com");
        assertThat(known(ISSUER.sign(claims.build())).roles()).containsExactly("a", "b");
    }

    @Test
    void aTokenWithoutASubjectIsInvalid() {
        assertThat(reason(ISSUER.sign(claims().subject(null).build()))).isEqualTo("has no subject");
        assertThat(reason(ISSUER.sign(claims().subject("").build()))).isEqualTo("has no subject");
    }

    @Test
    void timesAreHeldAgainstTheClockWithItsSkew() {
        assertThat(reason(ISSUER.sign(claims().expirationTime(at(-30)).build())))
                .isEqualTo("expired");
        assertThat(known(ISSUER.sign(claims().expirationTime(at(-29)).build())).subject())
                .isEqualTo("ann");
        assertThat(reason(ISSUER.sign(claims().notBeforeTime(at(31)).build()))).isEqualTo("not valid yet");
        assertThat(known(ISSUER.sign(claims().notBeforeTime(at(30)).build())).subject())
                .isEqualTo("ann");
    }

    @Test
    void aTimeBeyondAnyCalendarIsTheLastOneAndNoNumberIsNone() {
        assertThat(known(sign(
                                rs256(),
                                "{\"sub\":\"ann\",\"iss\":\"https://idp.test\",\"aud\":\"tidegate\",\"exp\":1e300}"))
                        .expires())
                .isEqualTo(Instant.parse("9999-12-31T23:59:59Z").plusSeconds(30));
        assertThat(reason(sign(
                        rs256(), "{\"sub\":\"ann\",\"iss\":\"https://idp.test\",\"aud\":\"tidegate\",\"exp\":\"x\"}")))
                .isEqualTo("a time is not a number");
    }

    @Test
    void issuerAndAudienceMustBeThoseOfTheConfiguration() {
        assertThat(reason(ISSUER.sign(claims().issuer("https://evil.test").build())))
                .isEqualTo("of another issuer");
        assertThat(reason(ISSUER.sign(claims().issuer(null).build()))).isEqualTo("of another issuer");
        assertThat(reason(ISSUER.sign(claims().audience("other").build()))).isEqualTo("for another audience");
        assertThat(reason(ISSUER.sign(claims().audience((String) null).build())))
                .isEqualTo("for another audience");
        assertThat(known(ISSUER.sign(
                                claims().audience(List.of("other", "tidegate")).build()))
                        .subject())
                .isEqualTo("ann");
    }

    @Test
    void whatIsRequiredMustBeThere() {
        assertThat(reason(ISSUER.sign(claims().expirationTime(null).build())))
                .isEqualTo("a claim that is required is missing");
        rules.require = List.of("email");
        assertThat(reason(ISSUER.sign(claims().build()))).isEqualTo("a claim that is required is missing");
        rules.require = List.of();
        assertThat(known(ISSUER.sign(claims().expirationTime(null).build())).expires())
                .isNull();
    }

    @Test
    void theTypeMustBeTheOneThatIsWantedOrAUsualOne() {
        assertThat(known(ISSUER.sign(header("at+jwt"), claims().build())).subject())
                .isEqualTo("ann");
        assertThat(reason(ISSUER.sign(header("logout+jwt"), claims().build()))).isEqualTo("of another type");
        rules.type = "at+jwt";
        assertThat(known(ISSUER.sign(header("application/AT+JWT"), claims().build()))
                        .subject())
                .isEqualTo("ann");
        assertThat(reason(ISSUER.sign(header("JWT"), claims().build()))).isEqualTo("of another type");
    }

    @Test
    void anAlgorithmThatIsNotAllowedIsNotTriedWhateverTheKey() throws Exception {
        rules.algorithms = List.of("ES256");

        assertThat(reason(ISSUER.sign(claims().build()))).isEqualTo("signed by an algorithm that is not taken");
    }

    @Test
    void noneIsNoSignature() {
        String header = Base64URL.encode("{\"alg\":\"none\"}").toString();
        String payload = Base64URL.encode(claims().build().toString()).toString();

        assertThat(reason(header + "." + payload + ".")).isEqualTo("not a signed token");
        assertThat(reason(header + "." + payload + ".AAAA")).isEqualTo("not a signed token");
    }

    @Test
    void thePublicKeyIsNoSecretToSignWith() throws Exception {
        byte[] publicKey = ISSUER.key().toRSAPublicKey().getEncoded();
        String confused = sign(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(),
                claims().build(),
                new MACSigner(publicKey));

        assertThat(reason(confused)).isEqualTo("signed by an algorithm that is not taken");
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsIgnored() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(OTHER.toPublicJWK())
                .jwkURL(URI.create("http://127.0.0.1:1/keys"))
                .x509CertURL(URI.create("http://127.0.0.1:1/x5u"))
                .keyID("key-1")
                .build();

        assertThat(reason(sign(header, claims().build(), new RSASSASigner(OTHER))))
                .isEqualTo("the signature is wrong");
    }

    @Test
    void criticalParametersAreNotUnderstood() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("key-1")
                .criticalParams(Set.of("exp"))
                .customParam("exp", 1)
                .build();

        assertThat(reason(ISSUER.sign(header, claims().build())))
                .isEqualTo("has critical parameters that are not understood");
    }

    @Test
    void aTokenOfAnotherKeyIsInvalidWithAndWithoutItsName() throws Exception {
        RSASSASigner other = new RSASSASigner(OTHER);

        assertThat(reason(sign(rs256(), claims().build(), other))).isEqualTo("the signature is wrong");
        assertThat(reason(sign(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-9").build(), claims().build(), other)))
                .isEqualTo("not signed by a key that is known");
        assertThat(reason(sign(new JWSHeader(JWSAlgorithm.RS256), claims().build(), other)))
                .isEqualTo("not signed by a key that is known");
    }

    @Test
    void whatWasChangedOnItsWayIsInvalid() {
        String token = ISSUER.sign(claims().build());
        String payload = token.split("\\.", -1)[1];
        String forged =
                Base64URL.encode(claims().subject("root").build().toString()).toString();

        assertThat(reason(token.replace(payload, forged))).isEqualTo("the signature is wrong");
    }

    @Test
    void aTokenThatNamesNoKeyIsTriedWithThoseThatFit() throws Exception {
        rules.jwks = new JWKSet(List.of(
                        OTHER, new RSAKey.Builder(ISSUER.key()).keyID("x").build()))
                .toString();

        assertThat(known(ISSUER.sign(new JWSHeader(JWSAlgorithm.PS256), claims().build()))
                        .subject())
                .isEqualTo("ann");
    }

    @Test
    void ellipticKeysAndEd25519Verify() throws Exception {
        ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        JWK ed = new OctetKeyPair.Builder(
                        Curve.Ed25519, Base64URL.encode(Arrays.copyOfRange(encoded, 12, encoded.length)))
                .keyID("ed")
                .build();
        rules.jwks = new JWKSet(List.of(ec.toPublicJWK(), ed)).toString();
        var es256 = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build();

        assertThat(known(sign(es256, claims().build(), new ECDSASigner(ec))).subject())
                .isEqualTo("ann");
        assertThat(known(signEd(pair)).subject()).isEqualTo("ann");
        assertThat(reason(signEd(KeyPairGenerator.getInstance("Ed25519").generateKeyPair())))
                .isEqualTo("the signature is wrong");
    }

    @Test
    void aSharedSecretVerifiesWhateverKeyTheTokenNames() throws Exception {
        rules.secret = SECRET;
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("any").build();

        assertThat(known(sign(header, claims().build(), new MACSigner(SECRET))).subject())
                .isEqualTo("ann");
        assertThat(reason(sign(header, claims().build(), new MACSigner(SECRET.replace('a', 'b')))))
                .isEqualTo("the signature is wrong");
        assertThat(reason(ISSUER.sign(claims().build()))).isEqualTo("signed by an algorithm that is not taken");
    }

    @Test
    void keysThatAreShortOrForEncryptingOrOfAnotherAlgorithmAreNotUsed() throws Exception {
        RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
        RSAKey encrypts = new RSAKey.Builder(Issuer.newKey("encrypts"))
                .keyUse(KeyUse.ENCRYPTION)
                .build();
        RSAKey ps = new RSAKey.Builder(ISSUER.key())
                .keyID("ps")
                .algorithm(JWSAlgorithm.PS256)
                .build();
        rules.jwks = new JWKSet(List.of(weak, encrypts, ps)).toString();

        assertThat(reason(sign(
                        named("weak"),
                        claims().build(),
                        new RSASSASigner(weak.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())))))
                .isEqualTo("not signed by a key that is known");
        assertThat(reason(sign(named("encrypts"), claims().build(), new RSASSASigner(encrypts))))
                .isEqualTo("not signed by a key that is known");
        assertThat(reason(sign(named("ps"), claims().build(), new RSASSASigner(ps))))
                .isEqualTo("not signed by a key that is known");
    }

    @Test
    void whateverIsNoTokenIsInvalidAndNoFault() {
        RandomGenerator random = RandomGenerator.getDefault();
        String good = ISSUER.sign(claims().build());
        String deep = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThat(reason("x")).isEqualTo("not a signed token");
        assertThat(reason("..")).isEqualTo("not a signed token");
        assertThat(reason("a.b.c.d.e")).isEqualTo("not a signed token");
        assertThat(reason(Base64URL.encode(deep) + ".e30.AAAA")).isEqualTo("not a signed token");
        for (int i = 0; i < 2_000; i++) {
            char[] text = good.toCharArray();
            for (int j = random.nextInt(4); j >= 0; j--) {
                text[random.nextInt(text.length)] = (char) random.nextInt(33, 127);
            }
            String mutated = new String(text);
            int signed = good.lastIndexOf('.');
            boolean changed = !mutated.startsWith(good.substring(0, signed + 1));
            assertThat(rules.judge(mutated)) // a signature may be spelt in two ways
                    .describedAs(mutated)
                    .isInstanceOfAny(Outcome.Invalid.class, changed ? Outcome.Invalid.class : Outcome.Known.class);
        }
    }

    @Test
    void aTokenStaysKnownAsLongAsItsKeyIsPublished() {
        Outcome.Known outcome = (Outcome.Known) rules.judge(ISSUER.sign(claims().build()));

        assertThat(outcome.recheck()).isNotNull();
        assertThat(outcome.recheck().now().toCompletableFuture().join())
                .isInstanceOfSatisfying(
                        Outcome.Known.class,
                        again -> assertThat(again.principal()).isEqualTo(outcome.principal()));
    }

    private Principal known(String token) {
        Outcome outcome = rules.judge(token);
        assertThat(outcome).isInstanceOf(Outcome.Known.class);
        return ((Outcome.Known) outcome).principal();
    }

    private String reason(String token) {
        Outcome outcome = rules.judge(token);
        assertThat(outcome).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) outcome).reason();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(Issuer.NAME)
                .subject("ann")
                .audience("tidegate")
                .expirationTime(at(60));
    }

    private static Date at(int secondsFromNow) {
        return Date.from(NOW.plusSeconds(secondsFromNow));
    }

    private static JWSHeader rs256() {
        return named("key-1");
    }

    private static JWSHeader named(String key) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key).build();
    }

    private static JWSHeader header(String type) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("key-1")
                .type(new JOSEObjectType(type))
                .build();
    }

    private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String sign(JWSHeader header, String payload) {
        try {
            var token = new JWSObject(header, new Payload(payload));
            token.sign(new RSASSASigner(ISSUER.key()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signEd(KeyPair pair) throws GeneralSecurityException {
        String signed = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "."
                + Base64URL.encode(claims().build().toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64URL.encode(signature.sign());
    }
}
