package io.tidegate.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tidegate.protocol.HeadResult.Incomplete;
import io.tidegate.protocol.HeadResult.Malformed;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Parses the head of an HTTP/1.1 request or response as strictly as RFC 9112 allows: no folded fields, no space before a
 * colon, no line that ends without CR LF, no empty line in front. One for each connection and direction; confined.
 *
 * <p>It remembers how far it came: a call with more bytes goes on where the last one stopped. Between calls the buffer
 * may move but its reader index must stay on the head's first byte. After a complete head the parser starts anew.
 */
public final class HeadParser {
    private static final byte TLS_HANDSHAKE = 0x16;

    private final int maxStartLineBytes;
    private final int maxFields;
    private final int maxFieldBytes;

    private HeaderList headers = new HeaderList();
    private @Nullable HeadResult head; // the start line's; its fields are being added to
    private int lineStart; // these two count from the reader index
    private int searched;
    private int fields;
    private int fieldsStart;

    /**
     * @param maxStartLineBytes without its CR LF
     * @param maxFieldBytes all field lines together, each with its CR LF
     */
    public HeadParser(int maxStartLineBytes, int maxFields, int maxFieldBytes) {
        this.maxStartLineBytes = maxStartLineBytes;
        this.maxFields = maxFields;
        this.maxFieldBytes = maxFieldBytes;
    }

    /**
     * A {@link HeadResult.Request}, or why there is none. Moves the reader index behind a complete head, and not otherwise.
     *
     * @param in borrowed
     */
    public HeadResult request(ByteBuf in) {
        return parse(in, true);
    }

    /** As {@link #request}, for a {@link HeadResult.Response}. */
    public HeadResult response(ByteBuf in) {
        return parse(in, false);
    }

    private HeadResult parse(ByteBuf in, boolean ofRequest) {
        int origin = in.readerIndex();
        if (head == null && ofRequest && in.isReadable() && !Token.isTokenByte(in.getByte(origin))) {
            return foreign(in.getByte(origin));
        }
        while (true) {
            int lineFeed = in.indexOf(origin + searched, in.writerIndex(), (byte) '\n');
            int lineEnd = lineFeed < 0 ? in.readableBytes() : lineFeed - origin;
            Malformed tooLarge = overLimit(lineEnd, lineFeed >= 0);
            if (tooLarge != null) {
                return tooLarge;
            }
            searched = lineEnd;
            if (lineFeed < 0) {
                return Incomplete.INCOMPLETE;
            }
            byte[] line = ByteBufUtil.getBytes(in, origin + lineStart, lineEnd - lineStart);
            lineStart = lineEnd + 1;
            searched = lineStart;
            HeadResult result = onLine(line, ofRequest);
            if (result != Incomplete.INCOMPLETE) {
                return result instanceof Malformed ? result : complete(in, result);
            }
        }
    }

    private HeadResult complete(ByteBuf in, HeadResult result) {
        in.skipBytes(lineStart);
        headers = new HeaderList();
        head = null;
        lineStart = 0;
        searched = 0;
        fields = 0;
        return result;
    }

    /** @param line with its CR, without its LF */
    private HeadResult onLine(byte[] line, boolean ofRequest) {
        int length = line.length - 1;
        if (length < 0 || line[length] != '\r') {
            return malformed("A line ends without CR LF.");
        }
        if (head == null) {
            HeadResult start =
                    ofRequest ? StartLine.request(line, length, headers) : StartLine.response(line, length, headers);
            head = start;
            fieldsStart = lineStart;
            return start instanceof Malformed ? start : Incomplete.INCOMPLETE;
        }
        return length == 0 ? head : onField(line, length);
    }

    private HeadResult onField(byte[] line, int length) {
        if (line[0] == ' ' || line[0] == '\t') {
            return malformed("A header field is folded over two lines.");
        }
        if (++fields > maxFields) {
            return new Malformed(431, "There are too many header fields.");
        }
        int colon = 0;
        while (colon < length && line[colon] != ':') {
            colon++;
        }
        if (colon == length || !Token.isToken(line, 0, colon)) {
            return malformed("A header field has no valid name.");
        }
        if (!isText(line, colon + 1, length)) {
            return malformed("A header field has a control character in its value.");
        }
        headers.add(latin1(line, 0, colon), trimmed(line, colon + 1, length));
        return Incomplete.INCOMPLETE;
    }

    /** @param lineEnd where the current line's LF is, or if there is none yet, the end of what came */
    private @Nullable Malformed overLimit(int lineEnd, boolean lineComplete) {
        if (head == null) {
            int carriageReturn = 1;
            return lineEnd - carriageReturn > maxStartLineBytes
                    ? new Malformed(414, "The first line is too long.")
                    : null;
        }
        if (lineComplete && lineEnd - lineStart <= 1) {
            return null; // the blank line does not count
        }
        int lineFeed = lineComplete ? 1 : 0;
        return lineEnd + lineFeed - fieldsStart > maxFieldBytes
                ? new Malformed(431, "The header fields are too large.")
                : null;
    }

    private static Malformed foreign(byte first) {
        if (first == TLS_HANDSHAKE) {
            return malformed("This port speaks plain HTTP; TLS is on another one, or ws: was meant in place of wss:.");
        }
        return malformed("The request does not start with a method.");
    }

    private static Malformed malformed(String detail) {
        return new Malformed(400, detail);
    }

    /** Whether it is free of control characters but tabs. */
    static boolean isText(byte[] line, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == 0x7F) {
                return false;
            }
        }
        return true;
    }

    static String latin1(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static String trimmed(byte[] line, int from, int to) {
        int first = from;
        int end = to;
        while (first < end && (line[first] == ' ' || line[first] == '\t')) {
            first++;
        }
        while (end > first && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
            end--;
        }
        return latin1(line, first, end);
    }
}
