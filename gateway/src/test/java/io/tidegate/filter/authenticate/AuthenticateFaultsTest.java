package io.tidegate.filter.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterTypes;
import io.tidegate.route.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticateFaultsTest {
    private static final FilterTypes TYPES = FilterTypes.load();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            { } | any or all must list at least one method, and not both
            { any: [ { anonymous: {} } ], all: [ { anonymous: {} } ] } | any or all must list at least one method, and not both
            { all: [ { anonymous: {} } ] } | all must not list anonymous, which knows nobody; any may
            { any: [ { anonymous: {} }, { anonymous: {} } ] } | any must list anonymous once at most
            { any: [ { } ] } | any[0] must be a mapping of one key, jwt, api-key, basic, client-certificate, introspection, external or anonymous, got 0 keys
            { any: [ { jwts: {} } ] } | any[0].jwts is not a key here; did you mean jwt?
            { any: [ { jwt: { } } ] } | any[0].jwt.jwks, jwks-file or secret must be given, and only one of them
            { any: [ { jwt: { jwks: "ftp://x/" } } ] } | any[0].jwt.jwks must be an https: or http: address without a user, got ftp://x/
            { any: [ { jwt: { jwks: "https://u:pass@x/" } } ] } | any[0].jwt.jwks must be an https: or http: address without a user, got one with a user
            { any: [ { jwt: { jwks: "https://x/", algorithms: [ HS256 ] } } ] } | any[0].jwt.algorithms must be HS256, HS384 or HS512 with secret, and none of these without, got HS256
            { any: [ { jwt: { jwks: "https://x/", algorithms: [ none ] } } ] } | any[0].jwt.algorithms must be of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, or HS256, HS384, HS512 with secret, got none
            { any: [ { jwt: { secret: "${SHORT}" } } ] } | any[0].jwt.secret must have at least 32 bytes, got 14
            { any: [ { jwt: { secret: "${LONG}", algorithms: [ HS512 ] } } ] } | any[0].jwt.secret must have at least 64 bytes, got 40
            { any: [ { jwt: { secret: "${LONG}", algorithms: [ RS256 ] } } ] } | any[0].jwt.algorithms must be HS256, HS384 or HS512 with secret, and none of these without, got RS256
            { any: [ { jwt: { jwks: "https://x/", from: [] } } ] } | any[0].jwt.from must list at least one source
            { any: [ { jwt: { jwks: "https://x/", from: [ cookie ] } } ] } | any[0].jwt.from[0] must be authorization, header:NAME, query:NAME, cookie:NAME or subprotocol, got cookie
            { any: [ { jwt: { jwks: "https://x/", subject: "/a~2" } } ] } | any[0].jwt.subject must have ~ only in ~0 and ~1, got /a~2
            { any: [ { jwt: { jwks: "https://x/", refresh: 1s } } ] } | any[0].jwt.refresh must be between 10s and 24h, got 1s
            { any: [ { jwt: { jwks: "https://x/", refresh: 1h, max-stale: 5m } } ] } | any[0].jwt.max-stale must not be less than refresh
            { any: [ { jwt: { jwks: "https://x/", ca: none.pem } } ] } | any[0].jwt.ca must be a file that can be read
            { any: [ { anonymous: {} } ], recheck: 1m } | recheck must not be set unless any or all has a method that can be asked again
            { any: [ { jwt: { secret: "${LONG}" } } ], recheck: 1m } | recheck must not be set unless any or all has a method that can be asked again
            { any: [ { jwt: { jwks-file: none.json } } ] } | any[0].jwt.jwks-file must be a file that can be read
            """)
    void aFaultHasItsPlaceAndItsRule(String settings, String message) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("routes.chat.filters[0].authenticate." + message)
                .hasMessageContaining("test.yaml:7:");
    }

    @Test
    void aFaultOfAMethodIsNotToldAgainAsItsAbsence() {
        assertThatThrownBy(() -> read("{ any: [ { external: { url: \"ws://a/\" } } ] }"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .asString()
                                .contains("any[0].external.url must be an address like https://host/path"));
    }

    @Test
    void aFileThatIsNoKeySetIsRefusedWithItsPlace(@TempDir Path folder) throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}");

        assertThatThrownBy(() -> read("{ any: [ { jwt: { jwks-file: \"" + keys + "\" } } ] }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("routes.chat.filters[0].authenticate.any[0].jwt.jwks-file"
                        + " must be a JSON Web Key Set: none of its 1 keys verifies")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jwt: { jwks: "http://x/" | jwt.ca must not be given unless jwks is https:
            jwt: { secret: "${LONG}" | jwt.ca must not be given unless jwks is https:
            introspection: { url: "http://x/", client-id: a, client-secret: b | introspection.ca must not be given unless url is https:
            external: { url: "https://x/" | external.ca must
            """)
    void authoritiesMustBeCertificatesAndAreForHttpsOnly(String method, String message, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> read("{ any: [ { " + method + ", ca: \"" + file + "\" } } ] }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("routes.chat.filters[0].authenticate.any[0]." + message)
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void noSecretIsShown() {
        var config = ConfigReader.read(source("{ any: [ { jwt: { secret: \"${LONG}\" } } ] }"), TYPES);

        assertThat(config.routes().get("chat").filters().toString())
                .contains("jwt=JwtConfig[from=[authorization]")
                .doesNotContain("xxxx");
    }

    private static void read(String settings) {
        var _ = ConfigReader.check(source(settings), TYPES, _ -> {}).use(config -> RouteTable.of(config, TYPES));
    }

    private static ConfigSource source(String settings) {
        String file = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                      - authenticate:""";
        return ConfigSource.of("test.yaml", file + " " + settings + "\n")
                .withEnvironment(Map.of("SHORT", "too few bytes.", "LONG", "x".repeat(40)));
    }
}
