package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads and judges the frame headers that one side sends, in place (RFC 6455, 5.2 to 5.5; RFC 7692, 6). Knows the state
 * of the message, not the position in the stream: whoever calls skips the payloads. Confined.
 */
public final class FrameScanner {
    /** {@link #next} needs more bytes. */
    public static final int INCOMPLETE = 0;

    /** {@link #next} found a {@link #violation}. */
    public static final int VIOLATION = -1;

    private static final Violation RESERVED_BIT = Violation.protocol("reserved bit set without an extension");
    private static final Violation RESERVED_OPCODE = Violation.protocol("reserved opcode");
    private static final Violation NOT_MASKED = Violation.protocol("a client's frame must be masked");
    private static final Violation MASKED = Violation.protocol("a server's frame must not be masked");
    private static final Violation LENGTH_NOT_MINIMAL = Violation.protocol("payload length not in its shortest form");
    private static final Violation LENGTH_NEGATIVE = Violation.protocol("payload length over 63 bits");
    private static final Violation CONTROL_FRAGMENTED = Violation.protocol("fragmented control frame");
    private static final Violation CONTROL_TOO_LONG = Violation.protocol("control frame over 125 bytes");
    private static final Violation NOTHING_TO_CONTINUE = Violation.protocol("continuation without a message");
    private static final Violation MESSAGE_UNFINISHED = Violation.protocol("new message within a fragmented one");
    private static final Violation FRAME_TOO_BIG = Violation.tooBig("frame too big");
    private static final Violation MESSAGE_TOO_BIG = Violation.tooBig("message too big");

    private static final Violation TOO_MANY_FRAGMENTS = Violation.tooBig("message in too many frames");

    private final FrameHeader header = new FrameHeader();
    private final boolean maskExpected;
    private final boolean deflate;
    private long maxFrameBytes;
    private long maxMessageBytes;
    private int maxFragments = Integer.MAX_VALUE;
    private int fragments;
    private boolean inMessage;
    private boolean text;
    private long messageBytes;
    private @Nullable Violation violation;

    /**
     * @param from whose frames: a client's are masked, an endpoint's are not
     * @param deflate whether permessage-deflate was agreed on, so that RSV1 may be set
     */
    public FrameScanner(Side from, boolean deflate, long maxFrameBytes, long maxMessageBytes) {
        this.maskExpected = from == Side.CLIENT;
        this.deflate = deflate;
        this.maxFrameBytes = maxFrameBytes;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Whether the last data frame was not the end of its message. */
    public boolean inMessage() {
        return inMessage;
    }

    /** What {@link #next} reads from now on is the start of another stream. */
    public void restart() {
        inMessage = false;
        messageBytes = 0;
        violation = null;
    }

    /** Other limits, for the frames that {@link #next} reads from now on. */
    public void limit(long newMaxFrameBytes, long newMaxMessageBytes) {
        maxFrameBytes = newMaxFrameBytes;
        maxMessageBytes = newMaxMessageBytes;
    }

    /** How many frames a message may have, of those that {@link #next} reads from now on. */
    public void limitFragments(int most) {
        maxFragments = most;
    }

    /** The frame that {@link #next} found. */
    @HotPath
    public FrameHeader header() {
        return header;
    }

    /** What {@link #next} refused; null before that. */
    @HotPath
    public @Nullable Violation violation() {
        return violation;
    }

    /**
     * Reads the header that starts at {@code at}. Does not move the indexes of {@code bytes}. After a header the next
     * call must be for the frame behind its payload; after {@link #INCOMPLETE} for the same one again.
     *
     * @param end behind the last byte that is there
     * @return size of the header, 2 to 14, or {@link #INCOMPLETE} or {@link #VIOLATION}
     */
    @HotPath
    public int next(ByteBuf bytes, int at, int end) {
        int available = end - at;
        if (available < 2) {
            return INCOMPLETE;
        }
        int first = bytes.getByte(at);
        int second = bytes.getByte(at + 1);
        Violation early = ofFirstBytes(first, second);
        if (early != null) {
            violation = early;
            return VIOLATION;
        }
        int shortLength = second & 0x7F;
        int lengthBytes = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
        int headerBytes = 2 + lengthBytes + (maskExpected ? 4 : 0);
        if (available < headerBytes) {
            return INCOMPLETE;
        }
        header.headerBytes = headerBytes;
        header.payloadBytes = switch (lengthBytes) {
            case 0 -> shortLength;
            case 2 -> bytes.getUnsignedShort(at + 2);
            default -> bytes.getLong(at + 2);
        };
        header.maskingKey = maskExpected ? bytes.getInt(at + headerBytes - 4) : 0;
        violation = ofLength(lengthBytes);
        return violation == null ? headerBytes : VIOLATION;
    }

    /** Judges what the first two bytes tell, and takes them over if they are right. */
    @HotPath
    private @Nullable Violation ofFirstBytes(int first, int second) {
        Opcode opcode = Opcode.of(first & 0x0F);
        if (opcode == null) {
            return RESERVED_OPCODE;
        }
        boolean fin = (first & 0x80) != 0;
        boolean compressed = (first & 0x40) != 0;
        boolean startsMessage = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
        if ((first & 0x30) != 0 || (compressed && !(deflate && startsMessage))) {
            return RESERVED_BIT;
        }
        boolean masked = (second & 0x80) != 0;
        if (masked != maskExpected) {
            return maskExpected ? NOT_MASKED : MASKED;
        }
        Violation order = opcode.isControl() ? ofControl(fin, second & 0x7F) : ofOrder(opcode);
        if (order == null) {
            header.opcode = opcode;
            header.fin = fin;
            header.compressed = compressed;
            header.masked = masked;
        }
        return order;
    }

    @HotPath
    private static @Nullable Violation ofControl(boolean fin, int shortLength) {
        if (!fin) {
            return CONTROL_FRAGMENTED;
        }
        return shortLength > 125 ? CONTROL_TOO_LONG : null;
    }

    @HotPath
    private @Nullable Violation ofOrder(Opcode opcode) {
        if (opcode == Opcode.CONTINUATION) {
            return inMessage ? null : NOTHING_TO_CONTINUE;
        }
        return inMessage ? MESSAGE_UNFINISHED : null;
    }

    /** Judges a whole header, and takes it into the state of the message. */
    @HotPath
    private @Nullable Violation ofLength(int lengthBytes) {
        long payloadBytes = header.payloadBytes;
        if (payloadBytes < 0) {
            return LENGTH_NEGATIVE;
        }
        if ((lengthBytes == 2 && payloadBytes < 126) || (lengthBytes == 8 && payloadBytes < 65_536)) {
            return LENGTH_NOT_MINIMAL;
        }
        if (header.opcode.isControl()) {
            header.messageBytes = 0;
            header.text = false;
            return null;
        }
        if (payloadBytes > maxFrameBytes) {
            return FRAME_TOO_BIG;
        }
        long before = header.opcode == Opcode.CONTINUATION ? messageBytes : 0;
        if (payloadBytes > maxMessageBytes - before) {
            return MESSAGE_TOO_BIG;
        }
        if (header.opcode != Opcode.CONTINUATION) {
            text = header.opcode == Opcode.TEXT;
            fragments = 0;
        }
        if (++fragments > maxFragments) {
            return TOO_MANY_FRAGMENTS;
        }
        messageBytes = before + payloadBytes;
        inMessage = !header.fin;
        header.messageBytes = messageBytes;
        header.text = text;
        return null;
    }
}
