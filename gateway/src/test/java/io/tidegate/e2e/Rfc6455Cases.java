package io.tidegate.e2e;

import static io.tidegate.e2e.Rfc6455Case.breaks;
import static io.tidegate.e2e.Rfc6455Case.passes;
import static io.tidegate.testing.WireFrame.BINARY;
import static io.tidegate.testing.WireFrame.CLOSE;
import static io.tidegate.testing.WireFrame.CONTINUATION;
import static io.tidegate.testing.WireFrame.PING;
import static io.tidegate.testing.WireFrame.PONG;
import static io.tidegate.testing.WireFrame.RSV1;
import static io.tidegate.testing.WireFrame.RSV2;
import static io.tidegate.testing.WireFrame.RSV3;
import static io.tidegate.testing.WireFrame.TEXT;
import static io.tidegate.testing.WireFrame.binary;
import static io.tidegate.testing.WireFrame.close;
import static io.tidegate.testing.WireFrame.continuation;
import static io.tidegate.testing.WireFrame.ping;
import static io.tidegate.testing.WireFrame.pong;
import static io.tidegate.testing.WireFrame.text;

import io.tidegate.testing.WireFrame;
import io.tidegate.testing.WireFrame.LengthForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rows of the table, by section of RFC 6455. */
final class Rfc6455Cases {
    /** The route's {@code max-frame} and {@code max-message} in this table. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    private Rfc6455Cases() {}

    static Stream<Rfc6455Case> all() {
        List<Rfc6455Case> rows = new ArrayList<>();
        opcodes(rows);
        reservedBits(rows);
        masks(rows);
        lengths(rows);
        sizes(rows);
        fragments(rows);
        interleaved(rows);
        controlFrames(rows);
        Rfc6455CloseCases.add(rows);
        return rows.stream();
    }

    /** 5.2 and 11.8: what each opcode is for. */
    private static void opcodes(List<Rfc6455Case> rows) {
        rows.add(passes("text", text("hello")));
        rows.add(passes("text of several bytes a character", text("Grüße, 世界 🌊")));
        rows.add(passes(
                "text that is not UTF-8, which nobody here reads", WireFrame.of(TEXT, (byte) 0xC3, (byte) 0x28)));
        rows.add(passes("binary", binary((byte) 0, (byte) 0xFF, (byte) 0x80)));
        rows.add(passes("empty text", text("")));
        rows.add(passes("empty binary", binary()));
        rows.add(passes("many messages at once", text("1"), binary((byte) 2), text(""), text("4"), binary()));
        rows.add(passes("ping", ping("are you there")));
        rows.add(passes("ping without payload", ping("")));
        rows.add(passes("pong that nobody asked for", pong("here I am")));
        rows.add(passes("pong without payload", pong("")));
        for (int opcode : new int[] {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
            String name = String.format("reserved opcode %X", opcode);
            rows.add(breaks(PROTOCOL_ERROR, name, WireFrame.of(opcode, (byte) 'x')));
            rows.add(breaks(PROTOCOL_ERROR, name + " after a message", text("ok"), WireFrame.of(opcode)));
        }
    }

    /** 5.2 and RFC 7692, 6: RSV bits belong to extensions. */
    private static void reservedBits(List<Rfc6455Case> rows) {
        for (int bits : new int[] {RSV1, RSV2, RSV3, RSV1 | RSV2, RSV2 | RSV3, RSV1 | RSV2 | RSV3}) {
            String name = String.format("RSV %d", bits >> 4);
            rows.add(breaks(PROTOCOL_ERROR, name + " on text", text("x").rsv(bits)));
            rows.add(breaks(PROTOCOL_ERROR, name + " on binary", binary().rsv(bits)));
            rows.add(breaks(PROTOCOL_ERROR, name + " on ping", ping("x").rsv(bits)));
            if (bits != RSV1) {
                rows.add(breaks(PROTOCOL_ERROR, name + " on text", text("x").rsv(bits))
                        .compressed());
            }
        }
        rows.add(passes("compressed text", text("x").rsv(RSV1)).compressed());
        rows.add(passes("compressed binary", binary((byte) 7).rsv(RSV1)).compressed());
        rows.add(passes("text left as it is", text("x")).compressed());
        rows.add(passes("compressed fragments", text("x").rsv(RSV1).more(), ping("p"), continuation("y"))
                .compressed());
        rows.add(breaks(
                        PROTOCOL_ERROR,
                        "RSV1 on a continuation",
                        text("x").rsv(RSV1).more(),
                        continuation("y").rsv(RSV1))
                .compressed());
        rows.add(breaks(PROTOCOL_ERROR, "RSV1 on ping", ping("x").rsv(RSV1)).compressed());
        rows.add(breaks(PROTOCOL_ERROR, "RSV1 on pong", pong("x").rsv(RSV1)).compressed());
        rows.add(breaks(PROTOCOL_ERROR, "RSV1 on close", close(1000, "").rsv(RSV1))
                .compressed());
    }

    /** 5.1: a client masks every frame, an endpoint none. */
    private static void masks(List<Rfc6455Case> rows) {
        rows.add(passes("key of zeros", text("hello").masked(0)));
        rows.add(passes("key of ones", text("hello").masked(-1)));
        rows.add(passes(
                "a key a frame", text("ab").masked(0x01020304), text("cd").masked(0xFEDCBA98)));
        for (WireFrame frame : List.of(
                text("x"),
                binary(),
                ping("x"),
                pong(""),
                close(1000, ""),
                text("x").more())) {
            rows.add(breaks(PROTOCOL_ERROR, frame.toString(), frame).wronglyMasked());
        }
        rows.add(breaks(PROTOCOL_ERROR, "continuation", text("x").more(), continuation("y"))
                .wronglyMasked());
    }

    /** 5.2: 7, 16 or 64 bits, the shortest that will do. */
    private static void lengths(List<Rfc6455Case> rows) {
        for (int length :
                new int[] {0, 1, 124, 125, 126, 127, 128, 255, 256, 65_534, 65_535, 65_536, 65_537, MAX_BYTES}) {
            rows.add(passes("binary of " + length + " bytes", binary(bytes(length))));
        }
        for (int length : new int[] {0, 1, 125}) {
            WireFrame frame = binary(bytes(length)).written(LengthForm.BITS_16);
            rows.add(breaks(PROTOCOL_ERROR, length + " in 16 bits", frame));
        }
        for (int length : new int[] {0, 1, 125, 126, 65_535}) {
            WireFrame frame = binary(bytes(length)).written(LengthForm.BITS_64);
            rows.add(breaks(PROTOCOL_ERROR, length + " in 64 bits", frame));
        }
        rows.add(breaks(PROTOCOL_ERROR, "64 bits, the first of them set", binary().claiming(Long.MIN_VALUE)));
        rows.add(breaks(PROTOCOL_ERROR, "64 bits, all set", binary().claiming(-1)));
        rows.add(breaks(
                PROTOCOL_ERROR,
                "64 bits, the first of them set, after a message",
                text("ok"),
                text("").claiming(Long.MIN_VALUE + 5)));
    }

    /** The route's limits: judged by the header, before a byte has been passed on. */
    private static void sizes(List<Rfc6455Case> rows) {
        int half = MAX_BYTES / 2;
        rows.add(breaks(TOO_BIG, "a frame one byte too big", binary(bytes(MAX_BYTES + 1))));
        rows.add(breaks(TOO_BIG, "a frame that claims all that 63 bits can", binary().claiming(Long.MAX_VALUE)));
        rows.add(passes(
                "fragments as big as a message may be",
                binary(bytes(half)).more(),
                WireFrame.of(CONTINUATION, bytes(half))));
        rows.add(breaks(
                TOO_BIG,
                "fragments one byte too big",
                binary(bytes(half)).more(),
                WireFrame.of(CONTINUATION, bytes(half + 1))));
        rows.add(
                passes("a message as big as may be after another", binary(bytes(MAX_BYTES)), binary(bytes(MAX_BYTES))));
    }

    /** 5.4: a first frame with an opcode, continuations, FIN on the last. */
    private static void fragments(List<Rfc6455Case> rows) {
        rows.add(passes("two fragments", text("a").more(), continuation("b")));
        rows.add(passes("three fragments", text("a").more(), continuation("b").more(), continuation("c")));
        rows.add(passes("binary fragments", binary((byte) 1).more(), continuation("b")));
        rows.add(passes("an empty first fragment", text("").more(), continuation("b")));
        rows.add(passes(
                "an empty fragment in the middle",
                text("a").more(),
                continuation("").more(),
                continuation("c")));
        rows.add(passes("an empty last fragment", text("a").more(), continuation("")));
        rows.add(passes(
                "nothing but empty fragments", text("").more(), continuation("").more(), continuation("")));
        rows.add(passes(
                "a character cut in two", WireFrame.of(TEXT, (byte) 0xC3).more(), WireFrame.of(CONTINUATION, (byte)
                        0xBC)));
        rows.add(passes("fragments, then a message", text("a").more(), continuation("b"), text("c")));
        rows.add(passes(
                "fragments, then fragments", text("a").more(), continuation("b"), binary().more(), continuation("c")));
        rows.add(passes("twenty fragments", twentyFragments()));
        rows.add(passes("big fragments", binary(bytes(70_000)).more(), WireFrame.of(CONTINUATION, bytes(70_000))));
        rows.add(breaks(PROTOCOL_ERROR, "a continuation of nothing", continuation("x")));
        rows.add(breaks(
                PROTOCOL_ERROR,
                "a continuation of nothing with more to come",
                continuation("x").more()));
        rows.add(breaks(PROTOCOL_ERROR, "a continuation of a whole message", text("a"), continuation("x")));
        rows.add(breaks(
                PROTOCOL_ERROR,
                "a continuation after the last one",
                text("a").more(),
                continuation("b"),
                continuation("x")));
        rows.add(breaks(PROTOCOL_ERROR, "a continuation after a ping", ping("a"), continuation("x")));
        rows.add(breaks(PROTOCOL_ERROR, "text inside a message", text("a").more(), text("x")));
        rows.add(breaks(PROTOCOL_ERROR, "binary inside a message", text("a").more(), binary((byte) 1)));
        rows.add(breaks(
                PROTOCOL_ERROR, "text inside a binary message", binary((byte) 1).more(), text("x")));
        rows.add(breaks(
                PROTOCOL_ERROR,
                "a first fragment inside a message",
                text("a").more(),
                text("x").more()));
        rows.add(breaks(
                PROTOCOL_ERROR,
                "text after a continuation with more to come",
                text("a").more(),
                continuation("b").more(),
                text("x")));
    }

    /** 5.4 and 5.5: control frames may stand between fragments. */
    private static void interleaved(List<Rfc6455Case> rows) {
        rows.add(passes("a ping between fragments", text("a").more(), ping("p"), continuation("b")));
        rows.add(passes("a pong between fragments", text("a").more(), pong("p"), continuation("b")));
        rows.add(passes(
                "pings and pongs between fragments",
                text("a").more(),
                ping("1"),
                pong("2"),
                continuation("b").more(),
                ping("3"),
                ping("4"),
                continuation("c")));
        rows.add(passes("a ping between messages", text("a"), ping("p"), text("b")));
        rows.add(passes("a close between fragments", text("a").more(), close(1000, "enough")));
        rows.add(passes("a close after fragments", text("a").more(), continuation("b"), close(1000, "")));
        rows.add(breaks(
                PROTOCOL_ERROR, "text after a ping between fragments", text("a").more(), ping("p"), text("x")));
    }

    /** 5.5: at most 125 bytes, never fragmented. */
    private static void controlFrames(List<Rfc6455Case> rows) {
        for (int opcode : new int[] {PING, PONG}) {
            String name = opcode == PING ? "ping" : "pong";
            rows.add(passes(name + " of 125 bytes", WireFrame.of(opcode, bytes(125))));
        }
        for (int opcode : new int[] {CLOSE, PING, PONG}) {
            String name = opcode == CLOSE ? "close" : opcode == PING ? "ping" : "pong";
            rows.add(breaks(
                    PROTOCOL_ERROR, name + " without FIN", WireFrame.of(opcode).more()));
            rows.add(breaks(PROTOCOL_ERROR, name + " of 126 bytes", WireFrame.of(opcode, bytes(126))));
            rows.add(breaks(PROTOCOL_ERROR, name + " of 65,536 bytes", WireFrame.of(opcode, bytes(65_536))));
            rows.add(breaks(
                    PROTOCOL_ERROR,
                    name + " with its length in 16 bits",
                    WireFrame.of(opcode, bytes(5)).written(LengthForm.BITS_16)));
            rows.add(breaks(
                    PROTOCOL_ERROR,
                    name + " with its length in 64 bits",
                    WireFrame.of(opcode, bytes(5)).written(LengthForm.BITS_64)));
            rows.add(breaks(
                    PROTOCOL_ERROR,
                    name + " without FIN between fragments",
                    text("a").more(),
                    WireFrame.of(opcode).more()));
        }
    }

    private static WireFrame[] twentyFragments() {
        WireFrame[] frames = new WireFrame[20];
        for (int i = 0; i < frames.length; i++) {
            WireFrame frame = WireFrame.of(i == 0 ? BINARY : CONTINUATION, bytes(i));
            frames[i] = i == frames.length - 1 ? frame : frame.more();
        }
        return frames;
    }

    /** Bytes that tell if some went missing, twice or elsewhere. */
    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }
}
