package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.testing.Answers;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import io.tidegate.upstream.EndpointCondition.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which endpoints have warm connections, and until when. */
@ExtendWith(NothingLeftBehind.class)
class WarmStockTest {
    private static final String THREE = "warm-connections: { count: 3 }";

    private final RawEndpoint server = new RawEndpoint(Answers.accept());
    private final EventLoops loops = new EventLoops(Transport.choose(TransportChoice.AUTO), 2);
    private final Telemetry telemetry = Telemetry.start(loops, Journals.NONE, "1.2.3");
    private final Upstreams upstreams = Upstreams.start(Map.of("chat", config(THREE)));
    private final Upstream upstream = upstreams.get("chat");
    private final EndpointConnector connector = new EndpointConnector(upstream, loops.transport(), telemetry);

    @AfterEach
    void close() {
        loops.close();
        upstreams.close();
        telemetry.close();
        server.close();
    }

    @Test
    void eachLoopHasItsOwnOnceItServedASession() throws Exception {
        openSession(0);
        await(3);

        openSession(1); // finds none on its loop

        await(6);
        awaitTaken(2 + 6);
    }

    @Test
    void anEndpointThatLeavesItsUpstreamKeepsNone() throws Exception {
        Endpoint endpoint = endpoint();
        openSession(0);
        await(endpoint, 3);

        upstream.resolve("127.0.0.1", List.of(Endpoints.address("127.0.0.2")));

        await(endpoint, 0);
        for (int i = 0; i < 4; i++) {
            server.next(); // one had a session, the others had their end
        }
        awaitTaken(4);
    }

    @Test
    void anEndpointThatIsDrainedKeepsNoneUntilItIsBackAndServes() throws Exception {
        openSession(0);
        await(3);

        upstream.operate(endpoint(), Mode.DRAINING, null);
        await(0);
        upstream.operate(endpoint(), Mode.READY, null);
        openSession(0);

        await(3);
        awaitTaken(2 * 4);
    }

    @Test
    void anUpstreamThatIsRemovedKeepsNone() throws Exception {
        openSession(0);
        await(3);

        upstreams.prepare(Map.of()).commit();

        await(0);
    }

    @Test
    void withoutTheSettingNoneAreKeptAnyLonger() throws Exception {
        openSession(0);
        await(3);

        reload("");
        await(0);
        openSession(0);

        awaitTaken(4 + 1);
    }

    @Test
    void anotherConfigurationOpensThemAnew() throws Exception {
        openSession(0);
        await(3);

        reload("warm-connections: { count: 1 }");

        await(1);
        awaitTaken(4 + 1);
    }

    @Test
    void anEqualConfigurationKeepsThem() throws Exception {
        openSession(0);
        await(3);

        reload(THREE);
        openSession(0); // on one of them

        awaitTaken(4 + 1); // in its place
        await(3);
    }

    @Test
    void thePaceOfTheEndpointHoldsForThemTooButNotInPlaceOfOneThatWasTaken() throws Exception {
        reload(THREE + ", connect-rate: 1/h");
        openSession(0); // is not asked for its own turn here
        await(1);

        openSession(0);

        awaitTaken(3);
        await(1);
    }

    @Test
    void loopsThatHaveEndedKeepNone() throws Exception {
        openSession(0);
        await(3);

        loops.close();

        await(0);
        awaitTaken(4);
    }

    private Endpoint endpoint() {
        return upstream.endpoints().getFirst();
    }

    /** Returns when the endpoint has agreed; the connection is closed then. */
    private void openSession(int loopIndex) throws Exception {
        Loop loop = loops.loops().get(loopIndex);
        var request =
                new UpgradeRequest(Endpoints.from("127.0.0.1"), "/", WebSocketKey.random(), List.of(), "id", null);
        var result = new CompletableFuture<AttemptResult>();
        loop.eventLoop()
                .execute(() -> connector
                        .newAttempt(loop, endpoint(), request, result::complete)
                        .start(System.nanoTime() + TimeUnit.SECONDS.toNanos(5)));
        assertThat(result.get(5, TimeUnit.SECONDS)).isInstanceOfSatisfying(AttemptResult.Connected.class, connected -> {
            connected.rest().release();
            connected.channel().close();
        });
    }

    private void await(int ready) {
        await(endpoint(), ready);
    }

    private static void await(Endpoint endpoint, int ready) {
        Awaitility.await()
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> endpoint.warmConnections() == ready);
    }

    private void awaitTaken(int connections) {
        Awaitility.await()
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> server.taken() == connections);
    }

    private void reload(String settings) {
        upstreams.prepare(Map.of("chat", config(settings))).commit();
    }

    private UpstreamConfig config(String settings) {
        return Endpoints.parse("{ endpoints: [ \"" + server.url() + "\" ], " + settings + " }");
    }
}
