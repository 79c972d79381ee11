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
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that are too big on the wire or inflated, on sockets. */
@ExtendWith(NothingLeftBehind.class)
class SizeLimitTest {
    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());

    @Test
    void aMessageThatSaysThatItIsTooBigIsAnsweredAndOneThatGrowsTooBigEndsTheSession() {
        try (endpoint;
                var gateway = limiting("max-wire: 100B, exceed: reply, reply: 'at most {limit}'");
                RawPeer client = gateway.open("/wire");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.binary(new byte[101]), WireFrame.text("fits"));
            assertThat(upstream.next().text()).isEqualTo("fits");
            assertThat(client.next().text()).isEqualTo("at most 100B");

            client.send(WireFrame.binary(new byte[60]).more(), WireFrame.of(WireFrame.CONTINUATION, new byte[41]));
            assertThat(upstream.next().payload()).hasSize(60);
            assertThat(client.next().closeCode()).isEqualTo(1009);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            upstream.send(WireFrame.close());
            client.finish(WireFrame.close());
            assertThat(gateway.ending("/wire").cause()).isEqualTo(Cause.TOO_BIG);
        }
    }

    @ParameterizedTest
    @CsvSource({"max-inflated: 10KiB", "max-ratio: 50", "'max-wire: 20B, max-ratio: 2000'"})
    void whatInflatesTooMuchIsLeftOutHoweverItIsCut(String size) {
        try (endpoint;
                var gateway = limiting(size + ", exceed: drop");
                RawPeer client = deflating(gateway);
                RawPeer upstream = endpoint.next()) {
            byte[] bomb = Deflated.text("0".repeat(11_000)).payload();
            client.send(
                    WireFrame.of(WireFrame.TEXT, bomb[0]).rsv(WireFrame.RSV1).more());
            for (int i = 1; i < bomb.length; i++) {
                WireFrame part = WireFrame.of(WireFrame.CONTINUATION, bomb[i]);
                client.send(i == bomb.length - 1 ? part : part.more());
            }
            client.send(Deflated.text("fits"));

            assertThat(upstream.next().text()).isEqualTo("fits");
        }
    }

    @Test
    void aBombEndsItsSessionWhereThatIsWanted() {
        try (endpoint;
                var gateway = limiting("max-ratio: 100, code: 4009");
                RawPeer client = deflating(gateway);
                RawPeer upstream = endpoint.next()) {
            client.send(Deflated.text("0".repeat(100_000)));

            assertThat(client.next().closeCode()).isEqualTo(4009);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
        }
    }

    private GatewayFixture limiting(String settings) {
        return GatewayFixture.start(
                Settings.to(endpoint.url()).route("filters", "[ { size-limit: { " + settings + " } } ]"));
    }

    private static RawPeer deflating(GatewayFixture gateway) {
        return RawPeer.open(
                gateway.address(), Upgrade.to("/inflated").with("Sec-WebSocket-Extensions", "permessage-deflate"));
    }
}
