package io.tidegate.health;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tidegate.config.StatusRange;
import java.util.List;
import java.util.stream.Collectors;

/** Asks for the path once connected, and judges the status when the answer is complete. Last in the pipeline. Confined. */
final class HttpProbe extends SimpleChannelInboundHandler<HttpObject> {
    /** Who asks, for the endpoints' logs. */
    static final String USER_AGENT = "tidegate-health-check";

    /** What is longer is not read to its end. */
    private static final int MAX_BODY_BYTES = 64 << 10;

    private static final int MAX_LINE = 8 << 10;
    private static final int MAX_FIELD_BYTES = 64 << 10;

    private final EndpointCheck check;
    private final CheckTarget target;
    private int status;
    private int bodyBytes;

    private HttpProbe(EndpointCheck check, CheckTarget target) {
        this.check = check;
        this.target = target;
    }

    static void addTo(ChannelPipeline pipeline, EndpointCheck check, CheckTarget target) {
        pipeline.addLast(codec(), new HttpProbe(check, target));
    }

    /** With the limits that an endpoint's answers to handshakes have. */
    static HttpClientCodec codec() {
        HttpDecoderConfig limits =
                new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_FIELD_BYTES);
        return new HttpClientCodec(limits, HttpClientCodec.DEFAULT_PARSE_HTTP_AFTER_CONNECT_REQUEST, false);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        check.awaits("answer");
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, target.config().path());
        HttpHeaders fields = request.headers();
        fields.set(HttpHeaderNames.HOST, target.host());
        fields.set(HttpHeaderNames.USER_AGENT, USER_AGENT);
        fields.set(HttpHeaderNames.ACCEPT, "*/*");
        fields.set(HttpHeaderNames.CONNECTION, "close");
        ctx.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            check.failed("broken answer: " + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse head) {
            status = head.status().code();
            check.awaits("end of its answer " + status);
        }
        if (part instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
        }
        if (part instanceof LastHttpContent || bodyBytes > MAX_BODY_BYTES) {
            onAnswer();
        }
    }

    private void onAnswer() {
        List<StatusRange> expected = target.config().status();
        if (status < 200 && status != 101) {
            check.awaits("answer"); // this one was interim (RFC 9110, 15.2)
        } else if (expected.stream().anyMatch(range -> range.contains(status))) {
            check.passed();
            check.close();
        } else {
            check.failed("answered " + status + ", expected " + text(expected));
        }
    }

    private static String text(List<StatusRange> expected) {
        return expected.stream()
                .map(range -> range.toString().replace("-", " to "))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        check.failed(cause);
    }
}
