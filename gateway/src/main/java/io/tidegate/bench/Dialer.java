package io.tidegate.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.resolver.NoopAddressResolverGroup;
import io.tidegate.config.Rate;
import io.tidegate.time.OwnRateLimit;
import io.tidegate.time.Pace;
import io.tidegate.time.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens the connections of one loop, no faster and no more at once than the plan allows. Confined. */
final class Dialer {
    private static final long PATIENCE_NANOS = 1_000_000;

    private final LoadLoop loop;
    private final Scene scene;
    private final Bootstrap bootstrap;
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
    private final Set<Dial> underWay = new HashSet<>();
    private final int atOnce;
    private final @Nullable Pace pace;
    private final RateLimit limit = new OwnRateLimit(0);
    private boolean settledOne;
    private boolean retrying;
    private boolean stopped;
    private boolean pumping;

    Dialer(LoadLoop loop, Scene scene) {
        BenchPlan plan = scene.plan();
        this.loop = loop;
        this.scene = scene;
        this.atOnce = Math.ceilDiv(plan.connecting().atOnce(), plan.eventLoops());
        this.pace = pace(plan.connecting().rate(), plan.eventLoops());
        this.bootstrap = new Bootstrap()
                .group(loop.loop().eventLoop())
                .channelFactory(scene.transport().client())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0); // a dial has its own
    }

    /** Opens the connection of that number as soon as it may. */
    void dial(int id) {
        waiting.add(id);
        pump();
    }

    /** Opens nothing more. */
    void stop() {
        stopped = true;
        waiting.clear();
        Set.copyOf(underWay).forEach(Dial::cancel);
        underWay.clear();
    }

    /** For {@code dial}, whose result goes to {@link #onConnected} or {@link #onFailed}. */
    ChannelFuture connect(Dial dial) {
        List<InetAddress> sources = scene.plan().connecting().sources();
        InetSocketAddress source =
                sources.isEmpty() ? null : new InetSocketAddress(sources.get(dial.id() % sources.size()), 0);
        return bootstrap.handler(dial).connect(scene.address(), source);
    }

    void onConnected(Dial dial, Connection connection, long tookNanos) {
        boolean first = !settledOne;
        onSettled(dial);
        loop.onOpened(connection, tookNanos, first);
        pump();
    }

    void onFailed(Dial dial, Fault fault) {
        onSettled(dial);
        loop.onDialFailed(dial.id(), fault);
        pump();
    }

    private void onSettled(Dial dial) {
        underWay.remove(dial);
        settledOne = true;
    }

    /** The first one alone: it loads classes, which the others are not to wait for with their clocks running. */
    private void pump() {
        if (pumping) { // a dial that fails at once
            return;
        }
        pumping = true;
        while (!stopped && underWay.size() < (settledOne ? atOnce : 1) && !waiting.isEmpty() && mayNow()) {
            begin(waiting.remove());
        }
        pumping = false;
    }

    private void begin(int id) {
        if (id >= scene.openable()) {
            loop.onDialFailed(id, FileLimit.reached());
            return;
        }
        Dial dial = new Dial(loop, this, id);
        underWay.add(dial);
        dial.start();
    }

    private boolean mayNow() {
        if (pace == null || isDue(pace)) {
            return true;
        }
        if (!retrying) {
            retrying = true;
            loop.schedule(this::retry, PATIENCE_NANOS);
        }
        return false;
    }

    private void retry() {
        retrying = false;
        pump();
    }

    private boolean isDue(Pace known) {
        long costNanos = known.costNanos(1);
        return limit.take(costNanos, known.toleranceNanos(costNanos), 0, loop.freshNanos()) == 0;
    }

    private static @Nullable Pace pace(@Nullable Rate rate, int loops) {
        if (rate == null) {
            return null;
        }
        long intervalNanos = rate.intervalNanos() * loops;
        return new Pace(intervalNanos, intervalNanos * Math.max(1, 2 * PATIENCE_NANOS / intervalNanos));
    }
}
