package io.tidegate.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;

/**
 * The fuzz target of the frame scanner: any bytes are frames, the start of one, or a violation, and how they are cut makes
 * no difference. The first byte says which side sends and what was negotiated, the second how it is cut.
 */
final class ScannerFuzz {
    private static final int MAX_FRAME = 4096;
    private static final int MAX_MESSAGE = 6000;

    private ScannerFuzz() {}

    /** Throws for what must never come of a peer's bytes. */
    static void input(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        ByteBuf stream = Unpooled.wrappedBuffer(bytes, 2, bytes.length - 2);
        var random = new SplittableRandom(bytes[1]);
        String whole = walk(stream, bytes[0], () -> Integer.MAX_VALUE);
        String cut = walk(stream, bytes[0], () -> 1 + random.nextInt(9));
        String byteByByte = walk(stream, bytes[0], () -> 1);
        require(whole.equals(cut), "a cut changes it: " + whole + " or " + cut);
        require(whole.equals(byteByByte), "cut everywhere it is another: " + whole + " or " + byteByByte);
    }

    /** What the scanner finds in the stream: every frame, then why it stopped. */
    private static String walk(ByteBuf stream, int negotiated, IntSupplier pieceBytes) {
        Side from = (negotiated & 1) == 0 ? Side.CLIENT : Side.UPSTREAM;
        FrameScanner scanner = new FrameScanner(from, (negotiated & 2) != 0, MAX_FRAME, MAX_MESSAGE);
        StringBuilder found = new StringBuilder();
        int length = stream.readableBytes();
        int end = 0;
        long at = 0;
        while (true) {
            int headerBytes = at >= end ? FrameScanner.INCOMPLETE : scanner.next(stream, (int) at, end);
            if (headerBytes == FrameScanner.VIOLATION) {
                return found.append(scanner.violation()).toString();
            }
            if (headerBytes != FrameScanner.INCOMPLETE) {
                describe(found, scanner.header(), headerBytes);
                at += headerBytes + scanner.header().payloadBytes();
            } else if (end == length) {
                return found.append("more").toString();
            } else {
                end += Math.min(length - end, pieceBytes.getAsInt());
            }
        }
    }

    private static void describe(StringBuilder found, FrameHeader frame, int headerBytes) {
        require(
                frame.headerBytes() == headerBytes && headerBytes >= 2 && headerBytes <= 14,
                "header of " + headerBytes);
        require(frame.payloadBytes() >= 0 && frame.payloadBytes() <= MAX_FRAME, "payload of " + frame.payloadBytes());
        require(frame.messageBytes() <= MAX_MESSAGE, "message of " + frame.messageBytes());
        require(!frame.opcode().isControl() || (frame.fin() && frame.payloadBytes() <= 125), "control frame");
        require(!frame.compressed() || frame.startsMessage(), "compressed " + frame.opcode());
        Opcode opcode = frame.opcode();
        found.append(opcode.value())
                .append(frame.fin() ? 'f' : 'm')
                .append(frame.compressed() ? 'c' : 'p')
                .append(frame.isText() ? 't' : 'b')
                .append(frame.maskingKey())
                .append('/')
                .append(frame.payloadBytes())
                .append('/')
                .append(frame.messageBytes())
                .append(' ');
    }

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new AssertionError(message);
        }
    }
}
