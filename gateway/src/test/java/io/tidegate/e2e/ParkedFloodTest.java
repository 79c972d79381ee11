package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client whose endpoint is lost may not ping faster than others. */
@ExtendWith(NothingLeftBehind.class)
class ParkedFloodTest {
    private static final int MOST = 20;

    @Test
    void pingsToAParkedSessionAreAnsweredUpToTheControlRate() {
        try (var first = new RawEndpoint(Answers.accept());
                var second = new RawEndpoint(peer -> {}); // takes connections and never answers
                var gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                        .upstream("balance", "round-robin")
                        .route("resume", "{}")
                        .route("control-rate", "{ limit: 1/s, burst: " + MOST + " }")
                        .route("close-timeout", "300ms"));
                RawPeer client = gateway.open("/parked");
                RawPeer endpoint = first.next()) {
            client.send(WireFrame.text("is open"));
            assertThat(endpoint.next().text()).isEqualTo("is open");
            int tried = second.taken();
            endpoint.reset();
            Awaitility.await("another endpoint is tried").until(() -> second.taken() > tried);
            WireFrame[] pings = new WireFrame[MOST + 5];
            Arrays.fill(pings, WireFrame.ping("x"));

            client.send(pings);

            int answered = 0;
            WireFrame frame = client.next();
            for (; frame.opcode() == WireFrame.PONG; frame = client.next()) {
                answered++;
            }
            assertThat(answered).isBetween(MOST, MOST + 2);
            assertThat(frame.closeCode()).isEqualTo(1008);
            client.send(WireFrame.close(1008, ""));
            assertThat(gateway.ending("/parked").cause()).isEqualTo(Cause.RATE);
        }
    }
}
