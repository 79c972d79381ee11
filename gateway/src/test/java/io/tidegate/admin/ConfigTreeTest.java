package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.AnyValue;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.certificate.CertificateConfig;
import io.tidegate.filter.auth.certificate.NamePattern;
import io.tidegate.filter.auth.certificate.SubjectPattern;
import io.tidegate.filter.auth.key.ApiKeyConfig;
import io.tidegate.filter.transform.Transform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTreeTest {
    private final Map<String, Object> tree = ConfigTree.of(GatewayConfigs.rich());

    @Test
    void valuesStandAsTheyWouldInTheFile() {
        assertThat(at("listeners", "public"))
                .containsEntry("address", "[::]:8080")
                .containsEntry("handshake-timeout", "10s")
                .containsEntry("max-request-line", "8KiB")
                .containsEntry("max-headers", 100)
                .containsEntry("encoded-slash", "refuse")
                .containsEntry("trusted-proxies", List.of("10.0.0.0/8"))
                .doesNotContainKeys("name", "tls");
        assertThat(at("upstreams", "chat-servers"))
                .containsEntry("hash-by", "header:X-User")
                .containsEntry("connect-timeout", "2500ms")
                .containsEntry(
                        "health-check",
                        Map.of(
                                "type", "http",
                                "path", "/ready",
                                "status", List.of("200-204"),
                                "interval", "5s",
                                "timeout", "2s",
                                "rise", 2,
                                "fall", 3))
                .containsEntry(
                        "endpoints",
                        List.of(Map.of(
                                "url", "ws://10.0.0.5:9001", "weight", 1, "backup", false, "id", "10.0.0.5:9001")));
        assertThat(tree)
                .containsEntry("event-loops", "auto")
                .containsEntry("transport", "io-uring")
                .containsEntry("drain", Map.of("delay", "0s", "window", "10s", "deadline", "25s"));
        assertThat(at("access-log")).containsEntry("file", "/var/log/access.log");
    }

    @Test
    void whatClientsAreKnownByStandsAsInTheFileAndWithoutSecrets() {
        assertThat(ConfigTree.of(new CertificateConfig(
                        List.of(SubjectPattern.parse("OU=a")),
                        List.of(NamePattern.parse("dns:*.a")),
                        List.of(),
                        CertificateConfig.Name.COMMON_NAME,
                        List.of())))
                .containsEntry("subject", List.of("OU=a"))
                .containsEntry("san", List.of("dns:*.a"))
                .containsEntry("name", "common-name");
        assertThat(ConfigTree.of(
                        new ApiKeyConfig(Path.of("keys.yaml"), List.of(CredentialSource.parse("header:X-Api-Key")))))
                .isEqualTo(Map.of("file", "keys.yaml", "from", List.of("header:X-Api-Key")));
    }

    @Test
    void noSecretIsShown() {
        assertThat(tree.toString()).doesNotContain("hidden");
        assertThat(at("admin")).containsEntry("token", "***");
        assertThat(at("upstreams", "chat-servers", "sticky"))
                .containsEntry("secret", "***")
                .containsEntry("cookie", "tidegate")
                .containsEntry("secure", true);
        assertThat(at("routes", "chat"))
                .containsEntry(
                        "filters",
                        List.of(Map.of(
                                "own",
                                Map.of(
                                        "limit", "50/s",
                                        "api-token", "***",
                                        "passwords", "***",
                                        "headers", Map.of("Authorization", "***", "X-Tenant", "blue"),
                                        "tokens", 7))));
    }

    @Test
    void aValueOfAnyFormIsShownWithoutTheSecretsInIt() {
        var step = new Transform.Step(
                null,
                List.of(),
                Map.of(),
                Map.of(
                        "/token",
                        AnyValue.parse("hidden"),
                        "/a",
                        new AnyValue("[{\"password\":\"hidden\",\"n\":1.50}]")),
                null,
                null,
                null,
                null);

        assertThat(ConfigTree.of(step).toString())
                .contains("\"n\":1.50", "\"password\":\"***\"", "/token=***")
                .doesNotContain("hidden");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> at(String... path) {
        Map<String, Object> here = tree;
        for (String key : path) {
            here = (Map<String, Object>) here.get(key);
        }
        return here;
    }
}
