package io.tidegate.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tidegate.filter.Admission;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.ControlFrames;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.transport.Loop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a client that gets no 101: a status, and a short body that never shows an internal name.
 *
 * @param status 300 to 599
 * @param detail one sentence for the client
 * @param reason what the log says of it; may name what the client must not see
 * @param headers besides {@code Content-Length} and {@code Connection}
 * @param body each byte a character (ISO 8859-1)
 */
public record Refusal(int status, Cause cause, String detail, String reason, HeaderList headers, String body) {
    static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(414, "URI Too Long"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    /**
     * A refusal of ours with an {@code application/problem+json} body (RFC 9457).
     *
     * @param detail one sentence for the client
     */
    public static Refusal problem(int status, Cause cause, String detail) {
        String title = PHRASES.getOrDefault(status, "Refused");
        String json =
                "{\"status\":" + status + ",\"title\":\"" + title + "\",\"detail\":\"" + escaped(detail) + "\"}\n";
        HeaderList headers =
                new HeaderList().add("Content-Type", "application/problem+json").add("Cache-Control", "no-store");
        return new Refusal(status, cause, detail, detail, headers, asLatin(json));
    }

    /** What a filter says. */
    static Refusal of(Admission.Refuse refused) {
        Refusal refusal = problem(refused.status(), refused.cause(), refused.detail())
                .because(refused.reason())
                .retryAfter(refused.retryAfter());
        String challenge = refused.challenge();
        return challenge == null ? refusal : refusal.with("WWW-Authenticate", challenge);
    }

    /** With a field more. */
    public Refusal with(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** With a reason for the log that the client does not see. */
    Refusal because(String internalReason) {
        return new Refusal(status, cause, detail, internalReason, headers, body);
    }

    /** With {@code Retry-After}, rounded up to whole seconds of at least 1. */
    public Refusal retryAfter(@Nullable Duration wait) {
        if (wait == null) {
            return this;
        }
        long seconds = wait.plusNanos(999_999_999).toSeconds();
        return with("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    /** Sends it, reports the client's ending, and closes the connection such that the answer is read. */
    public void send(Channel channel, Loop loop, LoopTelemetry telemetry, Journey journey) {
        telemetry.ended(journey, new Ending(journey.phase(), cause, status, reason));
        LingeringClose.after(channel.writeAndFlush(encode(channel)), loop);
    }

    /** As {@link #send}, to be seen by a page's script: the client gets 101, and with it a Close that says the same. */
    void sendAsClose(Arrival arrival, LoopTelemetry telemetry) {
        Channel channel = arrival.channel();
        Journey journey = arrival.journey();
        int code = CloseCode.ofStatus(status);
        telemetry.ended(journey, new Ending(journey.phase(), cause, code, reason));
        channel.write(RefusedUpgrade.of(arrival).encode(channel.alloc()), channel.voidPromise());
        String told = RetryAfter.exactly(detail, headers.get("Retry-After"));
        ByteBuf close = ControlFrames.close(channel.alloc(), Side.CLIENT, code, told);
        LingeringClose.after(channel.writeAndFlush(close), arrival.loop());
    }

    private ByteBuf encode(Channel channel) {
        return new HeadWriter("HTTP/1.1 " + status + " " + PHRASES.getOrDefault(status, "Refused"))
                .fields(headers)
                .field("Content-Length", Integer.toString(body.length()))
                .field("Connection", "close")
                .encode(channel.alloc(), body);
    }

    private static String asLatin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(c < ' ' ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
