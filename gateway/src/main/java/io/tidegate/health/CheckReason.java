package io.tidegate.health;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.io.IOException;
import java.net.BindException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a check failed, made of an exception. */
final class CheckReason {
    /** What Netty makes of an answer that it cannot read. */
    private static final int NO_STATUS = 999;

    private CheckReason() {}

    /** What is wrong with the endpoint; null if {@code cause} says nothing of it. */
    static @Nullable String of(Throwable cause) {
        return switch (cause) {
            case BindException _ -> null; // a source address that went, or no port left
            case SSLException tls -> "TLS failed: " + tls.getMessage();
            case DecoderException decoder when decoder.getCause() instanceof SSLException tls -> of(tls);
            case WebSocketClientHandshakeException refused -> ofHandshake(refused);
            case CodecException broken -> "broken answer: " + broken.getMessage();
            case IOException lost -> ofSystem(lost);
            default -> null; // a fault of ours
        };
    }

    private static String ofHandshake(WebSocketClientHandshakeException refused) {
        HttpResponse answer = refused.response();
        int status = answer == null ? 101 : answer.status().code();
        return switch (status) {
            case 101 -> "broken handshake: " + refused.getMessage();
            case NO_STATUS -> "broken answer: no HTTP";
            default -> "answered " + status + ", expected 101";
        };
    }

    /** What the system said, {@code connection refused}, without the address that Netty adds to it. */
    private static String ofSystem(IOException lost) {
        String message =
                lost.getCause() == null ? lost.getMessage() : lost.getCause().getMessage();
        return message == null || message.isEmpty()
                ? lost.getClass().getSimpleName()
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
