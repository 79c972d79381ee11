package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that outlive their endpoint: what either side sees of it. */
@ExtendWith(NothingLeftBehind.class)
class ResumeTest {
    private static final byte[] BIG = Rfc6455Cases.bytes(5000);

    private RawEndpoint first;
    private RawEndpoint second;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer upstream;
    private RawEndpoint other;

    @BeforeEach
    void open() {
        first = new RawEndpoint(Answers.accept());
        second = new RawEndpoint(Answers.accept());
    }

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        first.close();
        second.close();
    }

    private void start(String resume) {
        gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                .upstream("balance", "round-robin")
                .route("resume", resume)
                .route("close-timeout", "300ms"));
        client = gateway.open("/s?room=1");
        boolean atFirst = first.taken() == 1;
        upstream = (atFirst ? first : second).next();
        other = atFirst ? second : first;
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void theClientStaysWhenItsEndpointVanishesAndAnotherOneTakesOver(boolean reset) {
        start("{}");
        upstream.send(WireFrame.text("last of the first"));
        assertThat(client.next().text()).isEqualTo("last of the first");

        leave(reset);
        RawPeer next = other.next();
        client.send(WireFrame.text("to the second"));
        next.send(WireFrame.text("from the second"));

        assertThat(next.next().text()).isEqualTo("to the second");
        assertThat(client.next().text()).isEqualTo("from the second");
        assertThat(next.head().startLine()).isEqualTo("GET /s?room=1 HTTP/1.1");
        assertThat(next.head().header("Tidegate-Resume"))
                .isEqualTo(upstream.head().header("Tidegate-Session") + "; epoch=1; cause=lost");
        assertThat(upstream.head().headers().contains("Tidegate-Resume")).isFalse();
    }

    @Test
    void whatTheClientSendsMeanwhileIsKeptAndDeliveredOnceInOrder() {
        start("{}");
        other.answerWith(peer -> {});
        leave(false);
        RawPeer slow = other.next();
        client.send(WireFrame.text("a"), WireFrame.text("b").more(), WireFrame.continuation("b"), WireFrame.ping("p"));

        assertThat(client.next()).isEqualTo(WireFrame.pong("p"));
        client.send(WireFrame.text("c"));
        acceptLate(slow);

        assertThat(slow.next().text()).isEqualTo("a");
        assertThat(slow.next().text()).isEqualTo("b");
        assertThat(slow.next().text()).isEqualTo("b");
        assertThat(slow.next().text()).isEqualTo("c");
    }

    @Test
    void halfAMessageFromTheLostEndpointNeverReachesTheClient() {
        start("{}");
        upstream.send(WireFrame.text("whole"), WireFrame.text("half").more(), WireFrame.ping("x"));
        upstream.send(Arrays.copyOf(WireFrame.continuation("of it").bytes(), 4));
        assertThat(client.next().text()).isEqualTo("whole");

        leave(true);
        other.next().send(WireFrame.text("of the second"));

        assertThat(client.next().text()).isEqualTo("of the second");
    }

    @Test
    void aMessageOverTheHoldThatIsUnderWayEndsTheSession() {
        start("{ hold: 1KiB }");
        upstream.send(WireFrame.binary(BIG).more());
        assertThat(client.next().payload()).isEqualTo(BIG);

        leave(true);

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(gateway.ending("/s"))
                .isEqualTo(new Ending(Phase.RELAY, Cause.ENDPOINT_LOST, 1012, "connection failed"));
    }

    @Test
    void withinAFrameOfSuchAMessageTheClientIsReset() {
        start("{ hold: 1KiB }");
        byte[] frame = WireFrame.binary(BIG).bytes();
        upstream.send(Arrays.copyOf(frame, frame.length - 1));
        assertThat(client.readExactly(frame.length - 1)).hasSize(frame.length - 1);

        leave(true);

        assertThat(client.end()).isEqualTo(RawPeer.End.RESET);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.ENDPOINT_LOST);
    }

    @Test
    void aMessageHalfSentToTheLostEndpointIsLeftOutToItsEnd() {
        start("{}");
        byte[] frame = WireFrame.text("cut in the frame").more().masked(7).bytes();
        client.send(Arrays.copyOf(frame, 10));
        assertThat(upstream.readExactly(10)).hasSize(10);

        leave(true);
        RawPeer next = other.next();
        client.send(Arrays.copyOfRange(frame, 10, frame.length));
        client.send(WireFrame.continuation("and its rest"), WireFrame.text("the next"));

        assertThat(next.next().text()).isEqualTo("the next");
    }

    @Test
    void aPingThatTheLostEndpointHasNotAnsweredIsAnswered() {
        start("{}");
        client.send(WireFrame.ping("old"), WireFrame.ping("new"));
        assertThat(upstream.next().text()).isEqualTo("old");

        leave(true);

        assertThat(client.next()).isEqualTo(WireFrame.pong("new"));
        other.next();
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1012, 1013, 1014})
    void aCloseThatSaysThatTheEndpointLeavesIsNotPassedOn(int code) {
        start("{}");

        upstream.send(WireFrame.close(code, "bye"));
        RawPeer next = other.next();
        client.send(WireFrame.text("still here"));

        assertThat(upstream.next().opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(upstream.end()).isEqualTo(RawPeer.End.FIN);
        assertThat(next.next().text()).isEqualTo("still here");
        assertThat(next.head().header("Tidegate-Resume")).endsWith("; epoch=1; cause=closed-" + code);
    }

    @Test
    void aMessageThatCameWithSuchACloseReachesTheClientBeforeAnotherEndpointAnswers() {
        start("{ max-gap: 1m }");
        first.answerWith(_ -> {});
        second.answerWith(_ -> {});

        upstream.send(WireFrame.bytes(List.of(WireFrame.text("last"), WireFrame.close(1012, "bye"))));

        assertThat(client.next().text()).isEqualTo("last");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1008, 1011, 4000})
    void aCloseThatIsMeantForTheClientIsPassedOn(int code) {
        start("{}");

        upstream.send(WireFrame.close(code, "bye"));

        assertThat(client.next().closeCode()).isEqualTo(code);
        client.send(WireFrame.close(code, "bye"));
        assertThat(upstream.next().closeCode()).isEqualTo(code);
    }

    @Test
    void theSameEndpointTakesOverAfterItsRestartIfThereIsNoOther() {
        gateway = GatewayFixture.start(Settings.to(first.url()).route("resume", "{}"));
        client = gateway.open("/s");
        upstream = first.next();

        first.restart();
        RawPeer again = first.next();
        client.send(WireFrame.text("again"));

        assertThat(again.next().text()).isEqualTo("again");
    }

    @Test
    void withoutAnEndpointInTimeTheClientIsToldToComeBack() {
        start("{ max-gap: 300ms }");
        first.close();
        second.close();

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(gateway.ending("/s"))
                .isEqualTo(new Ending(Phase.PARKED, Cause.NO_ENDPOINT, 1012, "no endpoint came back in time"));
    }

    @Test
    void whereTheOthersHaveNoRoomInTimeTheClientIsToldToTryAgain() {
        gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                .upstream(
                        "endpoints",
                        "[ { url: %s, max-sessions: 1 }, { url: %s, max-sessions: 1 } ]"
                                .formatted(first.url(), second.url()))
                .route("resume", "{ max-gap: 300ms }"));
        client = RawPeer.open(gateway.address(), Upgrade.to("/s"));
        boolean atFirst = first.taken() == 1;
        try (RawPeer fills = RawPeer.open(gateway.address(), Upgrade.to("/other"))) {
            RawPeer stays = (atFirst ? second : first).next();

            (atFirst ? first : second).close();

            assertThat(client.next().closeCode()).isEqualTo(1013);
            client.send(WireFrame.close(1013, ""));
            assertThat(gateway.ending("/s"))
                    .isEqualTo(new Ending(Phase.PARKED, Cause.NO_ENDPOINT, 1013, "no endpoint had room in time"));
            fills.send(WireFrame.text("as ever"));
            assertThat(stays.next().text()).isEqualTo("as ever");
        }
    }

    @Test
    void aClientThatClosesWhileItIsParkedIsAnswered() {
        start("{}");
        other.answerWith(peer -> {});
        leave(true);
        RawPeer slow = other.next();

        client.send(WireFrame.close(1000, "done"));

        assertThat(client.next().closeCode()).isEqualTo(1000);
        assertThat(client.end()).isEqualTo(RawPeer.End.FIN);
        slow.drain();
        assertThat(gateway.ending("/s")).isEqualTo(new Ending(Phase.PARKED, Cause.CLIENT_CLOSED, 1000, "done"));
    }

    @Test
    void aClientThatVanishesWhileItIsParkedLeavesNothing() {
        start("{}");
        other.answerWith(peer -> {});
        leave(true);
        RawPeer slow = other.next();

        client.reset();

        slow.drain();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.CLIENT_LOST);
    }

    @Test
    void anEndpointThatAgreesToAnotherSubprotocolIsNotTaken() {
        first = replaced(first, "Sec-WebSocket-Protocol: a");
        second = replaced(second, "Sec-WebSocket-Protocol: b");
        gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                .upstream("balance", "round-robin")
                .route("resume", "{ max-gap: 400ms }"));
        client = RawPeer.open(gateway.address(), Upgrade.to("/s").with("Sec-WebSocket-Protocol", "a, b"));
        boolean atFirst = first.taken() == 1;
        RawEndpoint mine = atFirst ? first : second;
        upstream = mine.next();
        mine.answerWith(Answers.status(503, "gone"));

        leave(true);

        RawPeer wrong = (atFirst ? second : first).next();
        assertThat(wrong.next().closeCode()).isEqualTo(1001);
        assertThat(client.next().closeCode()).isEqualTo(1012);
    }

    @Test
    void aSessionThatKillsOneEndpointAfterTheOtherIsEnded() {
        start("{ poison: { endpoints: 3, within: 10s } }");

        upstream.reset();
        die(other);
        die(other == first ? second : first);

        assertThat(client.next().closeCode()).isEqualTo(1011);
        client.send(WireFrame.close(1011, ""));
        assertThat(gateway.ending("/s"))
                .isEqualTo(new Ending(Phase.RELAY, Cause.POISONED, 1011, "lost 3 endpoints in a row"));
    }

    @Test
    void aSessionThatEachEndpointSendsAwayAtOnceDoesNotGoRound() {
        start("{ poison: { endpoints: 3, within: 10s } }");
        RawEndpoint mine = other == first ? second : first;

        upstream.send(WireFrame.close(1012, "not me"));
        sendAway(other);
        sendAway(mine);

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(gateway.ending("/s"))
                .isEqualTo(new Ending(Phase.RELAY, Cause.ENDPOINT_CLOSED, 1012, "lost 3 endpoints in a row"));
    }

    @Test
    void theClientIsToldOfItWhereThatIsConfigured() {
        start("{ notice: { parked: '{\"type\":\"parked\"}', resumed: '{\"type\":\"resumed\"}' } }");

        leave(true);
        other.next().send(WireFrame.text("hello"));

        assertThat(client.next().text()).isEqualTo("{\"type\":\"parked\"}");
        assertThat(client.next().text()).isEqualTo("{\"type\":\"resumed\"}");
        assertThat(client.next().text()).isEqualTo("hello");
    }

    private static RawEndpoint replaced(RawEndpoint before, String header) {
        before.close();
        return new RawEndpoint(Answers.accept(header));
    }

    /** Resets the session's connection there once it is the session's. */
    private void die(RawEndpoint endpoint) {
        RawPeer peer = endpoint.next();
        peer.send(WireFrame.text("mine"));
        assertThat(client.next().text()).isEqualTo("mine");
        peer.reset();
    }

    private void sendAway(RawEndpoint endpoint) {
        RawPeer peer = endpoint.next();
        peer.send(WireFrame.text("mine"));
        assertThat(client.next().text()).isEqualTo("mine");
        peer.send(WireFrame.close(1012, "nor me"));
    }

    private void acceptLate(RawPeer slow) {
        try {
            Answers.accept().to(slow);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void leave(boolean reset) {
        if (reset) {
            upstream.reset();
        } else {
            upstream.close();
        }
    }
}
