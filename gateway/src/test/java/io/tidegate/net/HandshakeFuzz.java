package io.tidegate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.config.Cidr;
import io.tidegate.net.RequestVerdict.Valid;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Incomplete;
import io.tidegate.protocol.HeadResult.Malformed;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeadResult.Response;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.RequestTarget;
import io.tidegate.protocol.WebSocketKey;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;

/** The fuzz target of the handshake: any bytes are a request, the start of one, or malformed; and no path is ambiguous. */
final class HandshakeFuzz {
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 1);
    private static final TrustedProxies EVERYBODY =
            new TrustedProxies(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")));
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|/\\.\\.?(/|$)|\\.\\.;|[\\x00- \\\\#?\\x7F-\\xFF]|%(2F|5C|00|25|3B|3F|23|2E|41)");

    private HandshakeFuzz() {}

    /** Throws for what must never come of a request. */
    static void input(byte[] bytes) {
        HeadResult whole = read(Unpooled.wrappedBuffer(bytes));
        HeadResult cut = readCut(bytes, bytes.length == 0 ? 0 : (bytes[bytes.length / 2] & 0xFF) % bytes.length);
        require(text(whole).equals(text(cut)), "a cut changes it: " + text(whole) + " or " + text(cut));
        if (whole instanceof Request request) {
            requireClean(request.headers());
            EVERYBODY.client(PEER, request.headers());
            judge(request);
        }
        new HeadParser(256, 16, 1024).response(Unpooled.wrappedBuffer(bytes));
    }

    private static void judge(Request request) {
        switch (RequestRules.judge(request, false, "/healthz")) {
            case RequestVerdict.Invalid invalid -> require(invalid.detail().endsWith("."), "not a sentence");
            case RequestVerdict.HealthCheck _ ->
                require(request.target().contains("/healthz"), "no health check: " + request.target());
            case Valid valid -> requireSafe(valid);
        }
    }

    private static void requireSafe(Valid valid) {
        String path = valid.target().path();
        require(path.startsWith("/") && !AMBIGUOUS.matcher(path).find(), "ambiguous: " + path);
        require(
                RequestTarget.parse(path, false) instanceof RequestTarget again
                        && again.path().equals(path),
                "not normal: " + path);
        if (valid.upgrade() != null) {
            require(WebSocketKey.isValid(valid.upgrade().key()), "a key that is none");
        }
    }

    private static void requireClean(HeaderList headers) {
        for (HeaderList.Field field : headers.fields()) {
            require(
                    (field.name() + field.value()).chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7F),
                    "a control character in " + field);
        }
    }

    private static HeadResult read(ByteBuf in) {
        HeadResult result = parser().request(in);
        require(result instanceof Request || in.readerIndex() == 0, "bytes were taken without a request");
        return result;
    }

    private static HeadResult readCut(byte[] bytes, int cut) {
        HeadParser parser = parser();
        HeadResult first = parser.request(Unpooled.wrappedBuffer(bytes, 0, cut));
        return first == Incomplete.INCOMPLETE ? parser.request(Unpooled.wrappedBuffer(bytes)) : first;
    }

    private static HeadParser parser() {
        return new HeadParser(256, 16, 1024);
    }

    private static String text(HeadResult result) {
        return switch (result) {
            case Incomplete incomplete -> incomplete.name();
            case Malformed malformed -> Integer.toString(malformed.status());
            case Request request ->
                request.method() + request.target() + request.headers().fields();
            case Response response -> response.toString();
        };
    }

    private static void require(boolean rule, String message) {
        if (!rule) {
            throw new AssertionError(message);
        }
    }
}
