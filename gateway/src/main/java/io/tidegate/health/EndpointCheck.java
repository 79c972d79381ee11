package io.tidegate.health;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.config.Units;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One check of an endpoint: connects, with TLS where the endpoint speaks it, then asks what the type of the check says. First
 * in its connection's pipeline but for TLS. Has one result, told when the connection is closed. Confined.
 */
final class EndpointCheck extends ChannelInboundHandlerAdapter {
    /** No check takes in more, whatever an endpoint sends. */
    static final int MAX_BYTES = 1 << 20;

    private final CheckTarget target;
    private final EventLoop loop;
    private final Consumer<CheckResult> onEnd;
    private final long startNanos = System.nanoTime();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timeLimit;
    private @Nullable CheckResult result;
    private String awaited = "connection";
    private int bytes;
    private boolean ended;

    /** @param onEnd called once, on the loop and after {@link #start}, unless it is cancelled before */
    EndpointCheck(CheckTarget target, EventLoop loop, Consumer<CheckResult> onEnd) {
        this.target = target;
        this.loop = loop;
        this.onEnd = onEnd;
    }

    /** Connects, and so on. */
    void start() {
        timeLimit = loop.schedule(this::onTimeLimit, target.config().timeout().toNanos(), TimeUnit.NANOSECONDS);
        try {
            connect(new NioSocketChannel());
        } catch (RuntimeException e) { // most likely no file descriptor is left
            onNotMade(e);
        }
    }

    private void connect(Channel opened) {
        channel = opened;
        opened.config().setConnectTimeoutMillis(0); // the time limit covers it
        SslHandler tls = target.newTls(opened.alloc());
        if (tls != null) {
            opened.pipeline().addLast(tls);
        }
        opened.pipeline().addLast(this);
        loop.register(opened); // at once, as we are on the loop; if it fails, so does connecting
        opened.connect(target.address(), target.upstream().nextSource(target.endpoint()))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        failed(connected.cause());
                    }
                });
    }

    private void onNotMade(RuntimeException cause) {
        if (channel != null) {
            channel.unsafe().closeForcibly(); // it has no loop that could close it
            channel = null;
        }
        result = new CheckResult.NotMade(cause);
        loop.execute(this::end);
    }

    /** Gives up: no result will come, the connection is closed. Does nothing after the end. */
    void cancel() {
        if (!ended) {
            finish();
            abandon();
        }
    }

    /** What is waited for from now on, to be named if it does not come. */
    void awaits(String what) {
        awaited = what;
    }

    /** The endpoint is well; the connection is still to be closed. Does nothing after the first result. */
    void passed() {
        if (result == null) {
            result = new CheckResult.Passed(System.nanoTime() - startNanos);
        }
    }

    /** The endpoint is not well; closes. Does nothing after the first result. */
    void failed(String reason) {
        if (result == null) {
            String type = Units.kebab(target.config().type().name());
            result = new CheckResult.Failed(type + ": " + reason, System.nanoTime() - startNanos);
            close();
        }
    }

    /** As {@link #failed(String)}, unless the failure is our own. */
    void failed(Throwable cause) {
        String reason = CheckReason.of(cause);
        if (reason != null) {
            failed(reason);
        } else if (result == null) {
            result = new CheckResult.NotMade(cause);
            close();
        }
    }

    /** Closes as its protocols want it. */
    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (target.endpoint().config().secure()) {
            awaits("TLS handshake");
        } else {
            onReady(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                onReady(ctx);
            } else {
                failed(handshake.cause());
            }
        }
    }

    private void onReady(ChannelHandlerContext ctx) {
        switch (target.config().type()) {
            case TCP -> {
                passed();
                close();
            }
            case HTTP -> HttpProbe.addTo(ctx.pipeline(), this, target);
            case WEBSOCKET -> WebSocketProbe.addTo(ctx.pipeline(), this, target);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes += ((ByteBuf) message).readableBytes();
        ctx.fireChannelRead(message);
        if (bytes > MAX_BYTES) {
            failed("sent more than 1MiB, but no " + awaited);
            abandon();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ctx.fireChannelInactive(); // an answer may end with the connection
        failed("connection closed before the " + awaited);
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {
        ctx.fireChannelUnregistered();
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
    }

    private void onTimeLimit() {
        failed("no " + awaited + " within " + Units.format(target.config().timeout()));
        abandon();
    }

    /** Closes at once: with TLS, closing politely would wait for what the endpoint does not read. */
    private void abandon() {
        ChannelHandlerContext first =
                channel == null ? null : channel.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    private void end() {
        if (!ended) {
            finish();
            failed("connection closed before the " + awaited);
            if (result != null) {
                onEnd.accept(result);
            }
        }
    }

    /** Nothing is told after this. */
    private void finish() {
        ended = true;
        if (timeLimit != null) {
            timeLimit.cancel(false);
        }
    }
}
