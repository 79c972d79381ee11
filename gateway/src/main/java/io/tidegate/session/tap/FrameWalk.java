package io.tidegate.session.tap;

import io.netty.buffer.ByteBuf;
import io.tidegate.protocol.Masking;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.session.tap.TapEvent.Part;
import io.tidegate.session.tap.TapEvent.Said;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the bytes of one side beside the relay, which judges them, and copies the start of each frame that a tap wants. Of bytes
 * that are no frames it makes what it can: the session is about to end then. Confined.
 */
final class FrameWalk {
    /** As much of a text as is looked through for what is to be blotted out of it. */
    static final int MOST_TEXT = 64 << 10;

    private static final int MOST_HEADER = 14;
    private static final int MOST_CONTROL = 125;
    private static final byte[] NOTHING = {};

    private final Tap tap;
    private final Side from;
    private final boolean data;
    private final byte[] header = new byte[MOST_HEADER];
    private final List<Said> said = new ArrayList<>(1);
    private int headerBytes;
    private long remainingBytes;
    private boolean inPayload;
    private @Nullable Opcode message;
    private boolean compressed;
    private boolean drawn;
    private boolean shown;
    private long atMillis;
    private Opcode kind = Opcode.BINARY;
    private Part part = Part.WHOLE;
    private long payloadBytes;
    private byte[] content = NOTHING;
    private int copied;
    private boolean ended;

    /** @param data whether data frames are seen with their content; else only those that a filter refuses, without it */
    FrameWalk(Tap tap, Side from, boolean data) {
        this.tap = tap;
        this.from = from;
        this.data = data;
    }

    /** The next bytes are the last of a frame that is not seen, if any. */
    void begin(long bytesOfFrame) {
        remainingBytes = bytesOfFrame;
        inPayload = bytesOfFrame > 0;
    }

    /**
     * Walks on in {@code bytes}, borrowed, from {@code start}.
     *
     * @return where the first frame ends, or {@code end}
     */
    int walk(ByteBuf bytes, int start, int end) {
        int at = start;
        while (at < end) {
            if (inPayload) {
                int step = (int) Math.min(remainingBytes, end - at);
                copy(bytes, at, step);
                remainingBytes -= step;
                at += step;
            } else {
                header[headerBytes++] = bytes.getByte(at++);
                if (headerBytes == neededHeader()) {
                    beginFrame();
                }
            }
            if (inPayload && remainingBytes == 0) {
                inPayload = false;
                ended = shown;
                return at;
            }
        }
        return at;
    }

    /** A filter has something to say of the frame at hand. */
    void say(Said verdict) {
        if (shown) {
            said.add(verdict);
        }
    }

    /** Tells of the frame that has ended, if one has that is to be told of. */
    void tell() {
        if (ended) {
            ended = false;
            shown = false;
            boolean control = kind.isControl();
            boolean whole = data || control;
            if (whole || isRefused()) {
                Masking.xor(content, 0, copied, key());
                tap.offer(new TapEvent(
                        atMillis,
                        from,
                        kind,
                        part,
                        payloadBytes,
                        compressed && !control,
                        ByteBuffer.wrap(content, 0, copied),
                        whole ? null : "refused",
                        said));
            }
            content = NOTHING;
            said.clear();
        }
    }

    private boolean isRefused() {
        return said.stream().anyMatch(one -> switch (one.verdict()) {
            case DROP, REPLY, CLOSE, FAIL, REFUSE -> true;
            case HOLD, LOG, REPLACE, DEFER -> false;
        });
    }

    private int neededHeader() {
        if (headerBytes < 2) {
            return 2;
        }
        int length = header[1] & 0x7F;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        return 2 + extended + (isMasked() ? 4 : 0);
    }

    private void beginFrame() {
        payloadBytes = number(2, headerBytes - (isMasked() ? 6 : 2), header[1] & 0x7F);
        remainingBytes = Math.max(0, payloadBytes);
        inPayload = true;
        Opcode opcode = Opcode.of(header[0] & 0x0F);
        boolean fin = (header[0] & 0x80) != 0;
        boolean starts = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
        if (starts) {
            message = opcode;
            compressed = (header[0] & 0x40) != 0;
            drawn = tap.wants(from) && tap.draws();
        }
        boolean control = opcode != null && opcode.isControl();
        Opcode known = control ? opcode : message; // null for what began before, or is not valid
        shown = known != null && tap.wants(from) && (control || drawn) && (data || control || starts);
        kind = known == null ? Opcode.BINARY : known;
        part = control ? Part.WHOLE : Part.of(starts, fin);
        copied = 0;
        said.clear();
        if (shown) {
            atMillis = System.currentTimeMillis();
            content = new byte[(int) Math.min(remainingBytes, mostContent(control))];
        }
        keepKey();
    }

    private int mostContent(boolean control) {
        if (control) {
            return MOST_CONTROL;
        }
        return !data
                ? 0
                : kind == Opcode.TEXT && !compressed ? MOST_TEXT : tap.wish().bytes();
    }

    private void copy(ByteBuf bytes, int at, int count) {
        int step = shown ? Math.min(count, content.length - copied) : 0;
        if (step > 0) {
            bytes.getBytes(at, content, copied, step);
            copied += step;
        }
    }

    private boolean isMasked() {
        return (header[1] & 0x80) != 0;
    }

    /** The masking key is put where it stays until the frame has ended. */
    private void keepKey() {
        if (isMasked()) {
            System.arraycopy(header, headerBytes - 4, header, MOST_HEADER - 4, 4);
        }
        headerBytes = 0;
    }

    private int key() {
        return isMasked() ? (int) number(MOST_HEADER - 4, 4, 0) : 0;
    }

    /** Of bytes of the header, in network order; {@code none} if there are none. */
    private long number(int at, int count, long none) {
        long number = count == 0 ? none : 0;
        for (int i = 0; i < count; i++) {
            number = number << 8 | (header[at + i] & 0xFF);
        }
        return number;
    }
}
