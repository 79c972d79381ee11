package io.tidegate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Tells a client of the echo server that does not ask for a WebSocket what it has found. */
final class UpgradeOnlyHandler extends ChannelInboundHandlerAdapter {
    private static final String TEXT = "This is Tidegate's echo server. It speaks WebSocket only.\n";

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof FullHttpRequest request) || asksForWebSocket(request)) {
            ctx.fireChannelRead(message);
            return;
        }
        request.release();
        ctx.writeAndFlush(refusal()).addListener(ChannelFutureListener.CLOSE);
    }

    private static boolean asksForWebSocket(FullHttpRequest request) {
        return request.decoderResult().isSuccess()
                && request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private static FullHttpResponse refusal() {
        ByteBuf body = Unpooled.copiedBuffer(TEXT, UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UPGRADE_REQUIRED, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, "Upgrade, close");
        return response;
    }
}
