package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the access log says of who ended a session, and how. */
class AccessLogLinesTest {
    @Test
    void aSessionThatTheClientClosedSaysSo() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client =
                        RawPeer.open(gateway.address(), Upgrade.to("/closed").with("User-Agent", "a".repeat(300)))) {
            client.send(WireFrame.close(1000, "bye"));
            client.nextClose();

            JsonNode line = gateway.endings().lineOf("/closed");
            assertThat(line.get("ended-by").asString()).isEqualTo("client");
            assertThat(line.get("client-close").asString()).isEqualTo("both");
            assertThat(line.get("upstream-close").asString()).isEqualTo("both");
            assertThat(line.get("user-agent").asString()).isEqualTo("a".repeat(256));
        }
    }

    @Test
    void aSessionWhoseEndpointWasLostSaysSo() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/lost"))) {
            endpoint.next().reset();
            client.finish(client.nextClose());

            JsonNode line = gateway.endings().lineOf("/lost");
            assertThat(line.get("ended-by").asString()).isEqualTo("upstream");
            assertThat(line.get("client-close").asString()).isEqualTo("both");
            assertThat(line.get("upstream-close").asString()).isEqualTo("none");
            assertThat(line.has("user-agent")).isFalse();
        }
    }

    @Test
    void aClientThatWasLostLeavesNoClose() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/gone"))) {
            client.reset();

            JsonNode line = gateway.endings().lineOf("/gone");
            assertThat(line.get("ended-by").asString()).isEqualTo("client");
            assertThat(line.get("client-close").asString()).isEqualTo("none");
            assertThat(line.get("upstream-close").asString()).isEqualTo("both");
        }
    }

    @Test
    void aClientThatGotNo101HasNoClosingHandshake() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send("GET /bad HTTP/1.1\r\nHost: gateway.test\r\n\r\n").readHead();

            JsonNode line = gateway.endings().lineOf("/bad");
            assertThat(line.get("ended-by").asString()).isEqualTo("gateway");
            assertThat(line.has("client-close")).isFalse();
        }
    }
}
