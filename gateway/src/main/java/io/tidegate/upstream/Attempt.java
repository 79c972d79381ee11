package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.tidegate.protocol.EndToEnd;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Response;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.net.ConnectException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket at an endpoint: TCP, TLS, request, answer. Its result comes once, on the loop, unless
 * it is cancelled before. The only handler of the connection but for TLS; removes itself when connected. Confined.
 */
public final class Attempt extends ChannelInboundHandlerAdapter {
    private static final int MAX_START_LINE = 8 * 1024;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD_BYTES = 64 * 1024;
    private static final int MAX_INTERIM_ANSWERS = 16;

    private final EndpointConnector connector;
    private final Loop loop;
    private final Endpoint endpoint;
    private final UpgradeRequest request;
    private final Consumer<AttemptResult> onResult;
    private final HeadParser parser = new HeadParser(MAX_START_LINE, MAX_FIELDS, MAX_FIELD_BYTES);
    private final TimerWheel.Timer timeout = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            fail(504, "no answer within connect-timeout", true);
        }
    };
    private @Nullable Channel channel;
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private int interimAnswers;
    private boolean requested;
    private boolean answering;
    private boolean done;
    private @Nullable Response refusal;
    private @Nullable RefusalBody body;

    Attempt(
            EndpointConnector connector,
            Loop loop,
            Endpoint endpoint,
            UpgradeRequest request,
            Consumer<AttemptResult> onResult) {
        this.connector = connector;
        this.loop = loop;
        this.endpoint = endpoint;
        this.request = request;
        this.onResult = onResult;
    }

    /**
     * Connects, and so on. The result may come within this call.
     *
     * @param deadlineNanos when it has failed at the latest, as {@link System#nanoTime}
     */
    public void start(long deadlineNanos) {
        loop.arm(timeout, deadlineNanos);
        Channel opened;
        try {
            opened = connector.open(loop, endpoint, this);
        } catch (ChannelException e) {
            onFailure(e);
            return;
        }
        channel = opened;
        loop.eventLoop().execute(() -> connect(opened)); // so that the handshakes of one turn go to the kernel together
    }

    private void connect(Channel opened) {
        if (!done) {
            connector.connect(opened, endpoint).addListener(connected -> {
                if (!connected.isSuccess()) {
                    onFailure(connected.cause());
                }
            });
        }
    }

    /** Gives up: the result will not come, the connection is closed. Does nothing after the result. */
    public void cancel() {
        if (!done) {
            finish();
            abandon();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!endpoint.config().secure()) {
            sendRequest(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                sendRequest(ctx);
            } else {
                onFailure(handshake.cause());
            }
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            onEnd();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        ByteBuf more = (ByteBuf) bytes;
        if (done) {
            more.release();
            return;
        }
        answering = true;
        if (refusal != null) {
            onBody(more);
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
        onEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onFailure(cause);
    }

    private void sendRequest(ChannelHandlerContext ctx) {
        if (!done && !requested) {
            requested = true;
            ctx.writeAndFlush(request.encode(ctx.alloc(), connector.upstream(), endpoint), ctx.voidPromise());
        }
    }

    private void onAnswer(ChannelHandlerContext ctx) {
        int start = received.readerIndex();
        switch (parser.response(received)) {
            case HeadResult.Incomplete _ -> {}
            case HeadResult.Malformed malformed -> fail(502, "malformed answer: " + malformed.detail(), false);
            case HeadResult.Request _ -> throw new IllegalStateException("a response was parsed");
            case Response response -> onResponse(ctx, response, start);
        }
    }

    private void onResponse(ChannelHandlerContext ctx, Response response, int start) {
        if (response.status() == 101) {
            onSwitch(ctx, response);
        } else if (response.status() < 200) {
            interimAnswers++;
            if (interimAnswers > MAX_INTERIM_ANSWERS) {
                fail(502, "more than " + MAX_INTERIM_ANSWERS + " interim answers", false);
            } else {
                onAnswer(ctx); // (RFC 9110, 15.2): the true one follows
            }
        } else if (response.status() < 300) {
            fail(502, "answered " + response.status() + " to an upgrade", false);
        } else {
            refusal = response;
            body = new RefusalBody();
            onBody(received.readerIndex(start));
        }
    }

    private void onSwitch(ChannelHandlerContext ctx, Response response) {
        UpgradeAnswer.Verified verified = UpgradeAnswer.verify(response, request);
        UpgradeAnswer answer = verified.answer();
        if (answer == null) {
            fail(502, "broken handshake: " + verified.fault(), false);
            return;
        }
        ByteBuf rest = received;
        received = Unpooled.EMPTY_BUFFER;
        finish();
        ctx.pipeline().remove(this);
        onResult.accept(new AttemptResult.Connected(ctx.channel(), answer, rest));
    }

    private void onBody(ByteBuf bytes) {
        if (body != null) {
            onBodyEnd(body.add(bytes));
        }
    }

    private void onBodyEnd(@Nullable String whole) {
        if (refusal != null && whole != null && !done) {
            var result = new AttemptResult.Refused(refusal.status(), EndToEnd.fields(refusal.headers()), whole);
            finish();
            abandon();
            onResult.accept(result);
        }
    }

    private void onEnd() {
        if (refusal != null && body != null) {
            onBodyEnd(body.end());
        } else {
            fail(502, answering ? "closed the connection within its answer" : "closed the connection", !answering);
        }
    }

    private void onFailure(Throwable cause) {
        String what = switch (cause) {
            case ConnectException _ -> "connection refused or unreachable: " + cause.getMessage();
            case SSLException _ -> "TLS failed: " + cause.getMessage();
            default -> "connection failed: " + cause.getMessage();
        };
        fail(502, what, !answering);
    }

    private void fail(int status, String reason, boolean retryable) {
        if (!done) {
            finish();
            abandon();
            onResult.accept(new AttemptResult.Failed(status, reason, retryable, requested));
        }
    }

    /** Nothing is reported after this. */
    private void finish() {
        done = true;
        loop.disarm(timeout);
        received.release();
        received = Unpooled.EMPTY_BUFFER;
        if (body != null) {
            body.close();
        }
    }

    private void abandon() {
        if (channel != null) {
            channel.close();
        }
    }
}
