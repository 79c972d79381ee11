package io.tidegate.protocol;

/**
 * The header of one frame (RFC 6455, 5.2), read in place by {@link FrameScanner}, which owns it and writes it anew for
 * each frame: valid for one call only. Confined.
 */
public final class FrameHeader {
    Opcode opcode = Opcode.CONTINUATION;
    boolean fin;
    boolean compressed;
    boolean masked;
    int maskingKey;
    int headerBytes;
    long payloadBytes;
    long messageBytes;
    boolean text;

    FrameHeader() {}

    @HotPath
    public Opcode opcode() {
        return opcode;
    }

    /** Whether this frame is the last of its message. */
    @HotPath
    public boolean fin() {
        return fin;
    }

    /** RSV1 of permessage-deflate (RFC 7692, 7.2.3.1): set on the first frame of a compressed message. */
    @HotPath
    public boolean compressed() {
        return compressed;
    }

    @HotPath
    public boolean masked() {
        return masked;
    }

    /** The masking key as a big-endian number; 0 if not masked. */
    @HotPath
    public int maskingKey() {
        return maskingKey;
    }

    /** 2 to 14. */
    @HotPath
    public int headerBytes() {
        return headerBytes;
    }

    /** Size of the payload on the wire. */
    @HotPath
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Payload bytes of the message up to and including this frame; 0 for a control frame. */
    @HotPath
    public long messageBytes() {
        return messageBytes;
    }

    /** Whether this is the first frame of a text or binary message. */
    @HotPath
    public boolean startsMessage() {
        return opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    }

    /** Whether this is the last frame of a text or binary message. */
    @HotPath
    public boolean endsMessage() {
        return fin && !opcode.isControl();
    }

    /** Whether the message that this frame belongs to is text. */
    @HotPath
    public boolean isText() {
        return text;
    }

    /** Whether this is a control frame of which fewer bytes are there than it has. */
    @HotPath
    public boolean isPartialControl(int available) {
        return opcode.isControl() && headerBytes + payloadBytes > available;
    }
}
