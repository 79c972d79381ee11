package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class HealthChecksTest {
    private static final String CHECK = "{ type: websocket, interval: 100ms, timeout: 500ms, rise: 1, fall: 2 }";

    @Test
    void anEndpointThatFailsItsChecksGetsNoSessionUntilItPassesThem() {
        try (var sound = new EchoEndpoint();
                var hanging = new RawEndpoint(Answers.stall());
                var gateway = start(sound, hanging)) {
            Admin admin = Admin.of(gateway.gateway());
            awaitState(admin, 1, "down");
            assertThat(endpoint(admin, 1).get("reason").asString())
                    .isEqualTo("websocket: no answer to its handshake within 500ms");

            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(gateway.open("/s" + i));
            }
            assertThat(endpoint(admin, 0).get("sessions").asInt()).isEqualTo(6);

            hanging.answerWith(peer -> {
                Answers.accept().to(peer);
                EchoEndpoint.echo(peer);
            });
            awaitState(admin, 1, "up");
            for (int i = 6; i < 10; i++) {
                clients.add(gateway.open("/s" + i));
            }
            assertThat(endpoint(admin, 1).get("sessions").asInt()).isPositive();
            clients.forEach(client -> client.finish(WireFrame.close(1000, "")));
            gateway.awaitNoSession();
        }
    }

    @Test
    void checksAreNoSessions() {
        try (var sound = new EchoEndpoint();
                var gateway = start(sound)) {
            Admin admin = Admin.of(gateway.gateway());
            String passed = "tidegate_endpoint_checks_total{endpoint=\"" + id(sound) + "\",result=\"passed\"";
            Awaitility.await().until(() -> admin.text("/metrics").contains(passed));

            assertThat(admin.text("/metrics").lines())
                    .noneMatch(line -> line.startsWith("tidegate_accepted_total")
                            || line.startsWith("tidegate_handshakes_total")
                            || line.startsWith("tidegate_sessions{")
                            || line.startsWith("tidegate_connect_attempts_total")
                            || line.startsWith("tidegate_endings_total"));
            assertThat(gateway.gateway().sessions()).isZero();
            assertThat(endpoint(admin, 0).get("sessions").asInt()).isZero();
        }
    }

    private static GatewayFixture start(EchoEndpoint sound, RawEndpoint other) {
        return GatewayFixture.start(settings(Settings.to(sound.url(), other.url())));
    }

    private static GatewayFixture start(EchoEndpoint sound) {
        return GatewayFixture.start(settings(Settings.to(sound.url())));
    }

    private static Settings settings(Settings settings) {
        return settings.upstream("health-check", CHECK)
                .upstream("panic-threshold", "0")
                .gateway("admin", Admin.ANY_PORT);
    }

    private static void awaitState(Admin admin, int index, String state) {
        Awaitility.await(state)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> endpoint(admin, index).get("state").asString().equals(state));
    }

    private static JsonNode endpoint(Admin admin, int index) {
        return admin.json("/api/v1/upstreams").at("/upstreams/0/endpoints/" + index);
    }

    private static String id(EchoEndpoint endpoint) {
        return endpoint.url().substring("ws://".length());
    }
}
