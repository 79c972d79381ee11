package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Sessions that are spread anew when an endpoint comes. */
@ExtendWith(NothingLeftBehind.class)
class RebalanceTest {
    private static final String REBALANCE = "{ threshold: 20%, rate: 200/s }";

    private final List<EchoEndpoint> endpoints = new ArrayList<>();
    private final List<RawPeer> clients = new ArrayList<>();
    private GatewayFixture gateway;
    private Admin admin;

    @AfterEach
    void close() {
        clients.forEach(RawPeer::close);
        gateway.awaitNoSession();
        gateway.close();
        endpoints.forEach(EchoEndpoint::close);
    }

    private void start(int sessions, String rebalance) {
        for (int i = 0; i < 4; i++) {
            endpoints.add(new EchoEndpoint());
        }
        gateway = GatewayFixture.start(settings(3, rebalance));
        admin = Admin.of(gateway.gateway());
        for (int i = 0; i < sessions; i++) {
            clients.add(gateway.open("/s"));
        }
    }

    private Settings settings(int used, String rebalance) {
        String[] urls =
                endpoints.subList(0, used).stream().map(EchoEndpoint::url).toArray(String[]::new);
        return Settings.to(urls)
                .gateway("admin", Admin.ANY_PORT)
                .route("resume", "{ quiet: 20ms }")
                .route("close-timeout", "300ms")
                .upstream("balance", "least-sessions")
                .upstream("rebalance", rebalance);
    }

    /** 0 if it is not configured. */
    private int sessions(int endpoint) {
        String id = endpoints.get(endpoint).url().replace("ws://", "");
        for (JsonNode one : admin.json("/api/v1/upstreams/chat").path("endpoints")) {
            if (one.path("id").asString().equals(id)) {
                return one.path("sessions").asInt();
            }
        }
        return 0;
    }

    private double moved() {
        return admin.metric("tidegate_moves_total{result=\"moved\",route=\"all\"}");
    }

    private void awaitAtMost(int most) {
        Awaitility.await("no endpoint with more than " + most)
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> IntStream.range(0, endpoints.size()).allMatch(i -> sessions(i) <= most));
    }

    @Test
    void anEndpointThatIsAddedGetsItsShareAndNoClientNotices() {
        start(60, REBALANCE);

        gateway.reload(settings(4, REBALANCE));

        awaitAtMost(18); // of 20, 20, 20 and 0; a share is 15
        Awaitility.await().until(() -> moved() == 6);
        assertThat(sessions(3)).isEqualTo(6);
        for (RawPeer client : clients) {
            client.send(WireFrame.text("hello"));
            assertThat(client.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void anEndpointThatComesBackGetsItsShareAndNoSessionIsMovedTwice() {
        start(30, REBALANCE);
        String third =
                "/api/v1/upstreams/chat/endpoints/" + endpoints.get(2).url().replace("ws://", "");
        admin.post(third + "/evacuate", null, null);
        Awaitility.await().atMost(RawPeer.LIMIT).until(() -> sessions(2) == 0);
        assertThat(moved()).isEqualTo(10);

        admin.patch(third, "{\"mode\":\"ready\"}");

        awaitAtMost(12); // of 15, 15 and 0; a share is 10
        Awaitility.await().until(() -> moved() == 16);
        assertThat(resumesOfAll()).allMatch(resumes -> resumes <= 1);
    }

    private List<Integer> resumesOfAll() {
        List<Integer> resumes = new ArrayList<>();
        admin.json("/api/v1/sessions")
                .path("sessions")
                .forEach(session -> resumes.add(session.path("resumes").asInt()));
        return resumes;
    }
}
