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
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the next endpoint is told of what the one before was told. One endpoint, which comes back. */
@ExtendWith(NothingLeftBehind.class)
class ReplayTest {
    private static final String GRAPHQL = "{ level: replay, max-gap: %s, replay: { preset: graphql-transport-ws } }";
    private static final String SUBSCRIPTIONS =
            "{ level: replay, replay: { preset: json-subscribe, messages: 3, subscriptions: { acknowledged: [ ok ] } } }";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String INIT = "{\"type\":\"connection_init\"}";
    private static final String ACK = "{\"type\":\"connection_ack\"}";

    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());
    private GatewayFixture gateway;
    private Admin admin;
    private RawPeer client;
    private RawPeer upstream;

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
        endpoint.close();
    }

    private void start(String resume) {
        start(settings(resume), Upgrade.to("/s"));
    }

    private void start(Settings settings, Upgrade handshake) {
        gateway = GatewayFixture.start(settings);
        admin = Admin.of(gateway.gateway());
        client = RawPeer.open(gateway.address(), handshake);
        upstream = endpoint.next();
    }

    /** A client of GraphQL that has been acknowledged. */
    private void greet(String maxGap) {
        endpoint.answerWith(Answers.accept(PROTOCOL + ": graphql-transport-ws"));
        start(settings(GRAPHQL.formatted(maxGap)), Upgrade.to("/s").with(PROTOCOL, "graphql-transport-ws"));
        client.send(WireFrame.text(INIT));
        assertThat(upstream.next().text()).isEqualTo(INIT);
        upstream.send(WireFrame.text(ACK));
        assertThat(client.next().text()).isEqualTo(ACK);
    }

    private Settings settings(String resume) {
        return Settings.to(endpoint.url())
                .gateway("admin", Admin.ANY_PORT)
                .route("close-timeout", "300ms")
                .route("resume", resume);
    }

    /** What the client sends, and the endpoint gets. */
    private void pass(String... texts) {
        for (String text : texts) {
            client.send(WireFrame.text(text));
            assertThat(upstream.next().text()).isEqualTo(text);
        }
    }

    /** What the endpoint sends, and the client gets. */
    private void bring(RawPeer from, String text) {
        from.send(WireFrame.text(text));
        assertThat(client.next().text()).isEqualTo(text);
    }

    private RawPeer lose() {
        upstream.reset();
        return endpoint.next();
    }

    /** The endpoint is lost, and the next one is not answered yet. */
    private RawPeer park() {
        endpoint.answerWith(_ -> {});
        RawPeer next = lose();
        Awaitility.await().until(() -> parked() == 1);
        return next;
    }

    @Test
    void subscriptionsAreToldBeforeWhatWasKeptAndTheirAnswersSwallowed() throws IOException {
        start(SUBSCRIPTIONS);
        pass(subscribe("a"), subscribe("b"), subscribe("c"), "{\"type\":\"unsubscribe\",\"channel\":\"b\"}");
        bring(upstream, ok("a"));
        RawPeer next = park();
        client.send(WireFrame.text("kept"));
        Awaitility.await().until(() -> kept() == 5);

        Answers.accept().to(next);

        assertThat(next.next().text()).isEqualTo(subscribe("a"));
        assertThat(next.next().text()).isEqualTo(subscribe("c"));
        assertThat(next.next().text()).isEqualTo("kept");
        next.send(WireFrame.text(ok("a")), WireFrame.text(ok("c")), WireFrame.text("news"));
        assertThat(client.next().text()).as("which it had not had").isEqualTo(ok("c"));
        assertThat(client.next().text()).isEqualTo("news");
        assertThat(messages("replayed")).isEqualTo(2);
        assertThat(messages("delivered")).isEqualTo(1);
    }

    @Test
    void requestsWithoutAReplyAreSentAgainBeforeWhatWasKept() throws IOException {
        start("{ level: resend-unacked, resend: { reply-id: /re } }");
        pass("{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"no\":\"request\"}");
        bring(upstream, "{\"re\":2}");
        RawPeer next = park();
        client.send(WireFrame.text("{\"id\":4}"));
        Awaitility.await().until(() -> kept() == 5);

        Answers.accept().to(next);

        assertThat(next.next().text()).isEqualTo("{\"id\":1}");
        assertThat(next.next().text()).isEqualTo("{\"id\":3}");
        assertThat(next.next().text()).isEqualTo("{\"id\":4}");
        bring(next, "{\"re\":1}");
        assertThat(messages("resent")).isEqualTo(2);
    }

    @Test
    void nothingIsSentBeforeTheGreetingIsAcknowledgedAnew() {
        greet("10s");
        pass(graphql("1", "subscription { a }"), graphql("2", "mutation { pay }"));

        RawPeer next = lose();
        assertThat(client.next().text()).startsWith("{\"id\":\"2\",\"type\":\"error\"");
        client.send(WireFrame.text(graphql("3", "{ kept }")), WireFrame.ping("p"));
        assertThat(next.next().text()).isEqualTo(INIT);
        assertThat(client.next()).isEqualTo(WireFrame.pong("p"));
        bring(next, "before the acknowledgement");
        assertThat(parked()).isEqualTo(1);
        next.send(WireFrame.text(ACK));

        assertThat(next.next().text()).isEqualTo(graphql("1", "subscription { a }"));
        assertThat(next.next().text()).isEqualTo(graphql("3", "{ kept }"));
        bring(next, "{\"id\":\"1\",\"type\":\"next\"}");
        assertThat(parked()).isZero();
        assertThat(messages("replayed")).isEqualTo(2);
        assertThat(messages("abandoned")).isEqualTo(1);
        assertThat(messages("delivered")).isEqualTo(1);
    }

    @Test
    void anEndpointThatIsLostBeforeItKnowsTheSessionLosesNothing() {
        greet("10s");
        pass(graphql("1", "subscription { a }"));
        RawPeer second = lose();
        client.send(WireFrame.text(graphql("2", "mutation { kept }")));
        assertThat(second.next().text()).isEqualTo(INIT);
        Awaitility.await().until(() -> kept() == 3);

        second.reset();
        RawPeer third = endpoint.next();

        assertThat(third.next().text()).isEqualTo(INIT);
        third.send(WireFrame.text(ACK));
        assertThat(third.next().text()).isEqualTo(graphql("1", "subscription { a }"));
        assertThat(third.next().text()).isEqualTo(graphql("2", "mutation { kept }"));
        bring(third, "{\"id\":\"2\",\"type\":\"complete\"}");
        assertThat(third.head().header("Tidegate-Resume")).endsWith("; epoch=2; cause=lost");
        assertThat(messages("abandoned")).isZero();
        assertThat(messages("delivered")).isEqualTo(1);
        assertThat(admin.metric("tidegate_resumes_total{result=\"resumed\",route=\"all\"}"))
                .isEqualTo(1);
    }

    @Test
    void anEndpointThatDoesNotAcknowledgeInTimeEndsTheSession() {
        greet("400ms");

        RawPeer next = lose();

        assertThat(next.next().text()).isEqualTo(INIT);
        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(next.next().closeCode()).isEqualTo(1001);
        next.close();
        assertThat(gateway.ending("/s"))
                .isEqualTo(new Ending(
                        Phase.PARKED,
                        Cause.NO_ENDPOINT,
                        1012,
                        "the endpoint did not answer what was replayed in time"));
        assertThat(parked()).isZero();
    }

    @Test
    void anEndpointThatRefusesTheGreetingEndsTheSessionWithItsCode() {
        greet("10s");
        pass(graphql("1", "subscription { a }"));

        RawPeer next = lose();
        assertThat(next.next().text()).isEqualTo(INIT);
        next.send(WireFrame.close(4403, "Forbidden"));

        assertThat(client.next().closeCode()).isEqualTo(4403);
        client.send(WireFrame.close(4403, ""));
        assertThat(next.next().closeCode()).isEqualTo(4403);
        next.close();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.ENDPOINT_CLOSED);
    }

    @Test
    void aClientMayCloseWhileItsEndpointIsBeingTold() {
        greet("10s");
        RawPeer next = lose();
        assertThat(next.next().text()).isEqualTo(INIT);
        client.send(WireFrame.text(graphql("1", "{ never }")), WireFrame.close(1000, "done"));

        assertThat(next.next().closeCode()).isEqualTo(1000);
        next.send(WireFrame.close(1000, "done"));

        assertThat(client.next().closeCode()).isEqualTo(1000);
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.CLIENT_CLOSED);
        assertThat(messages("undelivered")).isEqualTo(1);
        assertThat(parked()).isZero();
    }

    @Test
    void aPingOfTheProtocolIsAnsweredWhileThereIsNoEndpoint() throws IOException {
        greet("10s");
        pass("{\"type\":\"ping\"}");

        RawPeer next = park();
        assertThat(client.next().text()).as("that the lost endpoint owed").isEqualTo("{\"type\":\"pong\"}");
        client.send(WireFrame.text("{\"type\":\"ping\"}"), WireFrame.text("{\"type\":\"pong\"}"));
        assertThat(client.next().text()).isEqualTo("{\"type\":\"pong\"}");
        Answers.accept(PROTOCOL + ": graphql-transport-ws").to(next);

        assertThat(next.next().text()).isEqualTo(INIT);
        next.send(WireFrame.text(ACK));
        assertThat(next.next().text()).isEqualTo("{\"type\":\"pong\"}");
        bring(next, "news");
        assertThat(messages("delivered")).isEqualTo(1);
        assertThat(
                        admin.metric(
                                "tidegate_filter_verdicts_total{filter=\"resume\",route=\"all\",side=\"client\",verdict=\"reply\"}"))
                .isEqualTo(1);
    }

    @Test
    void aSessionOfAnotherSubprotocolEndsWithItsEndpoint() {
        start(GRAPHQL.formatted("10s"));

        upstream.reset();

        assertThat(client.next()).isEqualTo(WireFrame.close(1012, "another subprotocol cannot be replayed"));
    }

    @Test
    void moreThanIsRecordedEndsTheSessionWithItsEndpoint() {
        start(SUBSCRIPTIONS);
        pass(subscribe("a"), subscribe("b"), subscribe("c"), subscribe("d"));
        bring(upstream, "still served");

        upstream.send(WireFrame.close(1001, "bye"));

        assertThat(client.next()).isEqualTo(WireFrame.close(1012, "more to replay than is recorded"));
        client.send(WireFrame.close(1012, ""));
        assertThat(upstream.next().opcode()).isEqualTo(WireFrame.CLOSE);
        upstream.close();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.ENDPOINT_LOST);
        assertThat(admin.metric("tidegate_resumes_total{result=\"endpoint-lost\",route=\"all\"}"))
                .isEqualTo(1);
    }

    @Test
    void moreThanIsRecordedWhileThereIsNoEndpointEndsTheSession() {
        start(SUBSCRIPTIONS);
        pass(subscribe("a"));
        RawPeer next = park();

        IntStream.range(0, 3).forEach(i -> client.send(WireFrame.text(subscribe("more-" + i))));

        assertThat(client.next()).isEqualTo(WireFrame.close(1012, "more to replay than is recorded"));
        next.drain();
        client.close();
        assertThat(gateway.ending("/s").phase()).isEqualTo(Phase.PARKED);
        assertThat(admin.metric("tidegate_resumes_total{result=\"endpoint-lost\",route=\"all\"}"))
                .isEqualTo(1);
    }

    @Test
    void whatFiltersHaveMadeOfMessagesIsWhatIsTold() {
        try (var _ = new OwnFilters(ContentFilter.class)) {
            start(
                    settings("{ level: replay, replay: { rules: [ { record: { prefix: UPPER } } ] } }")
                            .route("filters", "[ { content: {} } ]"),
                    Upgrade.to("/s"));
        }
        client.send(WireFrame.text("upper one"));
        assertThat(upstream.next().text()).isEqualTo("UPPER ONE");

        RawPeer next = lose();

        assertThat(next.next().text()).isEqualTo("UPPER ONE");
    }

    @Test
    void aReloadOfTheFiltersForgetsNothing() {
        start(SUBSCRIPTIONS);
        pass(subscribe("a"));
        gateway.reload(settings(SUBSCRIPTIONS).route("filters", "[ { rate-limit: { messages: 1000/s } } ]"));
        pass(subscribe("b"));
        gateway.reload(settings(SUBSCRIPTIONS));
        pass(subscribe("c"));

        RawPeer next = lose();

        assertThat(next.next().text()).isEqualTo(subscribe("a"));
        assertThat(next.next().text()).isEqualTo(subscribe("b"));
        assertThat(next.next().text()).isEqualTo(subscribe("c"));
    }

    @Test
    void aSessionThatWasNotRecordedFromItsStartIsNotHandedOn() {
        start("{}");
        gateway.reload(settings(SUBSCRIPTIONS));

        upstream.reset();

        assertThat(client.next()).isEqualTo(WireFrame.close(1012, "began before its messages were recorded"));
    }

    @Test
    void aDrainEndsASessionWhoseEndpointIsBeingTold() {
        greet("10s");
        RawPeer next = lose();
        assertThat(next.next().text()).isEqualTo(INIT);

        gateway.gateway().drain();

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.close();
        assertThat(next.next().closeCode()).isEqualTo(1001);
        next.close();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.DRAINED);
    }

    private double messages(String what) {
        return admin.metric("tidegate_resume_messages_total{result=\"" + what + "\",route=\"all\"}");
    }

    private double parked() {
        return admin.metric("tidegate_sessions_parked{route=\"all\"}");
    }

    /** Messages of the client that were passed on, or kept. */
    private double kept() {
        return admin.metric("tidegate_messages_total{route=\"all\",side=\"client\"}");
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}";
    }

    private static String ok(String channel) {
        return "{\"type\":\"ok\",\"channel\":\"" + channel + "\"}";
    }

    private static String graphql(String id, String query) {
        return "{\"id\":\"" + id + "\",\"type\":\"subscribe\",\"payload\":{\"query\":\"" + query + "\"}}";
    }
}
