package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageFilters;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.testing.WireFrame;
import io.tidegate.time.BurstClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.Deflater;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * For any messages, fragments, compression and cuts of the stream: what a filter sees and what arrives is what was sent.
 * {@code -Dtests.seed=N} repeats a run.
 */
class MessagePathTest {
    private static final long SEED = Long.getLong("tests.seed", System.nanoTime());
    private static final int MOST = 1 << 20;
    private static final int[] SIZES = {0, 1, 2, 125, 126, 127, 1000, 5000, 65_535, 65_536, 100_000};

    private final LoopCodecs codecs = new LoopCodecs();

    /** A message as it was sent or seen; each byte is a character. */
    private record Said(boolean text, String content) {
        static Said of(boolean text, byte[] bytes) {
            return new Said(text, new String(bytes, StandardCharsets.ISO_8859_1));
        }

        byte[] bytes() {
            return content.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return (text ? "text of " : "binary of ") + content.length();
        }
    }

    @RepeatedTest(150)
    void whatWasSentIsSeenAndArrivesExactly(RepetitionInfo run) {
        long seed = SEED + run.getCurrentRepetition();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        Side from = random.nextBoolean() ? Side.CLIENT : Side.UPSTREAM;
        boolean takeoverIn = random.nextBoolean();
        Deflation out = random.nextInt(3) == 0
                ? null
                : new Deflation(random.nextInt(1, 10), random.nextInt(1, 300), random.nextBoolean(), 15);
        Deflation narrow = out != null && random.nextBoolean()
                ? new Deflation(out.level(), out.minBytes(), false, random.nextInt(8, 15))
                : out;

        List<Said> sent = messages(random);
        List<Said> seen = new ArrayList<>();
        byte[] wire = wire(random, from, sent, takeoverIn);
        byte[] arrived = relayed(random, from, wire, takeoverIn, narrow, seen);

        String how = "-Dtests.seed=" + (seed - run.getCurrentRepetition()) + ", run " + run.getCurrentRepetition();
        assertThat(seen).as(how).isEqualTo(sent);
        assertThat(received(from.other(), arrived, narrow)).as(how).isEqualTo(sent);
    }

    /** All that was sent goes through one path, cut anywhere; what it writes. */
    private byte[] relayed(
            RandomGenerator random, Side from, byte[] wire, boolean takeover, Deflation out, List<Said> seen) {
        var target = new EmbeddedChannel();
        var source = new EmbeddedChannel();
        Peer sender = new Peer(from, source, new BurstClock());
        Peer receiver = new Peer(from.other(), target, new BurstClock());
        Message extra = Message.binary(new byte[] {4, 2});
        MessageFilter filter = (side, message) -> {
            seen.add(Said.of(message.isText(), message.bytes()));
            return switch (random.nextInt(4)) {
                case 0, 1 -> MessageVerdict.Pass.FORWARD;
                case 2 ->
                    new MessageVerdict.Replace(
                            message.isText() ? Message.text(message.text()) : Message.binary(message.bytes()));
                default -> new MessageVerdict.Split(List.of(extra, message, extra));
            };
        };
        var memory = Unbounded.reserve().share();
        var reader = new MessageReader(target.alloc(), codecs, new Inflating(codecs, takeover), memory, MOST);
        var onward = new MessageWriter(from.other(), target.alloc(), codecs, out);
        var back = new MessageWriter(from, source.alloc(), codecs, null);
        var scanner = new FrameScanner(from, true, MOST, MOST);
        FrameRelay relay = new FrameRelay(
                        sender,
                        receiver,
                        scanner,
                        new FrameFilters(FilterChain.EMPTY),
                        Tally.of(from, new LegCounters(), new RouteCounters()))
                .reading(new MessagePath(
                        sender,
                        Unbounded.delivery(receiver, onward),
                        reader,
                        back,
                        new MessageFilters(FilterChain.of(filter, without(extra)))));
        var arrived = new ByteArrayOutputStream();
        for (int at = 0; at < wire.length; ) {
            int to = Math.min(wire.length, at + 1 + random.nextInt(random.nextBoolean() ? 10 : 50_000));
            RelayEvent event = relay.onBytes(Unpooled.copiedBuffer(wire, at, to - at));
            for (; event != RelayEvent.NONE; event = relay.proceed()) {
                assertThat(event).isEqualTo(RelayEvent.FULL);
                drain(target, arrived);
            }
            drain(target, arrived);
            at = to;
        }
        relay.dispose();
        source.finishAndReleaseAll();
        target.finishAndReleaseAll();
        return arrived.toByteArray();
    }

    private static MessageFilter without(Message unwanted) {
        return (_, message) ->
                message.buffer().equals(unwanted.buffer()) ? MessageVerdict.Pass.DROP : MessageVerdict.Pass.FORWARD;
    }

    private static void drain(EmbeddedChannel channel, ByteArrayOutputStream arrived) {
        channel.flush();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            arrived.writeBytes(bytes);
            out.release();
        }
    }

    private static List<Said> messages(RandomGenerator random) {
        List<Said> messages = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            int size = SIZES[random.nextInt(SIZES.length)];
            boolean text = random.nextBoolean();
            messages.add(Said.of(text, content(random, text, random.nextBoolean() ? size : random.nextInt(size + 1))));
        }
        return messages;
    }

    private static byte[] content(RandomGenerator random, boolean text, int size) {
        if (!text) {
            byte[] bytes = new byte[size];
            if (random.nextBoolean()) {
                random.nextBytes(bytes);
            }
            return bytes;
        }
        StringBuilder content = new StringBuilder();
        int[] characters = {'a', 'b', 'ü', '世', 0x1F30A};
        while (content.length() < size / 3) {
            content.appendCodePoint(characters[random.nextInt(random.nextBoolean() ? 2 : characters.length)]);
        }
        return content.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Some messages compressed, in any number of frames, with control frames between. */
    private static byte[] wire(RandomGenerator random, Side from, List<Said> messages, boolean takeover) {
        var wire = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(random.nextInt(10), true)) {
            for (Said message : messages) {
                boolean compressed = random.nextBoolean();
                byte[] content = message.bytes();
                byte[] payload = compressed ? deflated(random, deflater, content) : content;
                if (!takeover) {
                    deflater.reset();
                }
                frames(random, message.text(), compressed, payload)
                        .forEach(frame -> wire.writeBytes(
                                (from == Side.CLIENT ? frame.masked(random.nextInt()) : frame).bytes()));
            }
        }
        return wire.toByteArray();
    }

    private static byte[] deflated(RandomGenerator random, Deflater deflater, byte[] content) {
        if (content.length == 0) {
            return new byte[1];
        }
        byte[] out = new byte[2 * content.length + 4096];
        int size = 0;
        for (int at = 0; at < content.length; ) {
            int part = 1 + random.nextInt(content.length - at);
            deflater.setInput(content, at, part);
            at += part;
            boolean flushes = at == content.length || random.nextInt(4) == 0;
            size += deflater.deflate(out, size, out.length - size, flushes ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
        }
        return Arrays.copyOf(out, size - 4);
    }

    private static List<WireFrame> frames(RandomGenerator random, boolean text, boolean compressed, byte[] payload) {
        List<WireFrame> frames = new ArrayList<>();
        int at = 0;
        do {
            int size = random.nextInt(3) == 0 ? payload.length - at : random.nextInt(payload.length - at + 1);
            int opcode = !frames.isEmpty() ? WireFrame.CONTINUATION : text ? WireFrame.TEXT : WireFrame.BINARY;
            WireFrame frame = WireFrame.of(opcode, Arrays.copyOfRange(payload, at, at + size));
            at += size;
            frame = frames.isEmpty() && compressed ? frame.rsv(WireFrame.RSV1) : frame;
            frames.add(at == payload.length ? frame : frame.more());
        } while (at < payload.length);
        if (random.nextInt(4) == 0) {
            frames.add(random.nextInt(frames.size() + 1), WireFrame.ping("ping"));
        }
        return frames;
    }

    /** Takes apart what was written, by another reader; tables elsewhere hold it against the standards. */
    private List<Said> received(Side to, byte[] wire, Deflation how) {
        List<Said> received = new ArrayList<>();
        boolean remembers = how != null && how.takeover();
        var memory = Unbounded.reserve().share();
        var inflating = new Inflating(codecs, remembers);
        var reader = new MessageReader(UnpooledByteBufAllocator.DEFAULT, codecs, inflating, memory, MOST);
        var scanner = new FrameScanner(to.other(), true, MOST, MOST);
        ByteBuf bytes = Unpooled.wrappedBuffer(wire);
        for (int at = 0; at < wire.length; ) {
            int header = scanner.next(bytes, at, wire.length);
            assertThat(header).isPositive();
            at += header;
            int size = (int) scanner.header().payloadBytes();
            if (!scanner.header().opcode().isControl()) {
                assertThat(scanner.header().fin()).isTrue();
                reader.begin(scanner.header());
                assertThat(reader.take(bytes, at, size)).isNull();
                assertThat(reader.end()).isNull();
                ByteBuf content = reader.content();
                byte[] all = new byte[content.readableBytes()];
                content.getBytes(content.readerIndex(), all);
                received.add(Said.of(reader.isText(), all));
                reader.release();
            }
            at += size;
        }
        reader.close();
        return received;
    }
}
