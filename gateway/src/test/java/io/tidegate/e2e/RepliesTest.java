package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Side;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers in place of messages that are over a limit, where only headers are looked at: they stand between two messages. */
@ExtendWith(NothingLeftBehind.class)
class RepliesTest {
    private static final int SMALL = 8 * 1024;

    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void whoSendsTooMuchIsAnsweredInPlaceOfTheOther(Side from) {
        try (endpoint;
                var gateway = replying(1, "slow down: {limit}");
                RawPeer client = gateway.open("/reply");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            sender.send(WireFrame.text("passes"), WireFrame.text("answ").more(), WireFrame.continuation("ered"))
                    .send(WireFrame.ping("last"));

            assertThat(sender.next().text()).isEqualTo("slow down: 1/h");
            assertThat(receiver.next().text()).isEqualTo("passes");
            assertThat(receiver.next().text()).isEqualTo("last");
            assertThat(metric(gateway, "filter_verdicts_total", "filter=\"rate-limit\",", from, ",verdict=\"reply\""))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void anAnswerWaitsForTheEndOfTheMessageThatTheOtherSideIsIn(Side from) {
        try (endpoint;
                var gateway = replying(1, "reply {retry-ms}");
                RawPeer client = gateway.open("/between");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer other = from == Side.CLIENT ? upstream : client;
            sender.send(WireFrame.text("passes"));
            assertThat(other.next().text()).isEqualTo("passes");
            other.send(WireFrame.text("begun").more());
            assertThat(sender.next().text()).isEqualTo("begun");

            sender.send(WireFrame.text("answered later"), WireFrame.ping("seen"));
            assertThat(other.next().text()).isEqualTo("seen");
            other.send(
                    WireFrame.pong("seen"), WireFrame.continuation(" goes on ").more());
            other.send(WireFrame.continuation("and ends"), WireFrame.ping("behind"));

            assertThat(sender.next().opcode()).isEqualTo(WireFrame.PONG);
            assertThat(sender.next().text()).isEqualTo(" goes on ");
            assertThat(sender.next().text()).isEqualTo("and ends");
            assertThat(sender.next().text()).startsWith("reply 3");
            assertThat(sender.next().text()).isEqualTo("behind");
        }
    }

    @Test
    void anAnswerWaitsForTheEndOfAFrameThatHasComeInPart() {
        try (endpoint;
                var gateway = replying(1, "reply");
                RawPeer client = gateway.open("/within");
                RawPeer upstream = endpoint.next()) {
            byte[] frame = WireFrame.text("0123456789").bytes();
            client.send(WireFrame.text("passes"));
            assertThat(upstream.next().text()).isEqualTo("passes");
            upstream.send(Arrays.copyOf(frame, 7));
            assertThat(client.readExactly(7)).isEqualTo(Arrays.copyOf(frame, 7));

            client.send(WireFrame.text("answered later"), WireFrame.ping("seen"));
            assertThat(upstream.next().text()).isEqualTo("seen");
            upstream.send(Arrays.copyOfRange(frame, 7, frame.length));

            assertThat(client.readExactly(frame.length - 7)).isEqualTo(Arrays.copyOfRange(frame, 7, frame.length));
            assertThat(client.next().text()).isEqualTo("reply");
        }
    }

    @Test
    void noMoreThanSixteenAnswersWaitAndTheOthersAreCounted() {
        try (endpoint;
                var gateway = replying(1, "reply");
                RawPeer client = gateway.open("/many");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("passes"));
            assertThat(upstream.next().text()).isEqualTo("passes");
            upstream.send(WireFrame.text("begun").more());
            assertThat(client.next().text()).isEqualTo("begun");
            for (int i = 0; i < 20; i++) {
                client.send(WireFrame.text("answered " + i));
            }
            client.send(WireFrame.ping("seen"));
            assertThat(upstream.next().text()).isEqualTo("seen");

            upstream.send(WireFrame.continuation("ends"), WireFrame.ping("behind"));

            assertThat(client.next().text()).isEqualTo("ends");
            for (int i = 0; i < 16; i++) {
                assertThat(client.next().text()).isEqualTo("reply");
            }
            assertThat(client.next().text()).isEqualTo("behind");
            assertThat(lost(gateway)).isEqualTo(4);
        }
    }

    @Test
    void answersThatWaitWhenTheSessionEndsAreCounted() {
        try (endpoint;
                var gateway = replying(1, "reply");
                RawPeer client = gateway.open("/ends");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.text("begun").more());
            assertThat(client.next().text()).isEqualTo("begun");
            client.send(WireFrame.text("passes"), WireFrame.text("answered"), WireFrame.close(1000, ""));
            assertThat(upstream.next().text()).isEqualTo("passes");
            assertThat(upstream.next().closeCode()).isEqualTo(1000);

            upstream.finish(WireFrame.close(1000, ""));

            assertThat(client.next().closeCode()).isEqualTo(1000);
            gateway.awaitNoSession();
            assertThat(lost(gateway)).isEqualTo(1);
        }
    }

    @Test
    void whoDoesNotReadItsAnswersGetsNoMoreThanFitAndStaysInBoundedMemory() {
        String reply = "r".repeat(4000);
        int messages = 20_000;
        try (endpoint;
                var gateway = replying(1, reply);
                RawPeer client = RawPeer.connect(gateway.address(), SMALL)) {
            client.send(Upgrade.to("/deaf").bytes()).readHead();
            try (RawPeer upstream = endpoint.next()) {
                client.send(WireFrame.text("passes"));
                byte[] message = WireFrame.text("answered").masked(1).bytes();
                for (int i = 0; i < messages; i++) {
                    client.send(message);
                }
                client.send(WireFrame.ping("seen"));
                assertThat(upstream.next().text()).isEqualTo("passes");
                assertThat(upstream.next().text()).isEqualTo("seen");
                upstream.send(WireFrame.close(1000, "done"));

                int received = 0;
                WireFrame frame = client.next();
                while (frame.opcode() == WireFrame.TEXT) {
                    assertThat(frame.text()).isEqualTo(reply);
                    received++;
                    frame = client.next();
                }

                assertThat(frame.closeReason()).isEqualTo("done");
                assertThat(received + lost(gateway)).isEqualTo(messages);
                assertThat(received).isBetween(1, messages - 1);
            }
        }
    }

    @Test
    void aRouteThatReadsMessagesAnswersToo() {
        try (endpoint;
                var gateway = filtering("[ { rate-limit: { messages: 1/h, exceed: reply, reply: short } },"
                        + " { size-limit: { max-inflated: 10B, exceed: reply, reply: long } } ]");
                RawPeer client = gateway.open("/reads");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.text("begun").more());
            client.send(WireFrame.text("longer than ten"), WireFrame.text("too many"));
            assertThat(client.next().text()).isEqualTo("long");
            assertThat(client.next().text()).isEqualTo("short");
            upstream.send(WireFrame.continuation(" and ended"));
            assertThat(client.next().text()).isEqualTo("begun and ended");
        }
    }

    @Test
    void whereMessagesMayBeAnsweredNoCompressionReachesBeyondAMessage() {
        String offer = "permessage-deflate";
        try (var _ = endpoint;
                var gateway = replying(1, "reply");
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/deflate")
                    .with("Sec-WebSocket-Extensions", offer)
                    .bytes());
            assertThat(endpoint.next().head().header("Sec-WebSocket-Extensions"))
                    .contains("server_no_context_takeover");
        }
    }

    private GatewayFixture replying(int burst, String reply) {
        return filtering("[ { rate-limit: { from: both, messages: 1/h, burst: %d, exceed: reply, reply: \"%s\" } } ]"
                .formatted(burst, reply));
    }

    private GatewayFixture filtering(String filters) {
        return GatewayFixture.start(
                Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT).route("filters", filters));
    }

    /** Counted when the loop that saw it is asked. */
    private static double lost(GatewayFixture gateway) {
        Awaitility.await("answers that were lost")
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> metric(gateway, "replies_lost_total", "", Side.CLIENT, "") > 0);
        return metric(gateway, "replies_lost_total", "", Side.CLIENT, "");
    }

    private static double metric(GatewayFixture gateway, String name, String before, Side side, String after) {
        return Admin.of(gateway.gateway())
                .metric("tidegate_%s{%sroute=\"all\",side=\"%s\"%s}".formatted(name, before, side.label(), after));
    }
}
