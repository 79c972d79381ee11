package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.control.ReloadAttempt;
import io.tidegate.control.Trigger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChangesApiTest {
    private static final String ENDPOINT = "/api/v1/upstreams/chat-servers/endpoints/10.0.0.5:9001";

    private final AdminFixture admin = new AdminFixture();

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void whatOperatorsChangedIsListedWithBeforeAndAfterTheNewestFirst() throws Exception {
        patch("{\"mode\":\"draining\"}");
        patch("{\"mode\":\"busy\"}");
        admin.get("/api/v1/sessions");

        List<JsonNode> changes = changes("");

        assertThat(changes).hasSize(2);
        assertThat(changes.getFirst().path("status").asInt()).isEqualTo(400);
        JsonNode first = changes.getLast();
        assertThat(first.path("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(first.path("who").asString()).isEqualTo("local");
        assertThat(first.path("method").asString()).isEqualTo("PATCH");
        assertThat(first.path("path").asString()).isEqualTo(ENDPOINT);
        assertThat(first.path("before").path("mode").asString()).isEqualTo("ready");
        assertThat(first.path("after").path("mode").asString()).isEqualTo("draining");
    }

    @Test
    void reloadsThatNobodyAskedThisApiForStandAmongThem() throws Exception {
        patch("{\"mode\":\"draining\"}");
        Instant later = Instant.now().plusSeconds(60);
        admin.config.attempts.add(new ReloadAttempt(Instant.EPOCH, Trigger.SIGNAL, true, "nothing changed"));
        admin.config.attempts.add(new ReloadAttempt(later, Trigger.FILE, false, "tidegate.yaml:1:1 a fault"));
        admin.config.attempts.add(new ReloadAttempt(later, Trigger.API, true, "told by who asked"));

        List<JsonNode> changes = changes("");

        assertThat(changes).hasSize(3);
        assertThat(changes.getFirst().toString())
                .isEqualTo("{\"time\":\"" + later + "\",\"reload\":\"file\",\"result\":\"refused\","
                        + "\"detail\":\"tidegate.yaml:1:1 a fault\"}");
        assertThat(changes.get(1).path("method").asString()).isEqualTo("PATCH");
        assertThat(changes.getLast().path("result").asString()).isEqualTo("applied");
    }

    @Test
    void noMoreAreListedThanAskedForAndKeptThanTwoHundred() throws Exception {
        for (int i = 0; i < 201; i++) {
            patch("{\"weight\":" + i + "}");
        }

        assertThat(changes("")).hasSize(200);
        assertThat(changes("?limit=2"))
                .extracting(change -> change.path("after").path("weight").asInt())
                .containsExactly(200, 199);
    }

    private void patch(String body) throws Exception {
        admin.send(HttpRequest.newBuilder(admin.uri(ENDPOINT))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private List<JsonNode> changes(String query) throws Exception {
        List<JsonNode> changes = new ArrayList<>();
        AdminFixture.json(admin.get("/api/v1/changes" + query)).path("changes").forEach(changes::add);
        return changes;
    }
}
