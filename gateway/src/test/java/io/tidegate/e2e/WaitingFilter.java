package io.tidegate.e2e;

import io.tidegate.filter.Admission;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Handshake;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lets handshakes wait until the test lets them go on. */
public final class WaitingFilter implements FilterType<WaitingFilter.Config> {
    private static final BlockingQueue<CompletableFuture<Admission>> WAITING = new LinkedBlockingQueue<>();

    /** No settings. */
    public record Config() {}

    private static final class PerSession implements HandshakeFilter {
        @Override
        public Admission onHandshake(Handshake handshake) {
            CompletableFuture<Admission> verdict = new CompletableFuture<>();
            WAITING.add(verdict);
            return new Admission.Defer(verdict);
        }
    }

    /** Waits for a handshake that waits. */
    static CompletableFuture<Admission> next() throws InterruptedException {
        CompletableFuture<Admission> next = WAITING.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no handshake came");
        }
        return next;
    }

    @Override
    public String name() {
        return "waiting";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return context -> newFilter();
    }

    private static Filter newFilter() {
        return new PerSession();
    }
}
