package io.tidegate.health;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.tidegate.config.HealthCheckConfig;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens a WebSocket once connected, waits for the pong of a ping and for the expected message, if there is one, and ends it
 * with a Close. Last in the pipeline. Confined.
 */
final class WebSocketProbe extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int MAX_REFUSAL_BYTES = 64 << 10;

    private final EndpointCheck check;
    private final HealthCheckConfig config;
    private final long payload = ThreadLocalRandom.current().nextLong();
    private final @Nullable Predicate<String> expected;
    private boolean messageCame;
    private boolean pongCame;
    private int otherMessages;

    private WebSocketProbe(EndpointCheck check, HealthCheckConfig config) {
        this.check = check;
        this.config = config;
        this.expected = ExpectedMessage.of(config);
        this.messageCame = expected == null;
    }

    static void addTo(ChannelPipeline pipeline, EndpointCheck check, CheckTarget target) {
        pipeline.addLast(
                HttpProbe.codec(),
                new HttpObjectAggregator(MAX_REFUSAL_BYTES),
                new WebSocketClientProtocolHandler(protocol(target)),
                new WebSocketFrameAggregator(EndpointCheck.MAX_BYTES),
                new WebSocketProbe(check, target.config()));
    }

    private static WebSocketClientProtocolConfig protocol(CheckTarget target) {
        var fields = new DefaultHttpHeaders();
        fields.set(HttpHeaderNames.HOST, target.host());
        fields.set(HttpHeaderNames.USER_AGENT, HttpProbe.USER_AGENT);
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://endpoint" + target.config().path()) // only its path is sent
                .subprotocol(target.config().subprotocol())
                .customHeaders(fields)
                .generateOriginHeader(false)
                .maxFramePayloadLength(EndpointCheck.MAX_BYTES)
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .dropPongFrames(false)
                .handshakeTimeoutMillis(2 * target.config().timeout().toMillis()) // the check's own limit comes first
                .build();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        check.awaits("answer to its handshake");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            check.awaits("pong");
            ctx.write(new PingWebSocketFrame(Unpooled.copyLong(payload)));
            if (config.send() != null) {
                ctx.write(new TextWebSocketFrame(config.send()));
            }
            ctx.flush();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        boolean wasWell = isWell();
        switch (frame) {
            case PongWebSocketFrame pong -> pongCame |= isOurs(pong.content());
            case TextWebSocketFrame text -> onMessage(text.text());
            case CloseWebSocketFrame close -> onClose(close);
            default -> {} // binary messages are not asked for, and pings are answered for us
        }
        if (!wasWell) {
            onProgress(ctx);
        }
    }

    private boolean isWell() {
        return pongCame && messageCame;
    }

    private boolean isOurs(ByteBuf pong) {
        return pong.readableBytes() == Long.BYTES && pong.getLong(pong.readerIndex()) == payload;
    }

    private void onMessage(String text) {
        if (expected != null && !messageCame) {
            messageCame = expected.test(text);
            otherMessages += messageCame ? 0 : 1;
        }
    }

    private void onProgress(ChannelHandlerContext ctx) {
        if (isWell()) {
            check.passed();
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
        } else if (pongCame) {
            check.awaits("expected message" + (otherMessages == 0 ? "" : " among " + otherMessages));
        }
    }

    /** After ours, it is the endpoint that closes the connection (RFC 6455, 7.1.1). */
    private void onClose(CloseWebSocketFrame close) {
        if (!isWell()) {
            check.failed(
                    "closed with " + close.statusCode() + " before the " + (pongCame ? "expected message" : "pong"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        check.failed(cause);
    }
}
