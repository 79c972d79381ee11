package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that read messages: what they may do with one, in both directions, and whom one that fails harms. */
@ExtendWith(NothingLeftBehind.class)
class MessageFilterTest {
    private static final AtomicInteger PATHS = new AtomicInteger();

    private static RawEndpoint endpoint;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        endpoint = new RawEndpoint(Answers.accept());
        try (var _ = new OwnFilters(ContentFilter.class)) {
            gateway = GatewayFixture.start(Settings.to(endpoint.url())
                    .route("filters", "[ { content: {} } ]")
                    .route("message-timeout", "250ms"));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        endpoint.close();
    }

    /** A session, seen from both ends. */
    private record Pair(String path, RawPeer client, RawPeer upstream) implements AutoCloseable {
        static Pair open() {
            String path = "/messages-" + PATHS.incrementAndGet();
            RawPeer client = gateway.open(path);
            return new Pair(path, client, endpoint.next());
        }

        RawPeer of(Side side) {
            return side == Side.CLIENT ? client : upstream;
        }

        @Override
        public void close() {
            client.close();
            upstream.close();
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void messagesArePassedOnChangedLeftOutOrAnsweredInOrder(Side from) {
        try (Pair pair = Pair.open()) {
            RawPeer sender = pair.of(from);
            RawPeer receiver = pair.of(from.other());

            sender.send(
                    WireFrame.text("as it is"),
                    WireFrame.text("upper case"),
                    WireFrame.text("drop this"),
                    WireFrame.text("reply please"),
                    WireFrame.text("echo me"),
                    WireFrame.text("binary now"),
                    WireFrame.binary((byte) 1, (byte) 0xFF),
                    WireFrame.text(""),
                    WireFrame.binary());

            assertThat(receiver.next().text()).isEqualTo("as it is");
            assertThat(receiver.next().text()).isEqualTo("UPPER CASE");
            WireFrame binary = receiver.next();
            assertThat(binary.opcode()).isEqualTo(WireFrame.BINARY);
            assertThat(binary.text()).isEqualTo("binary now");
            assertThat(receiver.next().payload()).containsExactly(1, 0xFF);
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.TEXT);
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.BINARY);
            assertThat(sender.next().text()).isEqualTo("to " + from.label() + ": reply please");
            assertThat(sender.next().text()).isEqualTo("echo me");
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void fragmentsArriveAsOneFrameAndControlFramesBetweenThemPass(Side from) {
        try (Pair pair = Pair.open()) {
            RawPeer receiver = pair.of(from.other());

            pair.of(from)
                    .send(
                            WireFrame.text("upper").more(),
                            WireFrame.ping("p"),
                            WireFrame.continuation("").more(),
                            WireFrame.pong("q"),
                            WireFrame.continuation(" ends"));

            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.PING);
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.PONG);
            WireFrame message = receiver.next();
            assertThat(message.fin()).isTrue();
            assertThat(message.text()).isEqualTo("UPPER ENDS");
        }
    }

    @Test
    void aMessageOf65536FragmentsIsLegal() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 65_536; i++) {
            WireFrame frame = WireFrame.of(i == 0 ? WireFrame.TEXT : WireFrame.CONTINUATION, (byte) 'a');
            wire.writeBytes((i < 65_535 ? frame.more() : frame).masked(i).bytes());
        }
        try (Pair pair = Pair.open()) {
            pair.client().send(wire.toByteArray());

            assertThat(pair.upstream().next().text()).isEqualTo("a".repeat(65_536));
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aMessageThatIsJudgedLaterIsWaitedForByThoseBehindItAndByNobodyElse(Side from) {
        try (Pair pair = Pair.open()) {
            RawPeer sender = pair.of(from);
            RawPeer receiver = pair.of(from.other());

            sender.send(WireFrame.text("later one"), WireFrame.text("two"), WireFrame.text("pass-later three"))
                    .send(WireFrame.ping("four"));
            receiver.send(WireFrame.text("the other way"));

            assertThat(sender.next().text()).isEqualTo("the other way");
            assertThat(receiver.next().text()).isEqualTo("LATER ONE");
            assertThat(receiver.next().text()).isEqualTo("two");
            assertThat(receiver.next().text()).isEqualTo("pass-later three");
            assertThat(receiver.next().text()).isEqualTo("four");
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aCloseAndAnEndArriveBehindAMessageThatIsJudgedLater(Side from) {
        try (Pair pair = Pair.open()) {
            RawPeer receiver = pair.of(from.other());
            pair.of(from).send(WireFrame.text("later"), WireFrame.close(4000, "bye"));
            assertThat(receiver.next().text()).isEqualTo("LATER");
            assertThat(receiver.next().closeCode()).isEqualTo(4000);
        }
        try (Pair pair = Pair.open()) {
            RawPeer receiver = pair.of(from.other());
            pair.of(from).send(WireFrame.text("later")).halfClose();
            assertThat(receiver.next().text()).isEqualTo("LATER");
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.CLOSE);
        }
    }

    @ParameterizedTest(name = "{0} from the {1}")
    @CsvSource({
        "throw, CLIENT",
        "throw, UPSTREAM",
        "null, CLIENT",
        "never, CLIENT",
        "never, UPSTREAM",
        "later-null, CLIENT",
        "later-fails, UPSTREAM",
        "later-twice, CLIENT"
    })
    void aFilterThatFailsEndsItsSessionWith1011AndNoOther(String how, Side from) {
        try (Pair other = Pair.open();
                Pair pair = Pair.open()) {
            pair.of(from).send(WireFrame.text("first"), WireFrame.text(how), WireFrame.text("behind it"));

            assertThat(pair.of(from.other()).next().text()).isEqualTo("first");
            assertThat(pair.client().nextClose().closeCode()).isEqualTo(1011);
            assertThat(pair.upstream().nextClose().closeCode()).isEqualTo(1011);
            pair.client().send(WireFrame.close(1011, ""));
            pair.upstream().finish(WireFrame.close(1011, ""));
            assertThat(gateway.ending(pair.path()))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.INTERNAL, 1011, "internal error"));
            other.of(from).send(WireFrame.text("unharmed"));
            assertThat(other.of(from.other()).next().text()).isEqualTo("unharmed");
        }
    }

    @Test
    void aFilterThatAnswersWithAMessageItDidNotKeepFails() {
        try (Pair pair = Pair.open()) {
            pair.client().send(WireFrame.text("secret of now"), WireFrame.text("before"));

            assertThat(pair.upstream().next().text()).isEqualTo("secret of now");
            assertThat(pair.client().next().closeCode()).isEqualTo(1011);
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aFilterThatClosesTellsTheSenderItsCode(Side from) {
        try (Pair pair = Pair.open()) {
            pair.of(from).send(WireFrame.text("close"), WireFrame.text("behind it"));

            WireFrame close = pair.of(from).next();
            assertThat(close.closeCode()).isEqualTo(4040);
            assertThat(close.closeReason()).isEqualTo(from == Side.CLIENT ? "unwanted" : "");
            assertThat(pair.of(from.other()).next().closeCode()).isEqualTo(from == Side.CLIENT ? 1001 : 1011);
        }
    }

    @Test
    void aSessionThatEndsWhileAMessageIsJudgedLeavesNothing() {
        try (Pair pair = Pair.open()) {
            pair.client().send(WireFrame.text("pass-later"), WireFrame.text("behind it"));
            pair.upstream().send(WireFrame.close(4001, "bye"));

            assertThat(pair.client().nextClose().closeCode()).isEqualTo(4001);
            pair.upstream().reset();
            pair.client().reset();
            assertThat(gateway.ending(pair.path()).code()).isEqualTo(4001);
        }
        gateway.awaitNoSession();
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void textThatIsNotUtf8EndsTheSessionAtItsFirstBadByte(Side from) {
        try (Pair pair = Pair.open()) {
            RawPeer sender = pair.of(from);
            int mask = from == Side.CLIENT ? 0x80 : 0;
            byte[] key = new byte[from == Side.CLIENT ? 4 : 0]; // of zeros

            sender.send(WireFrame.of(WireFrame.TEXT, (byte) 'a', (byte) 0xC3).more());
            sender.send(new byte[] {(byte) 0x80, (byte) (mask | 100)}).send(key).send(new byte[] {0x28});

            WireFrame close = sender.next();
            assertThat(close.closeCode()).isEqualTo(1007);
            assertThat(pair.of(from.other()).next().closeCode()).isEqualTo(from == Side.CLIENT ? 1001 : 1011);
        }
    }

    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void textMayBeCutWithinACharacterButNotEndThere(Side from) {
        try (Pair pair = Pair.open()) {
            pair.of(from)
                    .send(
                            WireFrame.of(WireFrame.TEXT, (byte) 0xC3).more(),
                            WireFrame.ping(""),
                            WireFrame.of(WireFrame.CONTINUATION, (byte) 0xBC),
                            WireFrame.binary((byte) 0xC3),
                            WireFrame.of(WireFrame.TEXT, (byte) 0xC3));

            RawPeer receiver = pair.of(from.other());
            assertThat(receiver.next().opcode()).isEqualTo(WireFrame.PING);
            assertThat(receiver.next().text()).isEqualTo("ü");
            assertThat(receiver.next().payload()).hasSize(1);
            assertThat(pair.of(from).next().closeCode()).isEqualTo(1007);
        }
    }

    /** What comes in is many times less than what goes out, and nobody takes it. */
    @ParameterizedTest
    @ValueSource(strings = {"reply", "upper"})
    void aSideThatTakesNothingStopsWhatFillsItAndAllArrivesInTheEnd(String word) throws Exception {
        String text = word + " " + "x".repeat(60_000);
        int count = 400;
        byte[] wire = WireFrame.text(text).masked(7).bytes();
        try (Pair pair = Pair.open()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    pair.client().send(wire);
                }
            });
            sender.join(300);
            assertThat(sender.isAlive()).as("the sender is slowed down").isTrue();

            RawPeer receiver = word.equals("reply") ? pair.client() : pair.upstream();
            for (int i = 0; i < count; i++) {
                assertThat(receiver.next().payload().length).isGreaterThanOrEqualTo(text.length());
            }
            sender.join();
            pair.client().send(WireFrame.text("last"));
            assertThat(pair.upstream().next().text()).isEqualTo("last");
        }
    }

    @Test
    void aClientWhoseMessagesHaveNoRoomIsReadToItsCloseWhenTheSessionEnds() throws Exception {
        byte[] wire = WireFrame.text("upper " + "x".repeat(60_000)).masked(7).bytes();
        try (var _ = new OwnFilters(ContentFilter.class);
                var aged = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { content: {} } ]")
                        .route("max-age", "1s")
                        .route("close-timeout", "8s"));
                RawPeer client = aged.open("/aged");
                RawPeer _ = endpoint.next()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 400; i++) {
                    client.send(wire);
                }
            });
            assertThat(client.next().closeCode()).isEqualTo(1012);

            assertThat(sender.join(Duration.ofSeconds(4))).as("all is read").isTrue();
            client.send(WireFrame.close(1012, ""));
            assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        }
    }
}
