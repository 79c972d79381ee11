package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.filter.auth.certificate.CertificateConfig;
import io.tidegate.filter.auth.certificate.ClientCertificate;
import io.tidegate.filter.auth.jwt.Jwt;
import io.tidegate.filter.auth.jwt.JwtConfig;
import io.tidegate.filter.auth.key.ApiKeyConfig;
import io.tidegate.filter.auth.key.ApiKeys;
import io.tidegate.filter.auth.password.Basic;
import io.tidegate.filter.auth.password.BasicConfig;
import io.tidegate.filter.auth.remote.External;
import io.tidegate.filter.auth.remote.ExternalConfig;
import io.tidegate.filter.auth.remote.Introspection;
import io.tidegate.filter.auth.remote.IntrospectionConfig;
import io.tidegate.filter.authenticate.Door.Named;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way to find out who a client is: a mapping of one key.
 *
 * @param jwt by a signed token, with the keys of whoever issues it
 * @param apiKey by a key, of which a file has the hash
 * @param basic by name and password, of which a file has the hash
 * @param clientCertificate by the certificate that it has shown to the listener
 * @param introspection by a token, which the server that issued it is asked about
 * @param external by what a service of yours answers about the handshake
 * @param anonymous admits who presents no credential at all; only in {@code any}
 */
public record MethodConfig(
        @Nullable JwtConfig jwt,
        @Nullable ApiKeyConfig apiKey,
        @Nullable BasicConfig basic,
        @Nullable CertificateConfig clientCertificate,
        @Nullable IntrospectionConfig introspection,
        @Nullable ExternalConfig external,
        @Nullable AnonymousConfig anonymous) {
    public MethodConfig {
        long given = Stream.of(jwt, apiKey, basic, clientCertificate, introspection, external, anonymous)
                .filter(Objects::nonNull)
                .count();
        Check.that(
                given == 1,
                "must be a mapping of one key, jwt, api-key, basic, client-certificate, introspection, external or anonymous,"
                        + " got " + given + " keys");
    }

    /** Whether what it says of a client may change while that is there. */
    boolean canBeAskedAgain() {
        boolean publishes = jwt != null && jwt.jwks() != null;
        return publishes || Stream.of(apiKey, basic, introspection, external).anyMatch(Objects::nonNull);
    }

    /**
     * Null for {@code anonymous}, which judges nothing.
     *
     * @throws io.tidegate.config.ConfigException with its faults, each starting with its name
     */
    @Nullable
    Named named() {
        if (jwt != null) {
            return new Named(JwtConfig.NAME, Jwt.of(jwt));
        }
        if (apiKey != null) {
            return new Named(ApiKeys.NAME, new ApiKeys(apiKey));
        }
        if (basic != null) {
            return new Named(Basic.NAME, new Basic(basic));
        }
        if (clientCertificate != null) {
            return new Named(ClientCertificate.NAME, new ClientCertificate(clientCertificate));
        }
        if (introspection != null) {
            return new Named(Introspection.NAME, new Introspection(introspection));
        }
        return external == null ? null : new Named(External.NAME, new External(external));
    }
}
