package io.tidegate.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.tidegate.testing.Answers;
import io.tidegate.testing.LogOf;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.upstream.ChangingNames;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class HealthChecksTest {
    private static final String ONE_FAILURE = "health-check: { type: http, interval: 100ms, rise: 1, fall: 1 }";
    private static final String THREE_FAILURES =
            "health-check: { type: http, interval: 100ms, timeout: 10s, rise: 2, fall: 3 }";

    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger status = new AtomicInteger(503);

    @RegisterExtension
    final LogOf log = new LogOf(CheckCycle.class);

    @Test
    void anEndpointIsDownAfterFallFailuresInARowAndUpAfterRisePasses() throws Exception {
        try (var endpoint = new RawEndpoint(this::onPermit);
                var checks = RunningChecks.of(at(endpoint), THREE_FAILURES)) {
            permits.release(2);
            checks.awaitCount("failed", 2);
            assertThat(checks.isUp()).isTrue();
            permits.release(1);
            assertThat(checks.awaitDown()).isEqualTo("http: answered 503, expected 200 to 299");
            assertThat(checks.count("failed")).isEqualTo(3);

            status.set(200);
            permits.release(1);
            checks.awaitCount("passed", 1);
            assertThat(checks.isUp()).isFalse();
            permits.release(1);
            checks.awaitUp();

            assertThat(log.lines())
                    .containsExactly(
                            "[WARN] upstream chat: endpoint %s is down: http: answered 503, expected 200 to 299"
                                    .formatted(id(endpoint)),
                            "[INFO] upstream chat: endpoint %s is up, its health checks pass".formatted(id(endpoint)));
        }
    }

    @Test
    void anEndpointThatFlapsStaysUpAsLongAsItNeverFailsOftenEnough() {
        var turns = new AtomicInteger();
        RawEndpoint.Answer flapping = peer ->
                Answers.status(turns.incrementAndGet() % 3 == 0 ? 200 : 503, "").to(peer);
        try (var endpoint = new RawEndpoint(flapping);
                var checks = RunningChecks.of(at(endpoint), THREE_FAILURES)) {
            checks.awaitCount("passed", 3);

            assertThat(checks.count("failed")).isGreaterThanOrEqualTo(4);
            assertThat(checks.isUp()).isTrue();
            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void anEndpointHasOneCheckAtATimeHoweverLongItTakes() {
        try (var endpoint = new RawEndpoint(Answers.stall());
                var checks = RunningChecks.of(
                        at(endpoint), "health-check: { type: http, interval: 100ms, timeout: 300ms }")) {
            checks.awaitCount("failed", 4);

            int taken = endpoint.taken();
            assertThat(taken).isLessThanOrEqualTo(checks.count("failed") + 1); // the one under way
        }
    }

    @Test
    void aNameWithoutAnAddressIsNotChecked() {
        try (var endpoint = new RawEndpoint(Answers.status(200, ""));
                var checks = RunningChecks.of(
                        "endpoints: [ \"ws://no-such-name.invalid:9001\", \"" + endpoint.url() + "\" ]", ONE_FAILURE)) {
            checks.awaitCount("passed", 3);

            assertThat(checks.checked()).containsExactly(id(endpoint));
            assertThat(checks.isUp()).isTrue();
        }
    }

    @Test
    void whatIsConfiguredEquallyKeepsItsCountsOverAReload() throws Exception {
        try (var endpoint = new RawEndpoint(this::onPermit);
                var checks = RunningChecks.of(at(endpoint), THREE_FAILURES)) {
            permits.release(2);
            checks.awaitCount("failed", 2);

            checks.reload(at(endpoint), THREE_FAILURES, "max-sessions: 7");
            permits.release(1);

            assertThat(checks.awaitDown()).startsWith("http: answered 503");
            assertThat(checks.count("failed")).isEqualTo(3);
        }
    }

    @Test
    void anEndpointThatIsDownStaysSoWhenItsCheckIsChangedUntilThatPasses() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(503, ""));
                var checks = RunningChecks.of(at(endpoint), ONE_FAILURE)) {
            assertThat(checks.awaitDown()).isEqualTo("http: answered 503, expected 200 to 299");

            checks.reload(at(endpoint), "health-check: { type: http, status: [ 503 ], interval: 100ms, rise: 2 }");

            checks.awaitUp();
            assertThat(checks.count("passed")).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void anEndpointThatIsNoLongerCheckedCountsAsUp() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(503, ""));
                var checks = RunningChecks.of(at(endpoint), ONE_FAILURE)) {
            checks.awaitDown();

            checks.reload(at(endpoint));

            checks.awaitUp();
        }
    }

    @Test
    void endpointsThatComeAreCheckedAndThoseThatGoAreNot() throws Exception {
        try (var first = new RawEndpoint(Answers.status(200, ""));
                var second = new RawEndpoint(Answers.status(503, ""));
                var checks = RunningChecks.of(at(first), ONE_FAILURE)) {
            checks.awaitCount("passed", 1);

            checks.reload(at(second), ONE_FAILURE);

            checks.awaitDown();
            int taken = first.taken();
            checks.awaitCount("failed", 3);
            assertThat(first.taken()).isLessThanOrEqualTo(taken + 1); // the one under way as it went
        }
    }

    @Test
    void addressesThatANameGetsAreCheckedAndThoseThatItLosesAreNot() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.status(200, ""))) {
            String named = "app.example:" + port(endpoint);
            var names = new ChangingNames(
                    RunningChecks.configs("endpoints: [ \"ws://" + named + "\" ]", ONE_FAILURE), "127.0.0.1");
            try (var checks = RunningChecks.of(names.upstreams())) {
                checks.awaitCount("passed", 1);

                names.change("127.0.0.1", "127.0.0.2");
                assertThat(checks.awaitDown()).isEqualTo("http: connection refused");
                assertThat(checks.checked()).contains(named + "/127.0.0.2");
                Endpoint second = names.upstreams().get("chat").endpoints().getLast();

                names.change("127.0.0.1");
                Awaitility.await().until(() -> second.condition().down() == null); // nobody says so any more
                assertThat(checks.isUp()).isTrue();
            }
        }
    }

    @Test
    void anUpstreamThatIsMadeAnewLearnsWhatIsKnownOfItsEndpoints() throws Exception {
        try (var endpoint = new RawEndpoint(this::onPermit);
                var checks = RunningChecks.of(at(endpoint), ONE_FAILURE.replace("rise", "timeout: 10s, rise"));
                var others = Upstreams.start(
                        RunningChecks.configs(at(endpoint), ONE_FAILURE.replace("rise", "timeout: 10s, rise")))) {
            permits.release(1);
            checks.awaitDown();

            checks.follow(others);

            assertThat(RunningChecks.awaitDown(others)).isEqualTo("http: answered 503, expected 200 to 299");
            assertThat(checks.count("failed")).isEqualTo(1);
        }
    }

    @Test
    void closingEndsTheCheckUnderWayWithoutAVerdict() throws Exception {
        try (var endpoint = new RawEndpoint(Answers.stall());
                var checks = RunningChecks.of(
                        at(endpoint), "health-check: { type: http, interval: 100ms, timeout: 30s, fall: 1 }")) {
            RawPeer peer = endpoint.next();

            checks.stop();

            assertThat(peer.end()).isEqualTo(RawPeer.End.FIN);
            checks.reload(at(endpoint), ONE_FAILURE);
            assertThat(checks.isUp()).isTrue();
            assertThat(checks.count("failed")).isZero();
            assertThat(endpoint.taken()).isEqualTo(1);
        }
    }

    @Test
    void noThreadStartsWhereNothingIsToBeChecked() throws Exception {
        var threads = new AtomicInteger();
        EventLoop loop = new DefaultEventLoop(task -> {
            threads.incrementAndGet();
            return new Thread(task);
        });
        try (var endpoint = new RawEndpoint(Answers.status(200, ""));
                var checks = RunningChecks.on(loop, at(endpoint))) {
            checks.reload(at(endpoint));
            checks.stop();

            assertThat(threads).hasValue(0);
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void aFailureOfOurOwnIsNoVerdictAndIsSaidOnce() throws Exception {
        var tries = new AtomicInteger();
        EventLoop withoutSockets = new DefaultEventLoop() {
            @Override
            public ChannelFuture register(Channel channel) {
                tries.incrementAndGet();
                return super.register(channel);
            }
        };
        try (var endpoint = new RawEndpoint(Answers.status(200, ""));
                var checks = RunningChecks.on(withoutSockets, at(endpoint), ONE_FAILURE)) {
            Awaitility.await().until(() -> tries.get() > 3);

            assertThat(log.messages())
                    .containsExactly("upstream chat: endpoint " + id(endpoint) + " cannot be checked");
            assertThat(checks.isUp()).isTrue();
            assertThat(checks.checked()).isEmpty();
        } finally {
            withoutSockets.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    /** Answers with the status each time that there is a permit; until then it lets the check wait. */
    private void onPermit(RawPeer peer) throws IOException {
        try {
            if (permits.tryAcquire(10, TimeUnit.SECONDS)) {
                Answers.status(status.get(), "").to(peer);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String at(RawEndpoint... endpoints) {
        return "endpoints: "
                + List.of(endpoints).stream()
                        .map(endpoint -> "\"" + endpoint.url() + "\"")
                        .toList();
    }

    private static String port(RawEndpoint endpoint) {
        return endpoint.url().substring(endpoint.url().lastIndexOf(':') + 1);
    }

    private static String id(RawEndpoint endpoint) {
        return endpoint.url().substring("ws://".length());
    }
}
