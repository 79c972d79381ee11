package io.tidegate.session.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.ReplayConfig;
import io.tidegate.config.ReplayConfig.Preset;
import io.tidegate.config.ResumeConfig;
import io.tidegate.config.ResumeConfig.Level;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphQlTest {
    private static final String GRAPHQL = "graphql-transport-ws";
    private static final String INIT = "{\"type\":\"connection_init\",\"payload\":{\"user\":\"ada\"}}";
    private static final String ACK = "{\"type\":\"connection_ack\"}";

    @Test
    void anEndpointThatIsLostBeforeItIsToldLeavesNothingOut() {
        Recording recording = graphQl();
        Recorded.client(recording, INIT, graphql("1", "subscription { a }"));
        Recorded.endpoint(recording, ACK);
        recording.onLoss();
        Recorded.client(recording, graphql("2", "subscription { b }"), graphql("3", "mutation { c }"));
        recording.onEndpoint();
        assertThat(Recorded.all(recording)).containsExactly(INIT);

        Parting again = recording.onLoss();
        recording.onEndpoint();

        assertThat(again.tell()).as("what was never sent has not failed").isEmpty();
        assertThat(Recorded.all(recording)).containsExactly(INIT);
        assertThat(Recorded.endpoint(recording, ACK)).isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(Recorded.all(recording)).containsExactly(graphql("1", "subscription { a }"));
    }

    @Test
    void ofGraphQlOnlyTheGreetingAndSubscriptionsAreTold() {
        Recording recording = graphQl();
        Recorded.client(recording, INIT);
        assertThat(Recorded.endpoint(recording, ACK)).isEqualTo(MessageVerdict.Pass.FORWARD);
        Recorded.client(
                recording, graphql("1", "subscription { a }"), graphql("2", "mutation { b }"), graphql("3", "{ c }"));
        Recorded.client(recording, graphql("4", "subscription { d }"), "{\"id\":\"4\",\"type\":\"complete\"}");
        Recorded.client(recording, graphql("5", "subscription { e }"), graphql("6", "subscription { f }"));
        Recorded.endpoint(recording, "{\"id\":\"5\",\"type\":\"error\",\"payload\":[]}");
        Recorded.endpoint(recording, "{\"id\":\"6\",\"type\":\"complete\"}");

        Parting parting = recording.onLoss();

        assertThat(texts(parting.tell()))
                .hasSize(2)
                .allMatch(text -> text.contains("\"type\":\"error\"") && text.contains("ENDPOINT_LOST"))
                .first()
                .asString()
                .startsWith("{\"id\":\"2\"");
        assertThat(parting.abandoned()).isEqualTo(2);
        assertThat(recording.onEndpoint()).isEqualTo(new Recording.Told(2, 0));
        assertThat(Recorded.all(recording)).containsExactly(INIT);
        assertThat(Recorded.endpoint(recording, ACK)).isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(Recorded.all(recording)).containsExactly(graphql("1", "subscription { a }"));
    }

    @Test
    void anAcknowledgementThatTheClientNeverHadIsPassedOn() {
        Recording recording = graphQl();
        Recorded.client(recording, INIT);

        assertThat(Recorded.told(recording)).containsExactly(INIT);

        assertThat(Recorded.endpoint(recording, ACK)).isEqualTo(MessageVerdict.Pass.FORWARD);
        assertThat(recording.isWaiting()).isFalse();
    }

    @Test
    void aMutationWhoseResultIsThereIsOnlyToldThatItIsComplete() {
        Recording recording = graphQl();
        Recorded.client(recording, graphql("1", "mutation { a }"), graphql("2", "query { b @defer }"));
        Recorded.endpoint(recording, "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"a\":1}}}");
        Recorded.endpoint(recording, "{\"id\":\"2\",\"type\":\"next\",\"payload\":{\"data\":{},\"hasNext\":true}}");

        Parting parting = recording.onLoss();

        assertThat(texts(parting.tell()).getFirst()).isEqualTo("{\"id\":\"1\",\"type\":\"complete\"}");
        assertThat(texts(parting.tell()).getLast()).startsWith("{\"id\":\"2\",\"type\":\"error\"");
        assertThat(parting.abandoned()).isEqualTo(1);
    }

    @Test
    void aDocumentThatMayMeanTwoThingsIsNotRunAgain() {
        Recording recording = graphQl();
        Recorded.client(
                recording,
                "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription{a}\",\"query\":\"mutation{b}\"}}");
        Recorded.client(
                recording,
                "{\"type\":\"connection_init\",\"type\":\"subscribe\",\"id\":\"2\",\"payload\":{\"query\":\"mutation{b}\"}}");
        Recorded.client(
                recording,
                "{\"id\":\"3\",\"type\":\"subscribe\",\"payload\":{\"extensions\":{\"persistedQuery\":{}}}}");
        Recorded.client(recording, graphql("4", "subscription { a(b: " + "1".repeat(65_536) + ") }"));

        assertThat(texts(recording.onLoss().tell())).hasSize(3).allMatch(text -> text.contains("\"type\":\"error\""));
        recording.onEndpoint();
        assertThat(Recorded.all(recording)).isEmpty();
    }

    @Test
    void pingsOfTheProtocolAreAnsweredWhileThereIsNoEndpoint() {
        Recording recording = graphQl();
        Recorded.client(recording, "{\"type\":\"ping\"}", "{\"type\":\"ping\"}");
        Recorded.endpoint(recording, "{\"type\":\"pong\"}");

        assertThat(texts(recording.onLoss().tell())).containsExactly("{\"type\":\"pong\"}");

        MessageVerdict verdict = recording.onMessage(Side.CLIENT, Message.text("{\"type\":\"ping\"}"));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        MessageVerdict.Reply.class,
                        reply -> assertThat(reply.message().text()).isEqualTo("{\"type\":\"pong\"}"));
        assertThat(recording.answered()).isEqualTo(1);
        recording.onEndpoint();
        recording.onTold();
        assertThat(recording.onMessage(Side.CLIENT, Message.text("{\"type\":\"ping\"}")))
                .isEqualTo(MessageVerdict.Pass.FORWARD);
    }

    @Test
    void anotherSubprotocolIsNotTakenForGraphQl() {
        ResumeConfig config = Recorded.resume(Level.REPLAY, preset(Preset.GRAPHQL_TRANSPORT_WS), null);

        assertThat(Recording.of(config, GRAPHQL, Recorded.ROOMY).obstacle()).isNull();
        assertThat(Recording.of(config, "graphql-ws", Recorded.ROOMY).obstacle())
                .isEqualTo("another subprotocol cannot be replayed");
        assertThat(Recording.of(config, null, Recorded.ROOMY).obstacle()).isNotNull();
    }

    @Test
    void binaryMessagesAndTextsThatAreNoJsonAreOfNoInterest() {
        Recording recording = graphQl();

        Recorded.client(recording, "no JSON", "[]", "{\"type\":7}");
        recording.onMessage(Side.CLIENT, Message.binary(INIT.getBytes(UTF_8)));

        assertThat(Recorded.told(recording)).isEmpty();
    }

    private static Recording graphQl() {
        return Recording.of(
                Recorded.resume(Level.REPLAY, preset(Preset.GRAPHQL_TRANSPORT_WS), null), GRAPHQL, Recorded.ROOMY);
    }

    private static ReplayConfig preset(Preset preset) {
        return new ReplayConfig(preset, null, List.of(), 100, ByteSize.ofKiB(64));
    }

    private static String graphql(String id, String query) {
        return "{\"id\":\"" + id + "\",\"type\":\"subscribe\",\"payload\":{\"query\":\"" + query + "\"}}";
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }
}
