package io.tidegate.testing;

import io.tidegate.testing.WireFrame.LengthForm;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads frames from a stream and keeps how they were written. */
final class FrameReader {
    private static final int MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

    private FrameReader() {}

    /** @throws EOFException if the stream ends before or inside a frame */
    static WireFrame read(DataInputStream in) throws IOException {
        int firstByte = in.readUnsignedByte();
        int secondByte = in.readUnsignedByte();
        LengthForm form = switch (secondByte & 0x7F) {
            case 126 -> LengthForm.BITS_16;
            case 127 -> LengthForm.BITS_64;
            default -> LengthForm.BITS_7;
        };
        long length = switch (form) {
            case BITS_7 -> secondByte & 0x7F;
            case BITS_16 -> in.readUnsignedShort();
            case BITS_64 -> in.readLong();
        };
        if (length < 0 || length > MAX_PAYLOAD_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        @Nullable Integer key = (secondByte & 0x80) == 0 ? null : (Integer) in.readInt();
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new WireFrame(firstByte, form, length, key, WireFrame.xor(payload, key == null ? 0 : key));
    }
}
