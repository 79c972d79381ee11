package io.tidegate.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a frame is (RFC 6455, 5.2). */
public enum Opcode {
    CONTINUATION(0x0),
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xA);

    private static final @Nullable Opcode[] BY_VALUE = new Opcode[16];

    static {
        for (Opcode opcode : values()) {
            BY_VALUE[opcode.value] = opcode;
        }
    }

    private final int value;

    Opcode(int value) {
        this.value = value;
    }

    /** The opcode of four bits, or null where RFC 6455 reserves them. */
    @HotPath
    public static @Nullable Opcode of(int fourBits) {
        return BY_VALUE[fourBits];
    }

    /** The four bits on the wire. */
    @HotPath
    public int value() {
        return value;
    }

    /** Close, ping and pong, which may stand between the frames of a message (RFC 6455, 5.5). */
    @HotPath
    public boolean isControl() {
        return value >= 0x8;
    }

    /** The word for it in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
