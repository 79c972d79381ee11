package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions that are moved where the next endpoint has to be told what the one before was told. */
@ExtendWith(NothingLeftBehind.class)
class MoveReplayTest {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String GRAPHQL = "graphql-transport-ws";
    private static final String INIT = "{\"type\":\"connection_init\"}";
    private static final String ACK = "{\"type\":\"connection_ack\"}";
    private static final String SUBSCRIBE =
            "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription { news }\"}}";
    private static final String MUTATION =
            "{\"id\":\"2\",\"type\":\"subscribe\",\"payload\":{\"query\":\"mutation { pay }\"}}";

    private final RawEndpoint first = new RawEndpoint(Answers.accept(PROTOCOL + ": " + GRAPHQL));
    private final RawEndpoint second = new RawEndpoint(Answers.accept(PROTOCOL + ": " + GRAPHQL));
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

    private void start(String resume) {
        gateway = GatewayFixture.start(Settings.to(first.url(), second.url())
                .gateway("admin", Admin.ANY_PORT)
                .route("close-timeout", "300ms")
                .route("resume", resume));
        admin = Admin.of(gateway.gateway());
        client = RawPeer.open(gateway.address(), Upgrade.to("/s").with(PROTOCOL, GRAPHQL));
        boolean atFirst = first.taken() == 1;
        upstream = (atFirst ? first : second).next();
        other = atFirst ? second : first;
    }

    private void startGraphQl() {
        start("{ quiet: 30ms, level: replay, replay: { preset: graphql-transport-ws } }");
        pass(INIT);
        bring(upstream, ACK);
        pass(SUBSCRIBE);
    }

    private void pass(String text) {
        pass(upstream, text);
    }

    private void bring(RawPeer from, String text) {
        from.send(WireFrame.text(text));
        assertThat(client.next().text()).isEqualTo(text);
    }

    private CompletableFuture<Admin.Answer> move(String query) {
        String id = admin.json("/api/v1/sessions").at("/sessions/0/id").asString();
        return CompletableFuture.supplyAsync(() -> admin.post("/api/v1/sessions/" + id + "/move" + query, null, null));
    }

    /** Moves the session; the next endpoint has taken its connection. */
    private RawPeer moved() {
        move("");
        assertThat(upstream.next().closeCode()).isEqualTo(1001);
        upstream.finish(WireFrame.close(1001, ""));
        return other.next();
    }

    @Test
    void theNextEndpointIsToldTheSubscriptionsBeforeWhatWasKept() {
        startGraphQl();

        move("");
        assertThat(upstream.next().closeCode()).isEqualTo(1001);
        client.send(WireFrame.text(MUTATION));
        upstream.finish(WireFrame.close(1001, ""));
        RawPeer next = other.next();

        assertThat(next.next().text()).isEqualTo(INIT);
        next.send(WireFrame.text(ACK));
        assertThat(next.next().text()).isEqualTo(SUBSCRIBE);
        assertThat(next.next().text()).isEqualTo(MUTATION);
        bring(next, "{\"id\":\"1\",\"type\":\"next\",\"payload\":{}}"); // and the ack was not heard twice
        assertThat(counted("replayed")).isEqualTo(2);
        assertThat(counted("delivered")).isEqualTo(1);
        assertThat(admin.metric("tidegate_moves_total{result=\"moved\",route=\"all\"}"))
                .isEqualTo(1);
        assertThat(admin.metric("tidegate_sessions_parked{route=\"all\"}")).isZero();
    }

    @Test
    void aMutationUnderWayIsWaitedFor() {
        startGraphQl();
        pass(MUTATION);

        Admin.Answer answer = move("?deadline=300ms").join();

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("detail").asString()).contains("not quiet");
        bring(upstream, "{\"id\":\"2\",\"type\":\"next\",\"payload\":{}}");
        bring(upstream, "{\"id\":\"2\",\"type\":\"complete\"}");
        RawPeer next = moved();
        assertThat(next.next().text()).isEqualTo(INIT);
        next.send(WireFrame.text(ACK));
        assertThat(next.next().text()).isEqualTo(SUBSCRIBE);
    }

    @Test
    void anEndpointThatIsLostBeforeItKnowsTheSessionIsReplaced() {
        startGraphQl();
        RawEndpoint mine = other == first ? second : first;

        RawPeer next = moved();
        assertThat(next.next().text()).isEqualTo(INIT);
        next.reset();
        RawPeer again = mine.next();

        assertThat(again.next().text()).isEqualTo(INIT);
        again.send(WireFrame.text(ACK));
        assertThat(again.next().text()).isEqualTo(SUBSCRIBE);
        bring(again, "{\"id\":\"1\",\"type\":\"next\",\"payload\":{}}");
        assertThat(admin.metric("tidegate_resumes_total{result=\"resumed\",route=\"all\"}"))
                .isEqualTo(1);
        assertThat(admin.metric("tidegate_sessions_parked{route=\"all\"}")).isZero();
    }

    @Test
    void aRequestWithoutAReplyIsWaitedFor() {
        start("{ quiet: 30ms, level: resend-unacked, resend: { request-id: /id, reply-id: /id } }");
        pass("{\"id\":\"7\"}");

        assertThat(move("?deadline=300ms").join().status()).isEqualTo(409);

        bring(upstream, "{\"id\":\"7\",\"done\":true}");
        RawPeer next = moved();
        pass(next, "{\"id\":\"8\"}");
    }

    private void pass(RawPeer to, String text) {
        client.send(WireFrame.text(text));
        assertThat(to.next().text()).isEqualTo(text);
    }

    private double counted(String what) {
        return admin.metric("tidegate_resume_messages_total{result=\"" + what + "\",route=\"all\"}");
    }
}
