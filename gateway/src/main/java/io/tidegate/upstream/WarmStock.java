package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelException;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.WarmConnectionsConfig;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections kept ready for one endpoint on one loop, opened one after the other. One that fails, or that the endpoint
 * closes, is not replaced before the endpoint has served another session, so that a dead one is left alone. Confined.
 */
final class WarmStock {
    private static final Logger LOG = LoggerFactory.getLogger(WarmStock.class);

    /** How soon it is noticed that the configuration has changed, or that the endpoint takes no sessions any more. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EndpointConnector connector;
    private final Loop loop;
    private final Endpoint endpoint;
    private final Consumer<Endpoint> onEmpty;
    private final Deque<Warm> ready = new ArrayDeque<>(); // the newest last
    private final TimerWheel.Timer look = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            settle(nowNanos);
        }
    };
    private Terms terms;
    private @Nullable Warm opening;
    private boolean wanted; // the endpoint has served a session, and nothing has failed since
    private int paid; // sessions that took one: each had a turn of the endpoint's pace and began no connection

    /** What connections are opened by; those that were opened by others are closed. */
    private record Terms(UpstreamConfig config, @Nullable ClientTls tls) {
        static Terms of(Upstream upstream) {
            return new Terms(upstream.config(), upstream.tls());
        }
    }

    /** @param onEmpty told when nothing is left to look after, and the stock may be forgotten */
    WarmStock(EndpointConnector connector, Loop loop, Endpoint endpoint, Consumer<Endpoint> onEmpty) {
        this.connector = connector;
        this.loop = loop;
        this.endpoint = endpoint;
        this.onEmpty = onEmpty;
        this.terms = Terms.of(connector.upstream());
    }

    /** The newest, which is the least likely to have been given up, for the caller to own; null if none is ready. */
    @Nullable
    EndpointConnection take() {
        Warm newest = ready.peekLast();
        boolean usable = newest != null
                && newest.deadlineNanos - System.nanoTime() > 0
                && terms.equals(Terms.of(connector.upstream()));
        if (newest == null || !usable) {
            return null; // the next look is soon
        }
        ready.removeLast();
        endpoint.warmed(-1);
        paid++;
        return newest.connection;
    }

    /** The endpoint agreed to a session. */
    void onServed() {
        wanted = true;
        settle(System.nanoTime());
    }

    /** Closes all; the endpoint has to serve another session first. */
    void clear() {
        wanted = false;
        paid = 0;
        closeAll();
        forgetIfEmpty();
    }

    /** Closes what is not to stay any longer, and opens one if one is missing. */
    private void settle(long nowNanos) {
        WarmConnectionsConfig config = config();
        if (config == null) {
            clear();
            return;
        }
        keepTo(Terms.of(connector.upstream()));
        if (opening != null && opening.deadlineNanos - nowNanos <= 0) {
            onLost(opening, "not connected within connect-timeout");
        }
        for (Warm oldest = ready.peek();
                oldest != null && oldest.deadlineNanos - nowNanos <= 0;
                oldest = ready.peek()) {
            discard(oldest);
        }
        boolean missing = wanted && opening == null && ready.size() < config.count();
        if (missing && !loop.eventLoop().isShuttingDown() && mayConnect(nowNanos)) {
            open(nowNanos);
        }
        lookAgain(nowNanos);
    }

    /** Null if no connections are to be kept. */
    private @Nullable WarmConnectionsConfig config() {
        Upstream upstream = connector.upstream();
        return upstream.offersTo(endpoint) && !upstream.isRemoved()
                ? upstream.config().warmConnections()
                : null;
    }

    /** Whether {@code connect-rate} allows one more. */
    private boolean mayConnect(long nowNanos) {
        if (paid > 0) {
            paid--;
            return true;
        }
        return endpoint.tryConnect(terms.config(), nowNanos);
    }

    private void keepTo(Terms now) {
        if (!terms.equals(now)) {
            closeAll();
            terms = now;
        }
    }

    private void open(long nowNanos) {
        long limitNanos = terms.config().connectTimeout().toNanos();
        try {
            var warm = new Warm(connector.connect(loop, endpoint), nowNanos + limitNanos);
            warm.connection.handTo(warm);
            opening = warm;
        } catch (ChannelException e) {
            LOG.debug("{}: no warm connection: {}", endpoint, e.getMessage());
            wanted = false;
        }
    }

    private void onOpened(Warm warm) {
        WarmConnectionsConfig config = config();
        if (warm != opening || config == null) { // TLS may shake hands again; or the next look is soon
            return;
        }
        long nowNanos = System.nanoTime();
        opening = null;
        warm.deadlineNanos = nowNanos + config.maxIdle().toNanos();
        ready.addLast(warm);
        endpoint.warmed(1);
        settle(nowNanos);
    }

    private void onLost(Warm warm, String why) {
        LOG.debug("{}: a warm connection is lost: {}", endpoint, why);
        wanted = false;
        discard(warm);
        forgetIfEmpty();
    }

    private void discard(Warm warm) {
        if (warm == opening) {
            opening = null;
        } else if (ready.remove(warm)) {
            endpoint.warmed(-1);
        }
        warm.connection.close();
    }

    private void closeAll() {
        if (opening != null) {
            discard(opening);
        }
        while (!ready.isEmpty()) {
            discard(ready.getFirst());
        }
    }

    private void lookAgain(long nowNanos) {
        if (!forgetIfEmpty()) {
            long next =
                    nowNanos + Math.min(LOOK_NANOS, Math.min(left(opening, nowNanos), left(ready.peek(), nowNanos)));
            loop.arm(look, next);
        }
    }

    private static long left(@Nullable Warm warm, long nowNanos) {
        return warm == null ? LOOK_NANOS : warm.deadlineNanos - nowNanos;
    }

    private boolean forgetIfEmpty() {
        boolean empty = !wanted && opening == null && ready.isEmpty();
        if (empty) {
            loop.disarm(look);
            onEmpty.accept(endpoint);
        }
        return empty;
    }

    /** A connection while it is nobody else's: whatever its endpoint does but accept it makes it useless. */
    private final class Warm implements EndpointConnection.Owner {
        private final EndpointConnection connection;
        private long deadlineNanos; // until it is ready, then until it is too old

        Warm(EndpointConnection connection, long deadlineNanos) {
            this.connection = connection;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public void onReady() {
            onOpened(this);
        }

        @Override
        public void onBytes(ByteBuf bytes) {
            bytes.release();
            onLost(this, "bytes came unasked");
        }

        @Override
        public void onEnd() {
            onLost(this, "closed by the endpoint");
        }

        @Override
        public void onFailure(Throwable cause) {
            onLost(this, String.valueOf(cause));
        }
    }
}
