package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConfigApiTest {
    @Test
    void theConfigurationIsShownWithWhereItCameFrom() throws Exception {
        try (var admin = new AdminFixture()) {
            JsonNode answer = AdminFixture.json(admin.get("/api/v1/config"));

            assertThat(answer.path("routes").path("chat").path("upstream").asString())
                    .isEqualTo("chat-servers");
            assertThat(answer.path("loaded").toString())
                    .isEqualTo("{\"from\":\"file\",\"file\":\"/etc/tidegate/tidegate.yaml\","
                            + "\"at\":\"2026-11-21T10:00:00Z\",\"sha256\":\"8f14e45fceea\","
                            + "\"needs-restart\":[\"event-loops\"]}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "Application/YAML; charset=utf-8", "application/json"})
    void aWholeFileIsTakenAsYamlOrJson(String type) throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> answer = post(admin, "/api/v1/config", type, "a: 1");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(AdminFixture.json(answer).path("changes").get(0).toString())
                    .isEqualTo("{\"kind\":\"route\",\"name\":\"chat\",\"change\":\"changed\","
                            + "\"keys\":[\"max-message\"],\"sessions\":120}");
            assertThat(admin.config.asked).containsExactly("a: 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/yaml", "application/x-www-form-urlencoded", "application/yaml2"})
    void whatAPageElsewhereCouldSendIsNot(String type) throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> answer = post(admin, "/api/v1/config", type, "a: 1");

            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(AdminFixture.json(answer).path("detail").asString())
                    .isEqualTo("Content-Type must be application/yaml or application/json.");
            assertThat(admin.config.asked).isEmpty();
        }
    }

    @Test
    void yamlIsTakenNowhereElse() throws Exception {
        try (var admin = new AdminFixture()) {
            assertThat(post(admin, "/api/v1/reload", "application/yaml", "a: 1").statusCode())
                    .isEqualTo(415);
            assertThat(admin.config.asked).isEmpty();
        }
    }

    @Test
    void aForeignOriginIsRefused() throws Exception {
        try (var admin = new AdminFixture()) {
            for (String path : new String[] {"/api/v1/config", "/api/v1/reload"}) {
                int status = admin.send(HttpRequest.newBuilder(admin.uri(path))
                                .header("Origin", "http://evil.example")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode();

                assertThat(status).isEqualTo(403);
            }
            assertThat(admin.config.asked).isEmpty();
        }
    }

    @Test
    void aDryRunIsPassedOn() throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> answer = post(admin, "/api/v1/config?dry-run=true", "application/yaml", "a: 1");
            admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/reload?dry-run=true"))
                    .POST(BodyPublishers.noBody()));
            admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/reload?dry-run=false"))
                    .POST(BodyPublishers.noBody()));

            assertThat(AdminFixture.json(answer).path("dry-run").asBoolean()).isTrue();
            assertThat(admin.config.asked).containsExactly("a: 1, dry run", "file, dry run", "file");
        }
    }

    @Test
    void faultsAreAProblemWithAllOfThem() throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> answer = post(admin, "/api/v1/config", "application/yaml", "faulty");

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(AdminFixture.json(answer).path("faults").toString())
                    .isEqualTo("[\"posted:1:1 first fault\",\"posted:2:1 second fault\"]");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsNotReadToItsEnd() throws Exception {
        try (var admin = new AdminFixture()) {
            assertThat(post(admin, "/api/v1/config", "application/yaml", "#".repeat(1 << 20))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(post(admin, "/api/v1/config", "application/yaml", "#".repeat((1 << 20) + 1))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(admin.config.asked).hasSize(1);
        }
    }

    private static HttpResponse<String> post(AdminFixture admin, String path, String type, String body)
            throws Exception {
        return admin.send(HttpRequest.newBuilder(admin.uri(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }
}
