package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.tidegate.config.EndpointConfig;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Response;
import io.tidegate.protocol.HeadWriter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.ClientTls;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket: TCP, TLS, request, answer. The only handler of the connection but for TLS; gives way to
 * the {@link Connection}. Confined.
 */
final class Dial extends ChannelInboundHandlerAdapter {
    private static final int MAX_START_LINE = 8 * 1024;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD_BYTES = 64 * 1024;

    private final LoadLoop loop;
    private final Dialer dialer;
    private final int id;
    private final String key = WebSocketKey.random();
    private final HeadParser parser = new HeadParser(MAX_START_LINE, MAX_FIELDS, MAX_FIELD_BYTES);
    private final TimerWheel.Timer timeout = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            fail(new Fault("connect-timeout", "no " + awaited + " within --connect-timeout"));
        }
    };
    private String awaited = "TCP connection";
    private long startNanos;
    private @Nullable Channel channel;
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private boolean done;

    Dial(LoadLoop loop, Dialer dialer, int id) {
        this.loop = loop;
        this.dialer = dialer;
        this.id = id;
    }

    int id() {
        return id;
    }

    /** The result may come within this call. */
    void start() {
        startNanos = loop.freshNanos();
        loop.arm(timeout, loop.plan().connecting().timeout().toNanos());
        ChannelFuture connecting = dialer.connect(this);
        if (connecting.isDone() && !connecting.isSuccess()) { // no socket: its channel is none, and of no loop
            fail(Fault.of(connecting.cause()));
            return;
        }
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                fail(Fault.of(connected.cause()));
            }
        });
    }

    /** Gives up without a result. */
    void cancel() {
        finish();
        cut();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        BenchPlan plan = loop.plan();
        ClientTls tls = plan.connecting().tls();
        if (tls != null) {
            EndpointConfig endpoint = plan.target().endpoint();
            ctx.pipeline().addFirst(tls.newHandler(ctx.alloc(), endpoint.hostName(), endpoint.port()));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaited = "TLS handshake";
        if (loop.plan().connecting().tls() == null) {
            sendRequest(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                sendRequest(ctx);
            } else if (!(handshake.cause() instanceof ClosedChannelException)) { // told of by the end that follows
                fail(Fault.of(handshake.cause()));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        ByteBuf more = (ByteBuf) bytes;
        if (done) {
            more.release();
            return;
        }
        if (received.isReadable()) {
            received.writeBytes(more);
            more.release();
        } else {
            received.release();
            received = more;
        }
        onAnswer(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new Fault("handshake-lost", "the connection ended, no " + awaited));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(Fault.of(cause));
    }

    private void sendRequest(ChannelHandlerContext ctx) {
        if (!done) {
            awaited = "answer to the handshake";
            ctx.writeAndFlush(request().encode(ctx.alloc(), ""), ctx.voidPromise());
        }
    }

    private HeadWriter request() {
        BenchPlan plan = loop.plan();
        HeaderList headers = plan.connecting().headers();
        HeadWriter head = new HeadWriter("GET " + plan.target().path() + " HTTP/1.1");
        if (!headers.contains("Host")) {
            head.field("Host", plan.target().authority());
        }
        head.field("Upgrade", "websocket");
        head.field("Connection", "Upgrade");
        head.field("Sec-WebSocket-Version", "13");
        head.field("Sec-WebSocket-Key", key);
        if (!plan.connecting().subprotocols().isEmpty()) {
            head.field(
                    "Sec-WebSocket-Protocol",
                    String.join(", ", plan.connecting().subprotocols()));
        }
        return head.fields(headers);
    }

    private void onAnswer(ChannelHandlerContext ctx) {
        switch (parser.response(received)) {
            case HeadResult.Incomplete _ -> {}
            case HeadResult.Malformed malformed -> fail(new Fault("bad-handshake", malformed.detail()));
            case HeadResult.Request _ -> throw new IllegalStateException("a response was parsed");
            case Response response -> onResponse(ctx, response);
        }
    }

    private void onResponse(ChannelHandlerContext ctx, Response response) {
        if (response.status() == 101) {
            onSwitch(ctx, response.headers());
        } else if (response.status() < 200) {
            onAnswer(ctx); // (RFC 9110, 15.2): the true one follows
        } else {
            String example = ("HTTP " + response.status() + " " + response.reason()).strip();
            fail(new Fault("http-" + response.status(), example));
        }
    }

    private void onSwitch(ChannelHandlerContext ctx, HeaderList headers) {
        String wrong = whatIsWrong(headers);
        if (wrong != null) {
            fail(new Fault("bad-handshake", "101 " + wrong));
            return;
        }
        ByteBuf rest = received;
        received = Unpooled.EMPTY_BUFFER;
        finish();
        Connection connection = new Connection(loop, ctx.channel(), id);
        ctx.pipeline().replace(this, null, connection);
        dialer.onConnected(this, connection, loop.freshNanos() - startNanos);
        connection.onEarlyBytes(rest);
    }

    /** By the rules for a client (RFC 6455, 4.1); null if nothing is. */
    private @Nullable String whatIsWrong(HeaderList headers) {
        if (!headers.hasToken("Upgrade", "websocket") || !headers.hasToken("Connection", "upgrade")) {
            return "without Upgrade: websocket and Connection: upgrade";
        }
        if (!WebSocketKey.accept(key).equals(headers.get("Sec-WebSocket-Accept"))) {
            return "with a wrong Sec-WebSocket-Accept";
        }
        if (!loop.plan().connecting().subprotocols().containsAll(headers.all("Sec-WebSocket-Protocol"))) {
            return "with a subprotocol that was not offered";
        }
        return headers.tokens("Sec-WebSocket-Extensions").isEmpty() ? null : "with an extension that was not offered";
    }

    private void fail(Fault fault) {
        if (!done) {
            finish();
            cut();
            dialer.onFailed(this, fault);
        }
    }

    private void finish() {
        done = true;
        loop.disarm(timeout);
        received.release();
        received = Unpooled.EMPTY_BUFFER;
    }

    private void cut() {
        if (channel != null) {
            channel.close();
        }
    }
}
