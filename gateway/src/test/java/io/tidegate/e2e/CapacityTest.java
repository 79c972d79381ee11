package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many clients the gateway takes, sessions and handshakes. */
@ExtendWith(NothingLeftBehind.class)
class CapacityTest {
    private static final int MOST = 4;

    @Test
    void moreSessionsThanConfiguredAreRefusedUntilAReloadAllowsThem() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint).gateway("max-sessions", "1"));
                RawPeer _ = gateway.open("/first")) {
            try (RawPeer second = RawPeer.connect(gateway.address())) {
                second.send(Upgrade.to("/second").bytes());
                assertThat(second.readHead().status()).isEqualTo(503);
                assertThat(second.head().header("Retry-After")).matches("[1-5]");
            }
            assertThat(gateway.ending("/second").cause()).isEqualTo(Cause.OVERLOAD);

            gateway.reload(settings(endpoint).gateway("max-sessions", "2"));

            gateway.open("/third").close();
        }
    }

    @Test
    void oneHandshakeTooManyEndsWhileTheOthersAreYoungAndIsTakenWhenOneOfThemIsSlow() {
        List<RawPeer> peers = new ArrayList<>();
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        settings(endpoint).gateway("event-loops", "1").gateway("max-handshakes", "" + MOST))) {
            for (int i = 0; i < MOST; i++) {
                peers.add(RawPeer.connect(gateway.address()).send("GET /"));
            }
            peers.add(RawPeer.connect(gateway.address()));
            assertThat(peers.getLast().end()).isNotNull();

            Awaitility.await("one of them is slow")
                    .atMost(Duration.ofSeconds(4))
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptions()
                    .until(() -> {
                        gateway.open("/late").close();
                        return true;
                    });

            assertThat(peers.getFirst().readHead().status()).isEqualTo(503);
            assertThat(peers.getFirst().head().header("Retry-After")).matches("[1-5]");
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static Settings settings(RawEndpoint endpoint) {
        return Settings.to(endpoint.url());
    }
}
