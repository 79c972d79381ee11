package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.AdminConfig;
import io.tidegate.telemetry.LiveSample;
import io.tidegate.telemetry.LiveSample.ProcessHealth;
import io.tidegate.telemetry.LiveSample.Traffic;
import io.tidegate.upstream.EndpointCondition.Mode;
import io.tidegate.upstream.Upstream;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The numbers of the last minutes, and what they and the rest of the gateway mean in words. */
class LiveApiTest {
    private static final String RESTART = "What the file says of event-loops takes a restart.";

    @Test
    void samplesComeAsTheyAreTakenAndEachIsAskedForOnce() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("s1", "chat", "192.0.2.1");

            JsonNode first = Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(
                            () -> AdminFixture.json(admin.get("/api/v1/live")),
                            live -> !live.get("samples").isEmpty());
            JsonNode sample = first.get("samples").get(0);
            JsonNode later = AdminFixture.json(
                    admin.get("/api/v1/live?since=" + sample.get("at").asString()));

            assertThat(sample.get("sessions").asInt()).isEqualTo(1);
            assertThat(sample.at("/process/heap-bytes").asLong()).isPositive();
            assertThat(later.get("samples").toString())
                    .doesNotContain(sample.get("at").asString());
            assertThat(first.get("interval-millis").asInt()).isEqualTo(2000);
            assertThat(admin.get("/api/v1/live?since=yesterday").body())
                    .contains("since must be a time such as 2026-11-21T10:00:00Z, got yesterday");
        }
    }

    @Test
    void theCallerIsToldWhoItIs() throws Exception {
        try (var admin = new AdminFixture();
                var guarded = new AdminFixture(AdminFixture.TOKEN)) {
            HttpRequest.Builder known = HttpRequest.newBuilder(guarded.uri("/api/v1/whoami"))
                    .header("Authorization", "Bearer " + AdminFixture.TOKEN);

            assertThat(admin.get("/api/v1/whoami").body()).isEqualTo("{\"name\":\"local\",\"role\":\"operator\"}");
            assertThat(guarded.send(known).body()).isEqualTo("{\"name\":\"token\",\"role\":\"operator\"}");
            assertThat(AdminConfig.Role.values()).hasSize(2);
        }
    }

    @Test
    void aGatewayThatIsWellHasNothingToTellButWhatSomebodyWants() {
        try (var admin = new AdminFixture()) {
            assertThat(told(admin, List.of(sample(1, Map.of("client-closed", 2.0)))))
                    .containsExactly("note " + RESTART);
        }
    }

    @Test
    void whatIsWrongIsToldInWordsAndTheWorstFirst() {
        try (var admin = new AdminFixture()) {
            Upstream upstream = admin.upstreams.get("chat-servers");
            upstream.endpoints().forEach(endpoint -> upstream.operate(endpoint, Mode.MAINTENANCE, null));
            admin.notReady = "draining";
            List<LiveSample> slow =
                    List.of(sample(1, Map.of("internal", 0.5)), sample(250, Map.of("no-endpoint", 1.0)));

            assertThat(told(admin, slow))
                    .startsWith(
                            "bad It takes no new sessions: draining.",
                            "bad Upstream chat-servers offers no endpoint: new sessions are refused.",
                            "bad 1 stay ended with internal in the last minute.",
                            "warn 2 stays ended with no-endpoint in the last minute.",
                            "warn An event loop was 250 ms late in the last minute.")
                    .contains(
                            "note Endpoint 10.0.0.5:9001 of chat-servers is in maintenance, as an operator wants it.");
        }
    }

    @Test
    void aHeapThatStaysFullIsToldAndOneThatIsCollectedIsNot() {
        try (var admin = new AdminFixture()) {
            List<LiveSample> full = Collections.nCopies(30, sample(0, Map.of(), 95));

            assertThat(told(admin, full)).contains("warn The heap was over 90 % full for all of the last minute.");
            assertThat(told(admin, full.subList(1, 30))).containsExactly("note " + RESTART);
        }
    }

    private static List<String> told(AdminFixture admin, List<LiveSample> samples) {
        return new Findings(admin.sources)
                .now(samples).stream()
                        .map(finding -> finding.severity() + " " + finding.text())
                        .toList();
    }

    private static LiveSample sample(double loopDelayMillis, Map<String, Double> endings) {
        return sample(loopDelayMillis, endings, 10);
    }

    private static LiveSample sample(double loopDelayMillis, Map<String, Double> endings, long heapPercent) {
        Traffic none = new Traffic(0, 0);
        ProcessHealth process = new ProcessHealth(null, heapPercent, 100, 0, 0);
        return new LiveSample(
                Instant.EPOCH, 1, 0, none, none, Map.of(), endings, null, null, null, loopDelayMillis, process);
    }
}
