package io.tidegate.filter.limit;

import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;

/** What of a side's frames is limited; a Close never is. */
public enum Kind {
    DATA,
    TEXT,
    BINARY,
    PING,
    PONG,
    CONTROL;

    /** Whether these are messages, which a filter of content sees too. */
    boolean isData() {
        return this == DATA || this == TEXT || this == BINARY;
    }

    /** Whether a message is meant, by what it is. */
    boolean covers(boolean text) {
        return this == DATA || this == (text ? TEXT : BINARY);
    }

    @HotPath
    boolean covers(FrameHeader frame) {
        Opcode opcode = frame.opcode();
        return switch (this) {
            case DATA -> !opcode.isControl();
            case TEXT -> !opcode.isControl() && frame.isText();
            case BINARY -> !opcode.isControl() && !frame.isText();
            case PING -> opcode == Opcode.PING;
            case PONG -> opcode == Opcode.PONG;
            case CONTROL -> opcode == Opcode.PING || opcode == Opcode.PONG;
        };
    }
}
