package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a reload does with sessions whose messages are read, or are to be. */
@ExtendWith(NothingLeftBehind.class)
class ReloadMessagesTest {
    private static final String READS = "[ { content: {} } ]";
    private static final String READS_AND_DROPS = "[ { content: {} }, { every-second: {} } ]";

    @Test
    void otherFiltersBindBetweenTwoMessages() {
        try (var _ = new OwnFilters(ContentFilter.class, EverySecondFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, READS));
                RawPeer client = gateway.open("/rebound");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("upper one").more(), WireFrame.ping(""));
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);
            gateway.reload(settings(endpoint, "[]"));
            client.send(WireFrame.continuation(" ends"), WireFrame.text("upper two"));
            assertThat(upstream.next().text()).isEqualTo("UPPER ONE ENDS");
            assertThat(upstream.next().text()).isEqualTo("upper two");

            gateway.reload(settings(endpoint, READS_AND_DROPS));
            client.send(WireFrame.text("upper three"), WireFrame.text("upper four"), WireFrame.text("upper five"));
            assertThat(upstream.next().text()).isEqualTo("UPPER THREE");
            assertThat(upstream.next().text()).isEqualTo("UPPER FIVE");
        }
    }

    @Test
    void aSessionThatCannotBeginToReadIsLeftBehind() {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, "[]"));
                RawPeer client = gateway.open("/unread");
                RawPeer upstream = endpoint.next()) {
            gateway.reload(settings(endpoint, READS));
            client.send(WireFrame.text("upper case"));
            assertThat(upstream.next().text()).as("kept as it was").isEqualTo("upper case");

            gateway.reload(settings(endpoint, "[]"));
            gateway.reload(settings(endpoint, READS).route("on-removed", "close"));
            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    private static Settings settings(RawEndpoint endpoint, String filters) {
        return Settings.to(endpoint.url()).route("filters", filters);
    }
}
