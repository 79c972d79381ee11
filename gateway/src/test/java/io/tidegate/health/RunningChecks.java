package io.tidegate.health;

import io.netty.channel.EventLoop;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointCondition;
import io.tidegate.upstream.EndpointCondition.Health;
import io.tidegate.upstream.Upstreams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** An upstream {@code chat} whose endpoints are checked, as long as the test likes. Shared. */
final class RunningChecks implements AutoCloseable {
    private static final Pattern COUNT = Pattern.compile(
            "tidegate_endpoint_checks_total\\{endpoint=\"(.+?)\",result=\"(.+?)\",upstream=\"chat\"} (\\d+)\\.0");

    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    private final Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "test");
    private final Upstreams upstreams;
    private final HealthChecks checks;

    private RunningChecks(Upstreams upstreams, EventLoop loop) {
        this.upstreams = upstreams;
        this.checks = HealthChecks.start(upstreams.all(), loop, telemetry);
    }

    /** @param upstream the settings of {@code chat} as they stand in the file, one in a line */
    static RunningChecks of(String... upstream) {
        return of(Upstreams.start(configs(upstream)));
    }

    /** @param upstreams taken over */
    static RunningChecks of(Upstreams upstreams) {
        return new RunningChecks(upstreams, upstreams.housekeeping());
    }

    static RunningChecks on(EventLoop loop, String... upstream) {
        return new RunningChecks(Upstreams.start(configs(upstream)), loop);
    }

    static Map<String, UpstreamConfig> configs(String... upstream) {
        String file = "listeners: { public: { address: \"127.0.0.1:0\" } }\nroutes: { all: { upstream: chat } }\n"
                + "upstreams:\n  chat:\n    " + String.join("\n    ", upstream) + "\n";
        return ConfigReader.read(ConfigSource.of("test", file), FilterTypes.load())
                .upstreams();
    }

    /** Takes another configuration, as a reload does. */
    void reload(String... upstream) {
        upstreams.prepare(configs(upstream)).commit();
        checks.follow(upstreams.all());
    }

    void follow(Upstreams others) {
        checks.follow(others.all());
    }

    /** Waits until an endpoint is down; why. */
    String awaitDown() {
        return awaitDown(upstreams);
    }

    static String awaitDown(Upstreams upstreams) {
        return await("down")
                .until(
                        () -> conditions(upstreams)
                                .filter(condition -> condition.health() == Health.DOWN)
                                .map(EndpointCondition::reason)
                                .findFirst()
                                .orElse(""),
                        reason -> !reason.isEmpty());
    }

    void awaitUp() {
        await("up").until(this::isUp);
    }

    /** Whether all endpoints are. */
    boolean isUp() {
        return conditions(upstreams).allMatch(condition -> condition.health() == Health.UP);
    }

    private static Stream<EndpointCondition> conditions(Upstreams upstreams) {
        return upstreams.get("chat").endpoints().stream().map(Endpoint::condition);
    }

    /** Checks that were counted. */
    int count(String result) {
        return COUNT.matcher(telemetry.scrape())
                .results()
                .filter(count -> count.group(2).equals(result))
                .mapToInt(count -> Integer.parseInt(count.group(3)))
                .sum();
    }

    /** Returns when so many checks had this result. */
    void awaitCount(String result, int count) {
        await(result).until(() -> count(result) >= count);
    }

    /** Ids of the endpoints that were checked. */
    List<String> checked() {
        Matcher matcher = COUNT.matcher(telemetry.scrape());
        return matcher.results().map(count -> count.group(1)).distinct().toList();
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).pollInterval(Duration.ofMillis(10));
    }

    /** Ends the checks only. */
    void stop() {
        checks.close();
    }

    @Override
    public void close() {
        checks.close();
        upstreams.close();
        loops.close();
        telemetry.close();
    }
}
