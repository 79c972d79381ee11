package io.tidegate.protocol;

/** Frame headers for tests that have no bytes. */
public final class FrameHeaders {
    private FrameHeaders() {}

    /** Of one frame from a client; {@code bytes} is the size of its payload and of its message so far. */
    public static FrameHeader of(Opcode opcode, boolean fin, long bytes) {
        var header = new FrameHeader();
        header.opcode = opcode;
        header.fin = fin;
        header.masked = true;
        header.maskingKey = 0x01020304;
        header.headerBytes = 6 + (bytes < 126 ? 0 : bytes < 65_536 ? 2 : 8);
        header.payloadBytes = bytes;
        header.messageBytes = opcode.isControl() ? 0 : bytes;
        header.text = opcode == Opcode.TEXT;
        return header;
    }

    /** A later frame of a binary message, of which {@code before} bytes have come. */
    public static FrameHeader next(long bytes, long before) {
        FrameHeader header = of(Opcode.CONTINUATION, false, bytes);
        header.messageBytes = before + bytes;
        return header;
    }
}
