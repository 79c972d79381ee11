package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Side;
import io.tidegate.testing.Answers;
import io.tidegate.testing.DeflateReader;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 7692 where compression ends at the gateway: what is taken, and what is refused, from either side. */
@ExtendWith(NothingLeftBehind.class)
class Rfc7692Test {
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String HELLO = "f2 48 cd c9 c9 07 00";
    private static final int MAX_BYTES = 64 * 1024;

    private static RawEndpoint endpoint;
    private static GatewayFixture plain;
    private static GatewayFixture remembering;
    private static volatile String answer = "permessage-deflate; server_no_context_takeover";

    /**
     * One row.
     *
     * @param takeover whether messages may refer to earlier ones
     * @param texts what arrives
     * @param code what the sender is told behind that; 0 if all is right
     */
    record Row(String name, boolean takeover, List<WireFrame> frames, List<String> texts, int code) {
        static Row of(String name, String hex, String... texts) {
            return new Row(name, false, List.of(text(hex)), List.of(texts), 0);
        }

        static Row breaks(int code, String name, WireFrame... frames) {
            return new Row(name, false, List.of(frames), List.of(), code);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        endpoint = new RawEndpoint(
                peer -> Answers.accept(EXTENSIONS + ": " + answer).to(peer));
        try (var _ = new OwnFilters(ContentFilter.class)) {
            plain = GatewayFixture.start(settings("{ min-size: 1B }"));
            remembering = GatewayFixture.start(settings("{ min-size: 1B, takeover: true, level: 9 }"));
        }
    }

    @AfterAll
    static void stop() {
        plain.close();
        remembering.close();
        endpoint.close();
    }

    private static Settings settings(String compression) {
        return Settings.to(endpoint.url())
                .route("filters", "[ { content: {} } ]")
                .route("max-message", "64KiB")
                .route("compression", compression);
    }

    /** The first are the examples of RFC 7692, 7.2.3. */
    static Stream<Row> legalRows() {
        WireFrame again = text("f2 00 11 00 00");
        WireFrame hello = text(HELLO);
        return Stream.of(
                Row.of("one block", HELLO, "Hello"),
                new Row(
                        "fragments",
                        false,
                        List.of(text("f2 48 cd").more(), WireFrame.ping(""), rest("c9 c9 07 00")),
                        List.of("", "Hello"),
                        0),
                new Row("two messages of one context", true, List.of(hello, again), List.of("Hello", "Hello"), 0),
                new Row("the same without one", false, List.of(hello, again), List.of("Hello"), 1007),
                new Row("twice alike", false, List.of(hello, hello), List.of("Hello", "Hello"), 0),
                new Row("twice alike with a context", true, List.of(hello, hello), List.of("Hello", "Hello"), 0),
                Row.of("a stored block", "00 05 00 fa ff 48 65 6c 6c 6f 00", "Hello"),
                Row.of("a last block", "f3 48 cd c9 c9 07 00 00", "Hello"),
                new Row(
                        "last blocks with a context",
                        true,
                        List.of(text("f3 48 cd c9 c9 07 00 00"), hello),
                        List.of("Hello", "Hello"),
                        0),
                Row.of("a last block with nothing behind it", "f3 48 cd c9 c9 07 00", "Hello"),
                Row.of("two last blocks", "f3 48 cd c9 c9 07 00 f3 48 cd c9 c9 07 00 00", "HelloHello"),
                Row.of("two blocks", "f2 48 05 00 00 00 ff ff ca c9 c9 07 00", "Hello"),
                Row.of("an empty message", "00", ""),
                Row.of("an empty message without its byte", "", ""),
                Row.of("an empty last block", "03 00 00", ""),
                new Row(
                        "a message left as it is",
                        false,
                        List.of(WireFrame.text("as it is"), hello, WireFrame.text("")),
                        List.of("as it is", "Hello", ""),
                        0),
                new Row(
                        "empty fragments",
                        false,
                        List.of(text("").more(), rest("f2 48").more(), rest("").more(), rest("cd c9 c9 07 00")),
                        List.of("Hello"),
                        0),
                new Row("as big as may be", false, List.of(zeros(MAX_BYTES)), List.of("\0".repeat(MAX_BYTES)), 0));
    }

    static Stream<Row> brokenRows() {
        WireFrame hello = text(HELLO);
        return Stream.of(
                Row.breaks(1009, "a bomb", zeros(MAX_BYTES * 1000)),
                Row.breaks(1009, "one byte too big", zeros(MAX_BYTES + 1)),
                Row.breaks(1007, "a reserved kind of block", text("07 00")),
                Row.breaks(1007, "cut off", text("f2 48 cd c9")),
                Row.breaks(1007, "a stored block that is cut off", text("00 05 00 fa ff 48")),
                Row.breaks(1007, "stored lengths that differ", text("00 05 00 fb ff 48 65 6c 6c 6f 00")),
                Row.breaks(1007, "a reference to before the start", text("4b 04 12 00 00")),
                Row.breaks(1007, "noise", text("ff ff ff ff ff ff")),
                Row.breaks(1007, "what inflates to no UTF-8", text("00 02 00 fd ff c3 28 00")),
                Row.breaks(1007, "what ends within a character", text("00 01 00 fe ff c3 00")),
                Row.breaks(
                        1002, "RSV1 on a continuation", hello.more(), rest("00").rsv(WireFrame.RSV1)),
                Row.breaks(1002, "RSV1 on a ping", WireFrame.ping("").rsv(WireFrame.RSV1)),
                Row.breaks(1002, "RSV2", hello.rsv(WireFrame.RSV2)));
    }

    static Stream<Arguments> rowsFromBoth() {
        return Stream.concat(legalRows(), brokenRows())
                .flatMap(row -> Stream.of(Side.values()).map(side -> Arguments.of(side, row)));
    }

    @ParameterizedTest(name = "from the {0}: {1}")
    @MethodSource("rowsFromBoth")
    void whatIsCompressedArrivesOrEndsTheSession(Side from, Row row) {
        answer = row.takeover() ? "permessage-deflate" : "permessage-deflate; server_no_context_takeover";
        try (RawPeer client = open(row.takeover() ? remembering : plain, "permessage-deflate");
                RawPeer upstream = endpoint.next()) {
            RawPeer sender = from == Side.CLIENT ? client : upstream;
            RawPeer receiver = from == Side.CLIENT ? upstream : client;

            row.frames().forEach(sender::send);

            List<byte[]> compressed = new ArrayList<>();
            for (String text : row.texts()) {
                WireFrame frame = receiver.next();
                assertThat(new String(content(frame, row.takeover() ? compressed : null), UTF_8))
                        .isEqualTo(text);
            }
            if (row.code() != 0) {
                assertThat(sender.next().closeCode()).isEqualTo(row.code());
                assertThat(receiver.next().closeCode()).isEqualTo(from == Side.CLIENT ? 1001 : 1011);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 12, 14, 15})
    void nothingRefersFartherBackThanAPeerCanRemember(int bits) {
        answer = "permessage-deflate; server_no_context_takeover; client_max_window_bits=" + bits;
        String text = repetitive(50_000);
        try (RawPeer client = open(plain, "permessage-deflate; server_max_window_bits=" + bits);
                RawPeer upstream = endpoint.next()) {
            assertThat(client.head().header(EXTENSIONS)).contains("server_max_window_bits=" + bits);
            client.send(WireFrame.text(text));
            upstream.send(WireFrame.text(text));

            for (RawPeer receiver : List.of(client, upstream)) {
                WireFrame frame = receiver.next();
                assertThat(frame.payload().length).isLessThan(text.length() / 2);
                DeflateReader read = DeflateReader.read(withTail(frame.payload()));
                assertThat(new String(read.content(), UTF_8)).isEqualTo(text);
                assertThat(read.farthest()).isBetween(1, 1 << bits);
            }
        }
    }

    @Test
    void withTakeoverAMessageLikeTheLastIsSmall() {
        answer = "permessage-deflate";
        String text = "one of a kind: " + new Random(3).ints(200).boxed().toList();
        try (RawPeer client = open(remembering, "permessage-deflate");
                RawPeer upstream = endpoint.next()) {
            assertThat(client.head().header(EXTENSIONS)).isEqualTo("permessage-deflate");
            assertThat(upstream.head().header(EXTENSIONS)).isEqualTo("permessage-deflate; client_max_window_bits");
            client.send(WireFrame.text(text), WireFrame.text(text));
            upstream.send(WireFrame.text("reply " + text), WireFrame.text(text));

            assertThat(upstream.next().payload().length).isGreaterThan(500);
            assertThat(upstream.next().payload().length).isLessThan(50);
            assertThat(upstream.next().payload().length).as("the reply").isLessThan(60);
            assertThat(client.next().payload().length).isGreaterThan(500);
        }
    }

    /** What a frame filter drops would be missed by those behind it. */
    @ParameterizedTest(name = "from the {0}")
    @EnumSource(Side.class)
    void aMessageThatRefersToOneThatWasLeftOutIsRead(Side from) {
        answer = "permessage-deflate";
        try (var _ = new OwnFilters(ContentFilter.class, EverySecondFilter.class);
                var gateway = GatewayFixture.start(
                        settings("{ takeover: true }").route("filters", "[ { every-second: {} }, { content: {} } ]"));
                RawPeer client = open(gateway, "permessage-deflate");
                RawPeer upstream = endpoint.next()) {
            WireFrame again = text("f2 00 11 00 00");
            (from == Side.CLIENT ? client : upstream).send(text(HELLO), again, again);

            RawPeer receiver = from == Side.CLIENT ? upstream : client;
            assertThat(receiver.next().text()).isEqualTo("Hello");
            assertThat(receiver.next().text()).isEqualTo("Hello");
        }
    }

    @Test
    void aLegWithoutCompressionStaysSo() {
        answer = "permessage-deflate; server_no_context_takeover";
        try (var _ = new OwnFilters(ContentFilter.class);
                var gateway = GatewayFixture.start(settings("{ client: false, min-size: 1B }"));
                RawPeer client = open(gateway, "permessage-deflate");
                RawPeer upstream = endpoint.next()) {
            assertThat(client.head().header(EXTENSIONS)).isEmpty();
            client.send(WireFrame.text("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
            assertThat(upstream.next().payload().length).isLessThan(10);
            upstream.send(text(HELLO));
            assertThat(client.next().text()).isEqualTo("Hello");
            client.send(text(HELLO));
            assertThat(client.next().closeCode()).isEqualTo(1002);
        }
    }

    private static RawPeer open(GatewayFixture gateway, String offer) {
        return RawPeer.open(gateway.address(), Upgrade.to("/").with(EXTENSIONS, offer));
    }

    private static WireFrame text(String hex) {
        return WireFrame.of(WireFrame.TEXT, bytes(hex)).rsv(WireFrame.RSV1);
    }

    private static WireFrame rest(String hex) {
        return WireFrame.of(WireFrame.CONTINUATION, bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static WireFrame zeros(int count) {
        byte[] out = new byte[1 << 20];
        try (Deflater deflater = new Deflater(9, true)) {
            deflater.setInput(new byte[count]);
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return WireFrame.of(WireFrame.TEXT, Arrays.copyOf(out, size - 4)).rsv(WireFrame.RSV1);
        }
    }

    /** @param earlier compressed messages of the same context, to which this adds; null if each stands alone */
    private static byte[] content(WireFrame frame, List<byte[]> earlier) {
        if ((frame.bytes()[0] & WireFrame.RSV1) == 0) {
            return frame.payload();
        }
        byte[] before = earlier == null ? new byte[0] : joined(earlier);
        int from = DeflateReader.read(before).content().length;
        byte[] own = withTail(frame.payload());
        if (earlier != null) {
            earlier.add(own);
        }
        byte[] all = DeflateReader.read(earlier == null ? own : joined(earlier)).content();
        return Arrays.copyOfRange(all, from, all.length);
    }

    private static byte[] joined(List<byte[]> parts) {
        var all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] withTail(byte[] payload) {
        return joined(List.of(payload, new byte[] {0, 0, -1, -1}));
    }

    private static String repetitive(int size) {
        Random random = new Random(11);
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append(
                    text.length() > 100 && random.nextInt(3) > 0
                            ? text.substring(random.nextInt(text.length() - 60), text.length())
                                    .substring(0, 40)
                            : "word" + random.nextInt(100));
        }
        return text.toString();
    }
}
