package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.Endpoint;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class UpstreamsApiTest {
    private static final String ENDPOINT = "/api/v1/upstreams/chat-servers/endpoints/10.0.0.5:9001";

    private final AdminFixture admin = new AdminFixture();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void anUpstreamIsShownWithItsEndpoints() throws Exception {
        String all = admin.get("/api/v1/upstreams").body();
        JsonNode one = AdminFixture.json(admin.get("/api/v1/upstreams/chat-servers"));

        assertThat(all)
                .startsWith("{\"upstreams\":[{\"name\":\"chat-servers\",\"balance\":\"least-sessions\","
                        + "\"sessions\":0,\"max-sessions\":1000000,\"connecting\":0,\"waiting\":0,\"panic\":false,"
                        + "\"circuit\":\"closed\",\"endpoints\":[{\"id\":\"10.0.0.5:9001\","
                        + "\"address\":\"10.0.0.5:9001\",\"state\":\"up\",\"offered\":true,\"mode\":\"ready\","
                        + "\"health\":\"up\",\"since\":\"");
        assertThat(one.get("endpoints").get(0).get("weight").asInt()).isEqualTo(1);
        assertThat(admin.get("/api/v1/upstreams/other").statusCode()).isEqualTo(404);
    }

    @Test
    void anOperatorDrainsAnEndpointAndGivesItBack() throws Exception {
        JsonNode draining = AdminFixture.json(patch(ENDPOINT, "{\"mode\":\"draining\",\"weight\":5}"));
        JsonNode ready = AdminFixture.json(patch(ENDPOINT, "{\"mode\":\"ready\"}"));
        JsonNode asConfigured = AdminFixture.json(patch(ENDPOINT, "{\"weight\":null}"));

        assertThat(draining.get("state").asString()).isEqualTo("draining");
        assertThat(draining.get("offered").asBoolean()).isFalse();
        assertThat(draining.get("weight").asInt()).isEqualTo(5);
        assertThat(ready.get("state").asString()).isEqualTo("up");
        assertThat(ready.get("weight").asInt()).isEqualTo(5);
        assertThat(asConfigured.get("weight").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\":\"off\"} | mode must be one of ready, draining, maintenance, got \"off\".",
                "{\"weight\":1001}  | weight must be a whole number from 0 to 1000",
                "{\"weight\":\"1\"} | weight must be a whole number from 0 to 1000",
                "{\"state\":\"up\"} | with mode, weight or both",
                "{}                 | with mode, weight or both",
                "[]                 | with mode, weight or both",
                "{\"mode\"          | The body must be JSON",
            })
    void aWrongWishIsRefusedAndChangesNothing(String body, String detail) throws Exception {
        HttpResponse<String> answer = patch(ENDPOINT, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminFixture.json(answer).get("detail").asString()).contains(detail);
        Endpoint endpoint = admin.upstreams.get("chat-servers").endpoints().getFirst();
        assertThat(endpoint.state()).isEqualTo(Endpoint.State.UP);
        assertThat(endpoint.weight()).isEqualTo(1);
    }

    @Test
    void anEndpointThatIsNotThereIsSaidSo() throws Exception {
        String body = "{\"mode\":\"ready\"}";

        assertThat(patch("/api/v1/upstreams/chat-servers/endpoints/other:1/10.0.0.1", body)
                        .statusCode())
                .isEqualTo(404);
        assertThat(patch("/api/v1/upstreams/other/endpoints/10.0.0.5:9001", body)
                        .statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> patch(String path, String body) throws Exception {
        return admin.send(HttpRequest.newBuilder(admin.uri(path))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }
}
