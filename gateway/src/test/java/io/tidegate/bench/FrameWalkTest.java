package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.Violation;
import io.tidegate.testing.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameWalkTest {
    private static final byte[] STREAM = WireFrame.bytes(List.of(
            WireFrame.text("0123456789abcdefrest"),
            WireFrame.binary(),
            WireFrame.text("01234").more(),
            WireFrame.ping("between"),
            WireFrame.continuation("56789abc").more(),
            WireFrame.pong("nobody asked"),
            WireFrame.continuation("def"),
            WireFrame.binary(new byte[70_000]),
            WireFrame.close(1001, "bye")));

    private static final List<String> TOLD = List.of(
            "text 20 0123456789abcdef",
            "binary 0",
            "ping between",
            "text 16 0123456789abcdef",
            "binary 70000 " + "\0".repeat(16),
            "close 1001 bye");

    private final Told told = new Told();

    @Test
    void itTellsOfMessagesWhereverTheStreamIsCut() {
        for (int cut = 0; cut < 120; cut++) {
            assertThat(walk(cut)).as("cut at %d", cut).isEqualTo(TOLD);
        }
    }

    @Test
    void itTellsOfThemByteByByte() {
        FrameWalk walk = new FrameWalk(told);
        for (byte one : STREAM) {
            walk.read(buffer(new byte[] {one}));
        }

        assertThat(told.lines).isEqualTo(TOLD);
    }

    @Test
    void behindACloseItReadsNothing() {
        FrameWalk walk = new FrameWalk(told);

        walk.read(buffer(WireFrame.bytes(List.of(WireFrame.close(), WireFrame.text("late")))));
        walk.read(buffer(WireFrame.text("later").bytes()));

        assertThat(told.lines).containsExactly("close 1005 ");
    }

    @Test
    void aViolationIsToldOnce() {
        FrameWalk walk = new FrameWalk(told);

        walk.read(buffer(WireFrame.text("x").rsv(WireFrame.RSV1).bytes()));
        walk.read(buffer(WireFrame.text("x").bytes()));

        assertThat(told.lines).containsExactly("violation reserved bit set without an extension");
    }

    @Test
    void whatIsKeptIsGivenBackWhenItStops() {
        FrameWalk walk = new FrameWalk(told);
        walk.read(buffer(Arrays.copyOf(WireFrame.ping("half").bytes(), 3)));

        walk.stop(); // leak detection would tell

        assertThat(told.lines).isEmpty();
    }

    private List<String> walk(int cut) {
        told.lines.clear();
        FrameWalk walk = new FrameWalk(told);
        walk.read(buffer(Arrays.copyOf(STREAM, cut)));
        walk.read(buffer(Arrays.copyOfRange(STREAM, cut, STREAM.length)));
        return told.lines;
    }

    private static ByteBuf buffer(byte[] bytes) {
        return ByteBufAllocator.DEFAULT.buffer().writeBytes(bytes);
    }

    private static final class Told implements FrameWalk.Receiver {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onMessage(boolean text, long bytes, long firstWord, long secondWord) {
            String start = bytes < Stamp.BYTES ? "" : " " + characters(firstWord) + characters(secondWord);
            lines.add((text ? "text " : "binary ") + bytes + start);
        }

        @Override
        public void onPing(byte[] payload) {
            lines.add("ping " + new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void onClose(ClosePayload close) {
            lines.add("close " + close.code() + " " + close.reason());
        }

        @Override
        public void onViolation(Violation violation) {
            lines.add("violation " + violation.reason());
        }

        private static String characters(long word) {
            StringBuilder text = new StringBuilder();
            for (int shift = 56; shift >= 0; shift -= 8) {
                text.append((char) (word >>> shift & 0xFF));
            }
            return text.toString();
        }
    }
}
