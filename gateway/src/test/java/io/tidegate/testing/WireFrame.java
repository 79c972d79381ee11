package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame as it stands on the wire (RFC 6455, 5.2), legal or not. Immutable; two are equal if their bytes are. */
public final class WireFrame {
    public static final int FIN = 0x80;
    public static final int RSV1 = 0x40;
    public static final int RSV2 = 0x20;
    public static final int RSV3 = 0x10;
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /** How the payload's length is written. */
    public enum LengthForm {
        BITS_7,
        BITS_16,
        BITS_64;

        static LengthForm minimalFor(long length) {
            return length <= 125 ? BITS_7 : length <= 0xFFFF ? BITS_16 : BITS_64;
        }
    }

    private final int firstByte;
    private final LengthForm form;
    private final long claimedBytes;
    private final @Nullable Integer key;
    private final byte[] payload; // not masked

    WireFrame(int firstByte, LengthForm form, long claimedBytes, @Nullable Integer key, byte[] payload) {
        this.firstByte = firstByte;
        this.form = form;
        this.claimedBytes = claimedBytes;
        this.key = key;
        this.payload = payload;
    }

    /** A final frame of any opcode, length written as short as possible, not masked. */
    public static WireFrame of(int opcode, byte... payload) {
        return new WireFrame(
                FIN | opcode, LengthForm.minimalFor(payload.length), payload.length, null, payload.clone());
    }

    public static WireFrame text(String text) {
        return of(TEXT, text.getBytes(UTF_8));
    }

    public static WireFrame binary(byte... payload) {
        return of(BINARY, payload);
    }

    public static WireFrame continuation(String text) {
        return of(CONTINUATION, text.getBytes(UTF_8));
    }

    public static WireFrame ping(String text) {
        return of(PING, text.getBytes(UTF_8));
    }

    public static WireFrame pong(String text) {
        return of(PONG, text.getBytes(UTF_8));
    }

    /** A Close without a code. */
    public static WireFrame close() {
        return of(CLOSE);
    }

    public static WireFrame close(int code, String reason) {
        return close(code, reason.getBytes(UTF_8));
    }

    public static WireFrame close(int code, byte[] reason) {
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + reason.length)
                        .putShort((short) code)
                        .put(reason)
                        .array());
    }

    /** The same, with more of its message to come. */
    public WireFrame more() {
        return new WireFrame(firstByte & ~FIN, form, claimedBytes, key, payload);
    }

    /** The same with these reserved bits. */
    public WireFrame rsv(int bits) {
        return new WireFrame(firstByte | bits, form, claimedBytes, key, payload);
    }

    /** The same with its length written so, minimal or not. */
    public WireFrame written(LengthForm lengthForm) {
        return new WireFrame(firstByte, lengthForm, claimedBytes, key, payload);
    }

    /** Claims a length in 64 bits that its payload does not have. */
    public WireFrame claiming(long bytes) {
        return new WireFrame(firstByte, LengthForm.BITS_64, bytes, key, payload);
    }

    public WireFrame masked(int maskingKey) {
        return new WireFrame(firstByte, form, claimedBytes, maskingKey, payload);
    }

    public WireFrame unmasked() {
        return new WireFrame(firstByte, form, claimedBytes, null, payload);
    }

    public int opcode() {
        return firstByte & 0x0F;
    }

    public boolean fin() {
        return (firstByte & FIN) != 0;
    }

    public boolean isControl() {
        return (firstByte & 0x08) != 0;
    }

    public boolean isMasked() {
        return key != null;
    }

    /** Whether the length is written as short as possible. */
    public boolean isMinimal() {
        return form == LengthForm.minimalFor(claimedBytes);
    }

    public byte[] payload() {
        return payload.clone();
    }

    public String text() {
        return new String(payload, UTF_8);
    }

    /** The code of a Close; 1005 if it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    /** The reason of a Close. */
    public String closeReason() {
        return payload.length <= 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
    }

    /** The bytes of the wire. */
    public byte[] bytes() {
        ByteBuffer wire = ByteBuffer.allocate(14 + payload.length);
        int mask = key == null ? 0 : 0x80;
        wire.put((byte) firstByte);
        switch (form) {
            case BITS_7 -> wire.put((byte) (mask | claimedBytes));
            case BITS_16 -> wire.put((byte) (mask | 126)).putShort((short) claimedBytes);
            case BITS_64 -> wire.put((byte) (mask | 127)).putLong(claimedBytes);
        }
        if (key != null) {
            wire.putInt(key);
        }
        wire.put(xor(payload, key == null ? 0 : key));
        return Arrays.copyOf(wire.array(), wire.position());
    }

    public static byte[] bytes(List<WireFrame> frames) {
        ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> 14 + frame.payload.length).sum());
        frames.forEach(frame -> all.put(frame.bytes()));
        return Arrays.copyOf(all.array(), all.position());
    }

    /** Masks or unmasks (RFC 6455, 5.3). */
    static byte[] xor(byte[] bytes, int key) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (key >>> (24 - 8 * (i & 3)));
        }
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireFrame frame && Arrays.equals(bytes(), frame.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return String.format(
                "%02x %s%s %d%s %s",
                firstByte,
                opcodeName(),
                fin() ? "" : "…",
                claimedBytes,
                key == null ? "" : String.format(" masked %08x", key),
                opcode() == CLOSE ? closeCode() + " " + closeReason() : abbreviated());
    }

    private String opcodeName() {
        return switch (opcode()) {
            case CONTINUATION -> "continuation";
            case TEXT -> "text";
            case BINARY -> "binary";
            case CLOSE -> "close";
            case PING -> "ping";
            case PONG -> "pong";
            default -> "reserved";
        };
    }

    private String abbreviated() {
        return payload.length <= 40 ? text() : new String(payload, 0, 40, UTF_8) + "…";
    }
}
