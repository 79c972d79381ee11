package io.tidegate.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.SessionKeys;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.time.BurstClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a handshake costs with a token (RS256, 2,048 bits, a known key) over the signature itself, which the JDK verifies in {@code
 * signature}. The difference must stay below 60 microseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AuthenticateBenchmark {
    private final FilterFactory filter;
    private final String token;
    private final PublicKey key;
    private final byte[] signed;
    private final byte[] signature;

    /** A key, a token of it, and the filter that knows the key. */
    public AuthenticateBenchmark() {
        try {
            RSAKey rsa = new RSAKeyGenerator(2048).keyID("key-1").generate();
            SignedJWT jwt = signed(rsa);
            token = jwt.serialize();
            key = rsa.toRSAPublicKey();
            signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
            signature = jwt.getSignature().decode();
            Path keys = Files.writeString(Files.createTempFile("keys", ".json"), new JWKSet(rsa).toString());
            filter = filter(keys);
            Files.delete(keys);
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The filter, from a handshake to a principal. */
    @Benchmark
    public Object handshake() {
        Handshake handshake = Samples.handshake(
                "example.com", "/chat", new HeaderList().add("Authorization", "Bearer " + token), "192.0.2.7");
        var session = new FilterContext(
                "8f14e45f", "chat", new BurstClock(), Verdicts.UNCOUNTED, SessionKeys.of(handshake, Map.of()));
        Admission admission = ((HandshakeFilter) filter.newFilter(session)).onHandshake(handshake);
        if (admission != Admission.Pass.ADMIT) {
            throw new IllegalStateException("not admitted: " + admission);
        }
        return handshake;
    }

    /** The signature alone. */
    @Benchmark
    public boolean signature() throws GeneralSecurityException {
        Signature verification = Signature.getInstance("SHA256withRSA");
        verification.initVerify(key);
        verification.update(signed);
        return verification.verify(signature);
    }

    private static SignedJWT signed(RSAKey key) throws JOSEException {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("https://idp.example.com/realms/chat")
                .subject("1a7c6de8-5d0e-4b68-a59b-3ab6ff0b1f2c")
                .audience("chat")
                .expirationTime(Date.from(Instant.now().plusSeconds(86_400)))
                .claim("email", "ann@example.com")
                .claim("scope", "openid profile chat")
                .claim("realm_access", Map.of("roles", List.of("user", "moderator", "offline_access")))
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build(), claims);
        token.sign(new RSASSASigner(key));
        return token;
    }

    private static FilterFactory filter(Path keys) {
        FilterTypes types = FilterTypes.load();
        String file = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes: { chat: { upstream: chat, filters: [ { authenticate: { any: [ { jwt: {
                  issuer: "https://idp.example.com/realms/chat", audience: [ chat ], roles: /realm_access/roles,
                  jwks-file: "FILE" } } ], forward: { subject: X-User-Id, roles: X-User-Roles } } } ] } }
                """.replace("FILE", keys.toString());
        RouteConfig route = ConfigReader.read(ConfigSource.of("bench.yaml", file), types)
                .routes()
                .get("chat");
        return types.configure(Objects.requireNonNull(route).filters().getFirst());
    }
}
