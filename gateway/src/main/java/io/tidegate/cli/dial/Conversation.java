package io.tidegate.cli.dial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.protocol.ClosePayload;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.FrameScanner;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.protocol.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An open WebSocket, as a client has it. One thread takes what comes; any may send, and waits until it is sent. */
public final class Conversation {
    private static final int MAX_MESSAGE = 16 << 20;
    private static final long PATIENCE_MILLIS = 5000;
    private static final SecureRandom KEYS = new SecureRandom();

    /** What came. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, and compared with nothing
    public sealed interface Event {
        /** A whole message. */
        record Message(boolean text, byte[] payload) implements Event {}

        /** It was answered. */
        record Ping(byte[] payload) implements Event {}

        record Pong(byte[] payload) implements Event {}

        /**
         * Nothing follows.
         *
         * @param answersOurs whether we closed first; otherwise it was answered
         */
        record Closed(int code, String reason, boolean answersOurs) implements Event {}

        /** The connection broke, or the server broke the protocol; nothing follows. */
        record Lost(String why) implements Event {}
    }

    private final Channel channel;
    private final Inbox inbox;
    private final FrameScanner scanner = new FrameScanner(Side.UPSTREAM, false, MAX_MESSAGE, MAX_MESSAGE);
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private ByteBuf received;
    private int headerBytes = FrameScanner.INCOMPLETE; // of a frame whose payload is awaited
    private volatile boolean closing;

    /** @param rest what came behind the handshake; taken over */
    Conversation(Channel channel, Inbox inbox, ByteBuf rest) {
        this.channel = channel;
        this.inbox = inbox;
        this.received = channel.alloc().buffer().writeBytes(rest);
        rest.release();
    }

    /** Null if nothing comes in time. */
    public @Nullable Event next(Duration limit) {
        try {
            while (true) {
                Event event = parse();
                if (event != null) {
                    return end(event);
                }
                ByteBuf more = inbox.take(channel, limit);
                if (more == null) {
                    return end(new Event.Lost("the connection ended without a Close (1006)"));
                }
                received.discardReadBytes().writeBytes(more);
                more.release();
            }
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            return end(new Event.Lost(
                    "the connection broke: " + Reason.of(Step.Name.TCP, e).what()));
        }
    }

    /** Nothing is taken behind the last event. */
    private Event end(Event event) {
        switch (event) {
            case Event.Closed _, Event.Lost _ -> release();
            case Event.Message _, Event.Ping _, Event.Pong _ -> {}
        }
        return event;
    }

    /** Gives back what was not taken; for the thread that takes. */
    public void release() {
        if (received.refCnt() > 0) {
            received.release();
        }
    }

    /** The next event of what is there; null if it is not whole yet. */
    private @Nullable Event parse() {
        while (true) {
            if (headerBytes == FrameScanner.INCOMPLETE) {
                headerBytes = scanner.next(received, received.readerIndex(), received.writerIndex());
            }
            if (headerBytes == FrameScanner.VIOLATION) {
                return violation(Objects.requireNonNull(scanner.violation()));
            }
            FrameHeader frame = scanner.header();
            boolean whole = headerBytes != FrameScanner.INCOMPLETE
                    && received.readableBytes() >= headerBytes + frame.payloadBytes();
            if (!whole) {
                return null;
            }
            headerBytes = FrameScanner.INCOMPLETE;
            Event event = take(frame, received.readerIndex());
            if (event != null) {
                return event;
            }
        }
    }

    private @Nullable Event take(FrameHeader frame, int at) {
        byte[] payload = ControlFrames.payload(frame, received, at);
        Event event = switch (frame.opcode()) {
            case PING -> {
                send(ControlFrames.pong(channel.alloc(), Side.UPSTREAM, payload.clone()));
                yield new Event.Ping(payload);
            }
            case PONG -> new Event.Pong(payload);
            case CLOSE -> closed(ClosePayload.read(frame, received, at));
            case CONTINUATION, TEXT, BINARY -> {
                message.writeBytes(payload);
                if (!frame.endsMessage()) {
                    yield null;
                }
                byte[] whole = message.toByteArray();
                message.reset();
                yield new Event.Message(frame.isText(), whole);
            }
        };
        received.skipBytes(frame.headerBytes() + payload.length);
        return event;
    }

    private Event closed(ClosePayload close) {
        if (close.violation() != null) {
            return violation(close.violation());
        }
        boolean answersOurs = closing;
        close(close.code(), "");
        return new Event.Closed(close.code(), close.reason(), answersOurs);
    }

    private Event violation(Violation violation) {
        close(violation.code(), violation.reason());
        return new Event.Lost("the server broke RFC 6455: " + violation.reason());
    }

    public void text(String text) {
        message(Opcode.TEXT, text.getBytes(UTF_8));
    }

    public void binary(byte[] payload) {
        message(Opcode.BINARY, payload);
    }

    /** Sends a ping with a payload of at most 125 bytes. */
    public void ping(byte[] payload) {
        send(ControlFrames.ping(channel.alloc(), Side.UPSTREAM, payload.clone()));
    }

    /** Sends a Close, once; what comes until the server's is still taken. */
    public synchronized void close(int code, String reason) {
        if (!closing) {
            closing = true;
            send(ControlFrames.close(channel.alloc(), Side.UPSTREAM, code, reason));
        }
    }

    /** Whether a Close was sent. */
    public boolean isClosing() {
        return closing;
    }

    private void message(Opcode opcode, byte[] payload) {
        ByteBuf frame = channel.alloc().buffer(14 + payload.length);
        frame.writeByte(0x80 | opcode.value());
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        int key = KEYS.nextInt();
        frame.writeInt(key);
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ (key >> (24 - 8 * (i & 3))));
        }
        send(frame);
    }

    /** If it cannot be sent, whoever takes events learns of it. Who sends faster than the server takes has to wait. */
    private void send(ByteBuf frame) {
        channel.writeAndFlush(frame).awaitUninterruptibly(PATIENCE_MILLIS);
    }
}
