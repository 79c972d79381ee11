package io.tidegate.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.LegCounters;
import io.tidegate.telemetry.RouteCounters;
import io.tidegate.time.BurstClock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameRelayTest {
    private static final byte[] TEXT = server(0x81, "hello");
    private static final byte[] LONG = server(0x81, "x".repeat(200));
    private static final byte[] EMPTY = server(0x82, "");
    private static final byte[] FIRST = server(0x01, "fir");
    private static final byte[] LAST = server(0x80, "st");
    private static final byte[] PING = server(0x89, "are you there");
    private static final byte[] CLOSE = server(0x88, "\u0003\u00e8bye");

    private final EmbeddedChannel target = new EmbeddedChannel();
    private final List<RelayEvent> events = new ArrayList<>();
    private final LegCounters counters = new LegCounters();
    private FrameRelay relay = relay();

    @AfterEach
    void nothingIsLeft() {
        relay.dispose();
        target.finishAndReleaseAll();
    }

    @Test
    void whatComesInGoesOutWhereverTheStreamIsCut() {
        byte[] stream = joined(TEXT, EMPTY, FIRST, PING, LAST, server(0x82, "x".repeat(300)), TEXT);

        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second += 7) {
                relay = relay();
                feed(stream, 0, first);
                feed(stream, first, second);
                feed(stream, second, stream.length);

                assertThat(written()).isEqualTo(stream);
                assertThat(events).isEmpty();
                relay.dispose();
            }
        }
    }

    @Test
    void aStreamByteByByteGoesOutWhole() {
        byte[] stream = joined(FIRST, PING, LAST, EMPTY, TEXT);

        for (int i = 0; i < stream.length; i++) {
            feed(stream, i, i + 1);
        }

        assertThat(written()).isEqualTo(stream);
        assertThat(counters.messages()).isEqualTo(3);
        assertThat(counters.frames()).isEqualTo(5);
        assertThat(counters.bytes()).isEqualTo(10);
    }

    @Test
    void oneReadIsOneWriteOfTheSameBuffer() {
        ByteBuf read = Unpooled.wrappedBuffer(joined(TEXT, TEXT));

        relay.onBytes(read);
        target.flush();

        ByteBuf out = target.readOutbound();
        assertThat(out).isSameAs(read);
        out.release();
    }

    @Test
    void aPartialHeaderIsKeptBackSoThatTheOtherLegIsAtABoundary() {
        feed(joined(TEXT, new byte[] {(byte) 0x82}), 0, TEXT.length + 1);

        assertThat(written()).isEqualTo(TEXT);
        assertThat(relay.atBoundary()).isTrue();
    }

    @Test
    void aDroppedMessageIsLeftOutWithItsContinuationsButNotWithThePingBetween() {
        relay = relay(
                (from, frame) -> frame.opcode() == Opcode.TEXT ? FrameVerdict.Pass.DROP : FrameVerdict.Pass.FORWARD);
        byte[] stream = joined(EMPTY, FIRST, PING, LAST, EMPTY);

        for (int cut = 0; cut <= stream.length; cut++) {
            feed(stream, 0, cut);
            feed(stream, cut, stream.length);

            assertThat(written()).isEqualTo(joined(EMPTY, PING, EMPTY));
        }
    }

    @Test
    void aHeldFrameAndAllBehindItWaitAndAreNotJudgedAgain() {
        int[] asked = {0};
        relay = relay((from, frame) -> asked[0]++ == 1 ? new FrameVerdict.Hold(5) : FrameVerdict.Pass.FORWARD);

        feed(joined(TEXT, TEXT, EMPTY), 0, 2 * TEXT.length + EMPTY.length);
        feed(PING, 0, PING.length);
        assertThat(written()).isEqualTo(TEXT);
        assertThat(events).containsExactly(RelayEvent.HOLD);

        assertThat(relay.proceed()).isEqualTo(RelayEvent.NONE);
        assertThat(written()).isEqualTo(joined(TEXT, EMPTY, PING));
        assertThat(asked[0]).isEqualTo(4);
    }

    @Test
    void whatCameWhileAFrameWasHeldStaysInOrderWhereTheNextFrameIsCutAndHeldToo() {
        byte[] stream = joined(TEXT, LONG, TEXT, EMPTY);
        for (int first = 1; first < stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                relay = relay((from, frame) -> new FrameVerdict.Hold(5));
                feed(stream, 0, first);
                feed(stream, first, second);
                feed(stream, second, stream.length);

                for (RelayEvent event = RelayEvent.HOLD; event != RelayEvent.NONE; event = relay.proceed()) {
                    assertThat(event).isEqualTo(RelayEvent.HOLD);
                }

                assertThat(written()).isEqualTo(stream);
            }
        }
    }

    @Test
    void pongsAreNotHeard() {
        feed(joined(server(0x8a, "an answer"), server(0x8a, "")), 0, 13);
        assertThat(relay.wasHeard()).isFalse();

        feed(PING, 0, PING.length);
        assertThat(relay.wasHeard()).isTrue();

        feed(TEXT, 0, 3);
        assertThat(relay.wasHeard()).isTrue();
        feed(TEXT, 3, TEXT.length);
        assertThat(relay.wasHeard()).isTrue();
        written();
    }

    @Test
    void aRefusedFrameIsNotPassedOnButAllBeforeItIs() {
        var refusal = new FrameVerdict.Close(Cause.RATE, 1008, "too fast");
        relay = relay((from, frame) -> frame.opcode() == Opcode.BINARY ? refusal : FrameVerdict.Pass.FORWARD);

        feed(joined(TEXT, EMPTY, TEXT), 0, 2 * TEXT.length + EMPTY.length);
        assertThat(events).containsExactly(RelayEvent.REFUSED);
        assertThat(relay.verdict()).isSameAs(refusal);

        relay.stop();
        assertThat(relay.proceed()).isEqualTo(RelayEvent.NONE);
        assertThat(written()).isEqualTo(TEXT);
    }

    @Test
    void aCloseIsPassedOnOnceAndWhatFollowsIsThrownAway() {
        feed(joined(TEXT, CLOSE, TEXT), 0, 2 * TEXT.length + CLOSE.length);
        assertThat(events).containsExactly(RelayEvent.CLOSE);
        assertThat(relay.control().close().code()).isEqualTo(1000);
        assertThat(relay.control().close().reason()).isEqualTo("bye");

        relay.passClose();
        assertThat(relay.proceed()).isEqualTo(RelayEvent.NONE);

        assertThat(written()).isEqualTo(joined(TEXT, CLOSE));
        assertThat(relay.passesOn()).isFalse();
    }

    @Test
    void stoppedWithinAFrameItPassesOnThatFrameAndTellsOfTheBoundary() {
        feed(TEXT, 0, 4);
        relay.stop();
        relay.ends().awaitBoundary();
        assertThat(relay.atBoundary()).isFalse();

        feed(joined(TEXT, TEXT), 4, 2 * TEXT.length);
        assertThat(events).containsExactly(RelayEvent.BOUNDARY);
        assertThat(written()).isEqualTo(TEXT);

        assertThat(relay.proceed()).isEqualTo(RelayEvent.NONE);
        assertThat(written()).isEmpty();
    }

    @Test
    void aViolationStopsBehindTheLastGoodFrame() {
        feed(joined(TEXT, new byte[] {(byte) 0x83, 0}, TEXT), 0, 2 * TEXT.length + 2);

        assertThat(events).containsExactly(RelayEvent.VIOLATION);
        assertThat(relay.violation().reason()).isEqualTo("reserved opcode");
        assertThat(relay.proceed()).isEqualTo(RelayEvent.NONE);
        assertThat(written()).isEqualTo(TEXT);
    }

    private FrameRelay relay(FrameFilter... filters) {
        Peer source = new Peer(Side.UPSTREAM, new EmbeddedChannel(), new BurstClock());
        Peer sink = new Peer(Side.CLIENT, target, new BurstClock());
        var scanner = new FrameScanner(Side.UPSTREAM, false, 1000, 1000);
        return new FrameRelay(
                source,
                sink,
                scanner,
                new FrameFilters(FilterChain.of(filters)),
                Tally.of(Side.UPSTREAM, counters, new RouteCounters()));
    }

    private void feed(byte[] stream, int from, int to) {
        RelayEvent event = relay.onBytes(Unpooled.buffer().writeBytes(stream, from, to - from));
        if (event != RelayEvent.NONE) {
            events.add(event);
        }
    }

    private byte[] written() {
        target.flush();
        var all = new ByteArrayOutputStream();
        for (ByteBuf out = target.readOutbound(); out != null; out = target.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(out));
            out.release();
        }
        return all.toByteArray();
    }

    private static byte[] server(int first, String latin) {
        int length = latin.length();
        ByteBuf frame = Unpooled.buffer().writeByte(first);
        if (length < 126) {
            frame.writeByte(length);
        } else {
            frame.writeByte(126).writeShort(length);
        }
        frame.writeCharSequence(latin, java.nio.charset.StandardCharsets.ISO_8859_1);
        return ByteBufUtil.getBytes(frame);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
