package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One session that is moved on purpose: what its client and both endpoints see of it. */
@ExtendWith(NothingLeftBehind.class)
class MoveTest {
    private final RawEndpoint first = new RawEndpoint(Answers.accept());
    private final RawEndpoint second = new RawEndpoint(Answers.accept());
    private GatewayFixture gateway;
    private Admin admin;
    private RawPeer client;
    private RawPeer upstream;
    private RawEndpoint other;

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        first.close();
        second.close();
    }

    private void start(Settings settings) {
        gateway = GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).route("close-timeout", "300ms"));
        admin = Admin.of(gateway.gateway());
        client = gateway.open("/s?room=1");
        boolean atFirst = first.taken() == 1;
        upstream = (atFirst ? first : second).next();
        other = atFirst ? second : first;
    }

    private void startBetweenTwo() {
        start(Settings.to(first.url(), second.url()).route("resume", "{ quiet: 30ms }"));
    }

    /** Asks for it, and waits until the endpoint that is left was told. */
    private CompletableFuture<Admin.Answer> moveUntilGoodbye() {
        var answer = move("");
        assertThat(upstream.next().unmasked()).isEqualTo(WireFrame.close(1001, "session moved"));
        return answer;
    }

    private CompletableFuture<Admin.Answer> move(String query) {
        String id = session("id");
        return CompletableFuture.supplyAsync(() -> admin.post("/api/v1/sessions/" + id + "/move" + query, null, null));
    }

    private String session(String member) {
        return admin.json("/api/v1/sessions").at("/sessions/0/" + member).asString();
    }

    @Test
    void theSessionGoesOnAtAnotherEndpointAndTheFirstIsToldGoodbye() {
        startBetweenTwo();
        String before = session("endpoint");

        var answer = moveUntilGoodbye();
        upstream.finish(WireFrame.close(1001, ""));
        RawPeer next = other.next();
        client.send(WireFrame.text("to the second"));
        next.send(WireFrame.text("from the second"));

        assertThat(next.next().text()).isEqualTo("to the second");
        assertThat(client.next().text()).isEqualTo("from the second");
        assertThat(next.head().startLine()).isEqualTo("GET /s?room=1 HTTP/1.1");
        assertThat(next.head().header("Tidegate-Resume"))
                .isEqualTo(upstream.head().header("Tidegate-Session") + "; epoch=1; cause=moved");
        assertThat(answer.join().json().path("result").asString()).isEqualTo("moved");
        assertThat(answer.join().json().path("endpoint").asString())
                .isEqualTo(session("endpoint"))
                .isNotEqualTo(before);
        assertThat(session("resumes")).isEqualTo("1");
        assertThat(moves("moved")).isEqualTo(1);
        assertThat(doubtful()).isZero();
    }

    @Test
    void whatTheFirstStillSendsArrivesAndWhatTheClientSendsGoesToTheSecond() {
        startBetweenTwo();

        moveUntilGoodbye();
        client.send(WireFrame.text("kept"), WireFrame.ping("p"));
        assertThat(client.next()).isEqualTo(WireFrame.pong("p"));
        upstream.send(WireFrame.text("last words"));
        assertThat(client.next().text()).isEqualTo("last words");
        upstream.finish(WireFrame.close(1001, ""));

        assertThat(other.next().next().text()).isEqualTo("kept");
        assertThat(admin.metric("tidegate_resume_messages_total{result=\"delivered\",route=\"all\"}"))
                .isEqualTo(1);
    }

    @Test
    void aSessionWithHalfAMessageUnderWayStays() {
        startBetweenTwo();
        client.send(WireFrame.text("half").more());
        assertThat(upstream.next().text()).isEqualTo("half");

        Admin.Answer answer = move("?deadline=300ms").join();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asString()).contains("not quiet for long enough within 300ms");
        client.send(WireFrame.continuation("and half"));
        assertThat(upstream.next().text()).isEqualTo("and half");
        assertThat(other.taken()).isZero();
        assertThat(moves("never-quiet")).isEqualTo(1);
    }

    @Test
    void aMessageThatBeginsWhileTheSecondIsSoughtIsFinishedAtTheFirst() throws IOException {
        startBetweenTwo();
        other.answerWith(_ -> {});
        move("");
        RawPeer slow = other.next();
        client.send(WireFrame.text("half").more());
        assertThat(upstream.next().text()).isEqualTo("half");

        Answers.accept().to(slow);
        client.send(WireFrame.continuation("and half"));

        assertThat(upstream.next().text()).isEqualTo("and half");
        assertThat(upstream.next().closeCode()).isEqualTo(1001);
        upstream.finish(WireFrame.close(1001, ""));
        client.send(WireFrame.text("next"));
        assertThat(slow.next().text()).isEqualTo("next");
    }

    @ParameterizedTest(name = "reset: {0}")
    @ValueSource(booleans = {false, true})
    void anEndpointThatDoesNotAnswerTheGoodbyeIsLeftAllTheSame(boolean reset) {
        startBetweenTwo();

        moveUntilGoodbye();
        client.send(WireFrame.text("kept"));
        if (reset) {
            upstream.reset();
        }

        assertThat(other.next().next().text()).isEqualTo("kept");
    }

    @Test
    void aCloseOfTheClientGoesToTheEndpointThatHasWhatItSentBefore() {
        startBetweenTwo();

        moveUntilGoodbye();
        client.send(WireFrame.text("kept"), WireFrame.close(1000, "done"));
        RawPeer next = other.next();

        assertThat(next.next().text()).isEqualTo("kept");
        assertThat(next.next().unmasked()).isEqualTo(WireFrame.close(1000, "done"));
        next.finish(WireFrame.close(1000, "done"));
        assertThat(client.next().closeCode()).isEqualTo(1000);
        assertThat(gateway.ending("/s")).isEqualTo(new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, "done"));
    }

    @Test
    void aCloseForTheClientThatCrossesOursIsPassedOn() {
        startBetweenTwo();

        moveUntilGoodbye();
        upstream.send(WireFrame.close(4001, "signed out"));

        assertThat(client.next()).isEqualTo(WireFrame.close(4001, "signed out"));
        client.send(WireFrame.close(4001, ""));
        assertThat(other.next().next().closeCode()).isEqualTo(1001);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
        assertThat(moves("ended")).isEqualTo(1);
    }

    @Test
    void anEndpointThatIsLostBeforeTheSessionCameToItIsReplaced() {
        startBetweenTwo();
        RawEndpoint mine = other == first ? second : first;

        moveUntilGoodbye();
        other.next().reset();
        upstream.finish(WireFrame.close(1001, ""));
        RawPeer again = mine.next();
        client.send(WireFrame.text("still here"));

        assertThat(again.next().text()).isEqualTo("still here");
    }

    @Test
    void withoutAnotherEndpointTheSessionStays() {
        start(Settings.to(first.url()).route("resume", "{}"));

        Admin.Answer answer = move("").join();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asString()).isEqualTo("No other endpoint took it; it stays.");
        assertThat(session("endpoint")).isNotEmpty();
        client.send(WireFrame.text("as ever"));
        assertThat(upstream.next().text()).isEqualTo("as ever");
        assertThat(first.taken()).isEqualTo(1);
    }

    @Test
    void anEndpointThatRefusesTheSessionDoesNotGetIt() {
        startBetweenTwo();
        other.answerWith(Answers.status(403, "no"));

        assertThat(move("").join().status()).isEqualTo(409);

        String mine = (other == first ? second : first).url();
        assertThat("ws://" + session("endpoint")).isEqualTo(mine);
        client.send(WireFrame.text("as ever"));
        assertThat(upstream.next().text()).isEqualTo("as ever");
    }

    @Test
    void aSessionThatEndsWithItsEndpointIsNotMoved() {
        start(Settings.to(first.url(), second.url()));

        Admin.Answer answer = move("").join();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asString()).contains("no resume");
        assertThat(admin.post("/api/v1/sessions/nobody/move", null, null).status())
                .isEqualTo(404);
        assertThat(move("?deadline=2m").join().status()).isEqualTo(400);
    }

    @Test
    void whereMessagesAreReadTheSessionMovesAsWell() {
        try (var _ = new OwnFilters(ContentFilter.class)) {
            start(Settings.to(first.url(), second.url())
                    .route("resume", "{ quiet: 30ms }")
                    .route("filters", "[ { content: {} } ]"));
        }

        moveUntilGoodbye();
        client.send(WireFrame.text("upper ke").more(), WireFrame.continuation("pt"));
        upstream.send(WireFrame.text("upper last"));
        assertThat(client.next().text()).isEqualTo("UPPER LAST");
        upstream.finish(WireFrame.close(1001, ""));
        RawPeer next = other.next();
        next.send(WireFrame.text("upper back"));

        assertThat(next.next().text()).isEqualTo("UPPER KEPT");
        assertThat(client.next().text()).isEqualTo("UPPER BACK");
    }

    @Test
    void theClientIsToldOfAMoveAsOfALoss() {
        start(Settings.to(first.url(), second.url())
                .route("resume", "{ quiet: 30ms, notice: { parked: wait, resumed: again } }"));

        moveUntilGoodbye();
        assertThat(client.next().text()).isEqualTo("wait");
        upstream.finish(WireFrame.close(1001, ""));

        assertThat(client.next().text()).isEqualTo("again");
        other.next();
    }

    @Test
    void aSessionThatIsEndedOnItsWayLeavesNothingAnywhere() {
        startBetweenTwo();

        moveUntilGoodbye();
        client.send(WireFrame.text("kept"), WireFrame.ping("read"));
        assertThat(client.next().opcode()).isEqualTo(WireFrame.PONG);
        admin.delete("/api/v1/sessions/" + session("id"));

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(other.next().next().closeCode()).isEqualTo(1001);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.KILLED);
        Awaitility.await()
                .until(() -> admin.metric("tidegate_resume_messages_total{result=\"undelivered\",route=\"all\"}") == 1);
    }

    private double moves(String result) {
        return admin.metric("tidegate_moves_total{result=\"" + result + "\",route=\"all\"}");
    }

    private double doubtful() {
        return admin.metric("tidegate_resume_messages_total{result=\"in-doubt\",route=\"all\"}");
    }
}
