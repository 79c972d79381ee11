package io.tidegate.filter;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * A text or binary message. What a {@link MessageFilter} is given is a view of a buffer that is used again: valid for that
 * call, on its thread. One that was kept or made is immutable and may go anywhere.
 */
public final class Message {
    private final boolean text;
    private final int offset;
    private final int size;
    private final int wireBytes;
    private @Nullable String id;
    private byte @Nullable [] array;
    private @Nullable String decoded;
    private boolean secret;

    private Message(boolean text, byte[] array, int offset, int size, int wireBytes) {
        this.text = text;
        this.array = array;
        this.offset = offset;
        this.size = size;
        this.wireBytes = wireBytes;
    }

    /** A text message; characters that Unicode has not go out as {@code ?}. */
    public static Message text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Message(true, bytes, 0, bytes.length, bytes.length);
    }

    /** A binary message with a copy of {@code bytes}. */
    public static Message binary(byte[] bytes) {
        return new Message(false, bytes.clone(), 0, bytes.length, bytes.length);
    }

    /**
     * Of an array that stays the caller's.
     *
     * @param text whether the bytes are text, which somebody has made sure of
     * @param wireBytes as {@link #wireBytes}
     */
    public static Message view(boolean text, byte[] array, int offset, int size, int wireBytes) {
        return new Message(text, array, offset, size, wireBytes);
    }

    /** Whether this is text; else it is binary. */
    public boolean isText() {
        return text;
    }

    /** Bytes of the content; of text, in UTF-8. */
    public int size() {
        return size;
    }

    /**
     * Bytes of payload that the message came in, as they were on the wire: fewer than {@link #size} where it was compressed.
     * Of what a filter has made: those of the message in whose place it stands, else its size.
     */
    public int wireBytes() {
        return wireBytes;
    }

    /** What this message is called in logs and audit; null where nobody has named it. */
    public @Nullable String id() {
        return id;
    }

    /**
     * Names the message for all that follows, filters after this one included. Only for a filter, and what it was given, within
     * the call.
     *
     * @param name printable ASCII, so that it may stand in a log
     */
    public void identify(String name) {
        id = name;
    }

    /** Whether its content is a secret, which nobody may write down. */
    public boolean isSecret() {
        return secret;
    }

    /** Makes it a secret. Only for a filter, and what it was given, within the call. */
    public void keepSecret() {
        secret = true;
    }

    /** The content as text, decoded at the first call; of a binary message too, where malformed bytes become U+FFFD. */
    public String text() {
        String known = decoded;
        if (known == null) {
            known = new String(content(), offset, size, StandardCharsets.UTF_8);
            decoded = known;
        }
        return known;
    }

    /** A copy of the content. */
    public byte[] bytes() {
        return Arrays.copyOfRange(content(), offset, offset + size);
    }

    /** The content to read in place, as long as the message is valid. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(content(), offset, size).slice().asReadOnlyBuffer();
    }

    /** A copy that outlives the call and may be used on any thread. */
    public Message keep() {
        Message kept = new Message(text, bytes(), 0, size, wireBytes);
        kept.id = id;
        kept.secret = secret;
        return kept;
    }

    /** This content as what {@code before} has become. */
    Message inPlaceOf(Message before) {
        Message successor = new Message(text, content(), offset, size, before.wireBytes);
        successor.decoded = decoded;
        successor.secret = secret || before.secret;
        successor.id = id == null ? before.id : id;
        return successor;
    }

    /** Writes the content to {@code out}. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(content(), offset, size);
    }

    /** Lets {@code deflater} read this part of the content next. */
    public void writeTo(Deflater deflater, int from, int count) {
        deflater.setInput(content(), offset + from, count);
    }

    /** Whether the content can be read. */
    boolean isValid() {
        return array != null;
    }

    /** The buffer below this view is about to be used again. */
    void expire() {
        array = null;
        decoded = null;
    }

    private byte[] content() {
        byte[] known = array;
        if (known == null) {
            throw new IllegalStateException("a message is valid for the call only: keep() it");
        }
        return known;
    }

    /** Kind and size, not the content, which may be secret. */
    @Override
    public String toString() {
        return (text ? "text of " : "binary of ") + size + " bytes";
    }
}
