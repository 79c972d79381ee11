package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a Close says (RFC 6455, 5.5.1).
 *
 * @param code the code, {@link CloseCode#NO_STATUS} if the Close is empty
 * @param violation what is wrong with it, or null
 */
public record ClosePayload(
        int code, String reason, @Nullable Violation violation) {
    private static final ClosePayload EMPTY = new ClosePayload(CloseCode.NO_STATUS, "", null);

    /** Reads the payload of a whole Close frame whose header starts at {@code at}. Moves no index. */
    public static ClosePayload read(FrameHeader frame, ByteBuf bytes, int at) {
        int length = (int) frame.payloadBytes();
        if (length == 0) {
            return EMPTY;
        }
        if (length == 1) {
            return refused(Violation.protocol("Close with half a code"));
        }
        byte[] payload = new byte[length];
        bytes.getBytes(at + frame.headerBytes(), payload);
        ControlFrames.mask(payload, frame.maskingKey());
        int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        if (!CloseCode.isValid(code)) {
            return refused(Violation.protocol("close code " + code + " must not be sent"));
        }
        try {
            String reason = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload, 2, length - 2))
                    .toString();
            return new ClosePayload(code, reason, null);
        } catch (CharacterCodingException e) {
            return refused(
                    new Violation(Cause.INVALID, CloseCode.INVALID_PAYLOAD, "the reason of a Close must be UTF-8"));
        }
    }

    private static ClosePayload refused(Violation violation) {
        return new ClosePayload(0, "", violation);
    }
}
