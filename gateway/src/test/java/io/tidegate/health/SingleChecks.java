package io.tidegate.health;

import io.netty.channel.EventLoop;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.HealthCheckConfig;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Checks of endpoints, each made once. */
final class SingleChecks implements AutoCloseable {
    static final String PASSED = "passed";

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final EventLoop loop = loops.group().next();
    private final List<Upstreams> made = new ArrayList<>();

    /** A check under way, and its result in words. */
    record Started(EndpointCheck check, EventLoop loop, CompletableFuture<String> result) {
        void cancel() throws InterruptedException {
            loop.submit(check::cancel).sync();
        }
    }

    /** @param upstream further settings of the upstream */
    Started start(String url, String check, String... upstream) throws InterruptedException {
        var result = new CompletableFuture<String>();
        var started = new EndpointCheck(
                target(url, check, upstream), loop, came -> result.complete(SingleChecks.inWords(came)));
        loop.submit(started::start).sync();
        return new Started(started, loop, result);
    }

    /** The result in words. */
    String check(String url, String check, String... upstream) throws Exception {
        return start(url, check, upstream).result().get(40, TimeUnit.SECONDS);
    }

    private CheckTarget target(String url, String check, String... upstream) {
        String[] settings = Stream.concat(
                        Stream.of("endpoints: [ \"" + url + "\" ]", "health-check: " + check), Stream.of(upstream))
                .toArray(String[]::new);
        var upstreams = Upstreams.start(RunningChecks.configs(settings));
        made.add(upstreams);
        Upstream chat = upstreams.get("chat");
        HealthCheckConfig config = Objects.requireNonNull(chat.config().healthCheck());
        return new CheckTarget(chat, chat.endpoints().getFirst(), config);
    }

    private static String inWords(CheckResult result) {
        return switch (result) {
            case CheckResult.Passed _ -> PASSED;
            case CheckResult.Failed failed -> failed.reason();
            case CheckResult.NotMade notMade -> "not made: " + notMade.cause();
        };
    }

    @Override
    public void close() {
        made.forEach(Upstreams::close);
        loops.close();
    }
}
