package io.tidegate.upstream;

import io.netty.channel.ChannelException;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a WebSocket at an endpoint: TCP, TLS, request, answer, or on a warm connection only the latter two.
 * Its result comes once, on the loop, unless it is cancelled before. Confined.
 */
public final class Attempt {
    private static final int REQUEST_TIMEOUT = 408;

    private final EndpointConnector connector;
    private final Loop loop;
    private final Endpoint endpoint;
    private final UpgradeRequest request;
    private final Consumer<AttemptResult> onResult;
    private final TimerWheel.Timer timeout = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            onTooLate();
        }
    };
    private @Nullable Exchange exchange;
    private boolean warm; // the exchange is on a connection that was
    private boolean asked; // the request went out on one that was stale

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
        EndpointConnection ready = connector.warmConnections().take(loop, endpoint);
        if (ready == null) {
            connect();
        } else {
            warm = true;
            exchangeOn(ready).onReady();
        }
    }

    /** Gives up: the result will not come, the connection is closed. Does nothing after the result. */
    public void cancel() {
        loop.disarm(timeout);
        abandon();
    }

    private void connect() {
        try {
            var _ = exchangeOn(connector.connect(loop, endpoint));
        } catch (ChannelException e) {
            onExchanged(Exchange.failure(e));
        }
    }

    private Exchange exchangeOn(EndpointConnection open) {
        var started = new Exchange(open, connector.upstream(), endpoint, request, this::onExchanged);
        open.handTo(started);
        exchange = started;
        return started;
    }

    private void onExchanged(AttemptResult result) {
        if (warm && isStale(result)) {
            warm = false;
            asked = true;
            connector.warmConnections().onStale(loop, endpoint);
            connect();
            return;
        }
        if (warm) {
            connector.warmConnections().onUsed(loop);
        }
        finish(result);
    }

    /** Whether the endpoint gave the connection up, and not this request; a 408 is about one that it had not got. */
    private static boolean isStale(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Failed failed -> failed.retryable();
            case AttemptResult.Refused refused -> refused.status() == REQUEST_TIMEOUT;
            case AttemptResult.Connected _ -> false;
        };
    }

    private void onTooLate() {
        if (warm) {
            connector.warmConnections().onStale(loop, endpoint);
        }
        boolean sent = exchange != null && exchange.requested();
        abandon();
        finish(new AttemptResult.Failed(504, "no answer within connect-timeout", true, sent));
    }

    private void finish(AttemptResult result) {
        loop.disarm(timeout);
        switch (result) {
            case AttemptResult.Connected _ -> {
                onResult.accept(result);
                connector.warmConnections().onServed(loop, endpoint);
            }
            case AttemptResult.Refused _ -> onResult.accept(result);
            case AttemptResult.Failed(int status, String reason, boolean retryable, boolean sent) ->
                onResult.accept(new AttemptResult.Failed(status, reason, retryable, asked || sent));
        }
    }

    private void abandon() {
        if (exchange != null) {
            exchange.close();
        }
    }
}
