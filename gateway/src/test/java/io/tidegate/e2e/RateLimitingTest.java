package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.FaultLog;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.LogOf;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session sends too fast waits, is left out, answered, passed and logged, or ends it; in both relays, from either side. */
@ExtendWith(NothingLeftBehind.class)
class RateLimitingTest {
    private static final String READING =
            ", { patterns: { from: both, deny: [ { name: none, pattern: no-such-word } ] } }";

    @RegisterExtension
    private final LogOf log = new LogOf(FaultLog.class);

    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void bytesThatAreTooManyWaitWithAllBehindThem(Side from) {
        WireFrame chunk = WireFrame.binary(new byte[1000]);
        try (endpoint;
                var gateway = limiting("from: both, bytes: 10000B/s, burst-bytes: 1000B", "");
                RawPeer client = gateway.open("/bytes");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            long startNanos = System.nanoTime();
            sender.send(
                    chunk,
                    chunk.more(),
                    WireFrame.of(WireFrame.CONTINUATION, new byte[1000]),
                    WireFrame.ping("behind"));

            assertThat(receiver.next()).extracting(WireFrame::opcode).isEqualTo(WireFrame.BINARY);
            assertThat(receiver.next().fin()).isFalse();
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.CONTINUATION);
            assertThat(receiver.next().text()).isEqualTo("behind");
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    @ParameterizedTest(name = "from the {0} {1}")
    @CsvSource({"CLIENT, ''", "UPSTREAM, ''", "CLIENT, reading", "UPSTREAM, reading"})
    void whatIsLeftOutIsCountedAndTheRestArrives(Side from, String reading) {
        try (endpoint;
                var gateway = limiting("from: both, messages: 1/h, burst: 2, exceed: drop", reading);
                RawPeer client = gateway.open("/drop");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            sender.send(
                            WireFrame.text("one"),
                            WireFrame.text("two"),
                            WireFrame.text("three").more())
                    .send(WireFrame.ping("between"), WireFrame.continuation("rest"), WireFrame.text("four"))
                    .send(WireFrame.ping("last"));

            assertThat(receiver.next().text()).isEqualTo("one");
            assertThat(receiver.next().text()).isEqualTo("two");
            assertThat(receiver.next().text()).isEqualTo("between");
            assertThat(receiver.next().text()).isEqualTo("last");
            assertThat(verdicts(gateway, from, "drop")).isEqualTo(2);
        }
    }

    @Test
    void aTextMayBeLimitedWhereBinaryIsNotAndPingsWhereMessagesAreNot() {
        try (endpoint;
                var gateway = filtering("[ { rate-limit: { of: text, messages: 1/h, exceed: drop } },"
                        + " { rate-limit: { of: ping, messages: 2/h, burst: 2, exceed: close } } ]");
                RawPeer client = gateway.open("/kinds");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.binary((byte) 1))
                    .send(WireFrame.binary((byte) 2), WireFrame.ping("1"), WireFrame.ping("2"), WireFrame.ping("3"));

            assertThat(upstream.next().text()).isEqualTo("one");
            assertThat(upstream.next().payload()).containsExactly(1);
            assertThat(upstream.next().payload()).containsExactly(2);
            assertThat(upstream.next().text()).isEqualTo("1");
            assertThat(upstream.next().text()).isEqualTo("2");
            assertThat(client.next().closeCode()).isEqualTo(1008);
        }
    }

    @ParameterizedTest(name = "from the {0} {1}")
    @CsvSource({"CLIENT, '', 1008, 1001", "UPSTREAM, '', 1008, 1011", "CLIENT, reading, 1008, 1001"})
    void aSessionThatIsTooFastEndsWithItsCause(Side from, String reading, int toSender, int toReceiver) {
        try (endpoint;
                var gateway = limiting("from: both, bytes: 1KiB/h, exceed: close", reading);
                RawPeer client = gateway.open("/close");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            sender.send(WireFrame.text("passes"), WireFrame.text("too much"));

            assertThat(receiver.next().text()).isEqualTo("passes");
            WireFrame close = sender.next();
            assertThat(close.closeCode()).isEqualTo(toSender);
            assertThat(close.closeReason()).isEqualTo(from == Side.CLIENT ? "byte rate exceeded" : "");
            assertThat(receiver.next().closeCode()).isEqualTo(toReceiver);
            client.send(WireFrame.close());
            upstream.finish(WireFrame.close());
            assertThat(gateway.ending("/close").cause()).isEqualTo(Cause.RATE);
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "reading"})
    void whatIsOnlyLoggedPassesAndIsCounted(String reading) {
        try (endpoint;
                var gateway = limiting("messages: 1/h, exceed: log", reading);
                RawPeer client = gateway.open("/log");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.text("three"));

            assertThat(upstream.next().text()).isEqualTo("one");
            assertThat(upstream.next().text()).isEqualTo("two");
            assertThat(upstream.next().text()).isEqualTo("three");
            assertThat(verdicts(gateway, Side.CLIENT, "log")).isEqualTo(2);
            assertThat(log.messages())
                    .first()
                    .asString()
                    .contains("filter rate-limit, route all", "from client", "rule messages 1/h");
        }
    }

    @Test
    void whatWouldWaitTooLongEndsTheSessionWith1013() {
        try (endpoint;
                var gateway = limiting("messages: 1/h, max-delay: 1s", "");
                RawPeer client = gateway.open("/line");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("passes"), WireFrame.text("would wait"));

            assertThat(upstream.next().text()).isEqualTo("passes");
            assertThat(client.next().closeCode()).isEqualTo(1013);
        }
    }

    @Test
    void inflatedBytesThatAreTooManyWaitAndArriveInOrder() {
        String text = "x".repeat(1000);
        try (endpoint;
                var gateway = limiting("bytes: 10000B/s, burst-bytes: 1000B, count: inflated", "");
                RawPeer client = deflating(gateway);
                RawPeer upstream = endpoint.next()) {
            long startNanos = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                client.send(Deflated.text(i + text));
            }
            client.send(WireFrame.ping("behind"), WireFrame.close(4000, "bye"));

            for (int i = 0; i < 4; i++) {
                assertThat(upstream.next().text()).isEqualTo(i + text);
            }
            assertThat(upstream.next().text()).isEqualTo("behind");
            assertThat(upstream.next().closeCode()).isEqualTo(4000);
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
            assertThat(verdicts(gateway, Side.CLIENT, "hold")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"drop, ''", "'reply, reply: \"{rule}\"', bytes"})
    void inflatedBytesThatAreTooManyAreLeftOut(String exceed, String answer) {
        try (endpoint;
                var gateway = limiting("bytes: 1KiB/h, burst-bytes: 1KiB, count: inflated, exceed: " + exceed, "");
                RawPeer client = deflating(gateway);
                RawPeer upstream = endpoint.next()) {
            client.send(Deflated.text("y".repeat(1024)), Deflated.text("left out"), WireFrame.ping("last"));

            assertThat(upstream.next().text()).hasSize(1024);
            assertThat(upstream.next().text()).isEqualTo("last");
            if (!answer.isEmpty()) {
                assertThat(client.next().text()).isEqualTo(answer);
            }
        }
    }

    @Test
    void aSessionThatEndsWhileAMessageIsHeldLeavesNothing() {
        try (endpoint;
                var gateway = limiting("bytes: 1B/h, count: inflated", "");
                RawPeer client = gateway.open("/held");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("passes, and is owed"), WireFrame.text("held"));
            assertThat(upstream.next().text()).startsWith("passes");

            upstream.send(WireFrame.close(1000, "enough"));

            assertThat(client.next().closeCode()).isEqualTo(1000);
            client.reset();
            upstream.reset();
            gateway.awaitNoSession();
        }
    }

    private GatewayFixture limiting(String settings, String reading) {
        String more = reading.isEmpty() ? "" : READING;
        return filtering("[ { rate-limit: { " + settings + " } }" + more + " ]");
    }

    private GatewayFixture filtering(String filters) {
        return GatewayFixture.start(
                Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT).route("filters", filters));
    }

    private static double verdicts(GatewayFixture gateway, Side from, String verdict) {
        return Admin.of(gateway.gateway())
                .metric("tidegate_filter_verdicts_total{filter=\"rate-limit\",route=\"all\",side=\"%s\",verdict=\"%s\"}"
                        .formatted(from.label(), verdict));
    }

    private static RawPeer deflating(GatewayFixture gateway) {
        return RawPeer.open(
                gateway.address(), Upgrade.to("/deflating").with("Sec-WebSocket-Extensions", "permessage-deflate"));
    }
}
