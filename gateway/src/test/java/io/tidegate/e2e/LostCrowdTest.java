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

/** Many sessions that have lasted lose their endpoint at the same moment: their ends are dealt with a few at a time. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class LostCrowdTest {
    private static final int CROWD = 60;

    @Test
    @SuppressWarnings("try") // one of them ends within
    void allGoOnElsewhereThoughTheirConnectionsWereClosedLongBeforeTheirTurn() {
        try (var doomed = new RawEndpoint(Answers.accept());
                var survivor = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(doomed.url(), survivor.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .gateway("event-loops", "1")
                        .upstream("balance", "round-robin")
                        .route("resume", "{}"))) {
            List<RawPeer> clients = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                clients.add(gateway.open("/" + i));
            }
            List<RawPeer> atDoomed = new ArrayList<>();
            int lost = doomed.taken();
            for (int i = 0; i < lost; i++) {
                atDoomed.add(doomed.next());
            }
            Admin admin = Admin.of(gateway.gateway());
            awaitLasting(admin);

            atDoomed.forEach(RawPeer::reset);
            doomed.close();
            Awaitility.await("all have another endpoint")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> admin.metric("tidegate_resumes_total{result=\"resumed\",route=\"all\"}") == lost);

            for (RawPeer client : clients) {
                client.send(WireFrame.text("still here"));
            }
            for (RawPeer client : clients) {
                assertThat(client.next().text()).isEqualTo("still here");
                client.close();
            }
            gateway.awaitNoSession();
        }
    }

    private static void awaitLasting(Admin admin) {
        Awaitility.await("all have lasted for a second")
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    for (JsonNode session :
                            admin.json("/api/v1/sessions?limit=1000").path("sessions")) {
                        if (session.path("age-millis").asLong() < 1100) {
                            return false;
                        }
                    }
                    return true;
                });
    }
}
