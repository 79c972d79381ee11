package io.tidegate.session.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.MessageMatchConfig;
import io.tidegate.config.ReplayConfig;
import io.tidegate.config.ReplayConfig.Preset;
import io.tidegate.config.ReplayConfig.RuleConfig;
import io.tidegate.config.ReplayConfig.SubscriptionsConfig;
import io.tidegate.config.ResendConfig;
import io.tidegate.config.ResumeConfig.Level;
import io.tidegate.filter.MessageVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {
    @Test
    void subscriptionsAreToldInTheirOrderUntilTheyEnd() {
        Recording recording = json();
        Recorded.client(
                recording, subscribe("a"), subscribe("b"), subscribe("c"), "{\"type\":\"other\",\"channel\":\"d\"}");
        Recorded.client(recording, "{\"type\":\"unsubscribe\",\"channel\":\"a\"}", subscribe("b"));

        assertThat(Recorded.told(recording)).containsExactly(subscribe("c"), subscribe("b"));
    }

    @Test
    void anEndpointEndsASubscriptionToo() {
        Recording recording = json();
        Recorded.client(recording, subscribe("a"), subscribe("b"));

        Recorded.endpoint(recording, "{\"type\":\"unsubscribe\",\"channel\":\"a\"}");

        assertThat(Recorded.told(recording)).containsExactly(subscribe("b"));
    }

    @Test
    void anAnswerReachesTheClientOnce() {
        Recording recording = json();
        Recorded.client(recording, subscribe("a"), subscribe("b"));
        assertThat(Recorded.endpoint(recording, subscribed("a"))).isEqualTo(MessageVerdict.Pass.FORWARD);

        assertThat(Recorded.told(recording)).hasSize(2);

        assertThat(Recorded.endpoint(recording, subscribed("a"))).isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(Recorded.endpoint(recording, subscribed("b"))).isEqualTo(MessageVerdict.Pass.FORWARD);
        assertThat(Recorded.endpoint(recording, subscribed("a")))
                .as("one that nobody owes")
                .isEqualTo(MessageVerdict.Pass.FORWARD);
    }

    @Test
    void whatTheClientAsksForAgainIsAnsweredAgain() {
        Recording recording = json();
        Recorded.client(recording, subscribe("a"));
        Recorded.endpoint(recording, subscribed("a"));
        Recorded.told(recording);
        Recorded.client(recording, subscribe("a"));

        assertThat(Recorded.endpoint(recording, subscribed("a"))).isEqualTo(MessageVerdict.Pass.FORWARD);
    }

    @Test
    void whatIsSentWhileThereIsNoEndpointIsNotToldBeside() {
        Recording recording = json();
        Recorded.client(recording, subscribe("a"), subscribe("b"));
        recording.onLoss();
        Recorded.client(recording, subscribe("c"), "{\"type\":\"unsubscribe\",\"channel\":\"a\"}");

        recording.onEndpoint();

        assertThat(Recorded.all(recording)).containsExactly(subscribe("b"));
        recording.onTold();
        assertThat(Recorded.told(recording)).containsExactly(subscribe("b"), subscribe("c"));
    }

    @Test
    void aMessageWithoutAKeyStaysForItself() {
        Recording recording = json();
        Recorded.client(
                recording, "{\"type\":\"subscribe\",\"channel\":[1,2]}", "{\"type\":\"subscribe\",\"channel\":[3]}");
        Recorded.client(recording, "{\"type\":\"unsubscribe\",\"channel\":[1,2]}");

        assertThat(Recorded.told(recording)).hasSize(2);
    }

    @Test
    void rulesGoByPrefixWithWhatFollowsAsTheKey() {
        Recording recording = rules(
                10,
                new RuleConfig(prefix("AUTH "), null, null, prefix("+OK"), true),
                new RuleConfig(prefix("SUB "), null, prefix("UNSUB "), null, false));
        Recorded.client(recording, "AUTH ada", "SUB a", "SUB b", "UNSUB a", "SUBa", "hello");
        assertThat(Recorded.endpoint(recording, "+OK")).isEqualTo(MessageVerdict.Pass.FORWARD);
        recording.onLoss();
        recording.onEndpoint();

        assertThat(Recorded.all(recording)).containsExactly("AUTH ada");
        assertThat(recording.isWaiting()).isTrue();
        assertThat(Recorded.endpoint(recording, "news")).isEqualTo(MessageVerdict.Pass.FORWARD);
        assertThat(Recorded.all(recording)).isEmpty();
        assertThat(Recorded.endpoint(recording, "+OK")).isEqualTo(MessageVerdict.Pass.DROP);
        assertThat(Recorded.all(recording)).containsExactly("SUB b");
        assertThat(recording.isWaiting()).isFalse();
    }

    @Test
    void theFirstRuleThatFitsCountsAndWithoutAKeyOnlyTheLastMessage() {
        Recording recording = rules(
                10,
                new RuleConfig(at("/op", "login"), null, null, null, false),
                new RuleConfig(at("/op"), "/op", null, null, false));
        Recorded.client(recording, "{\"op\":\"login\",\"n\":1}", "{\"op\":\"x\"}", "{\"op\":\"login\",\"n\":2}");

        assertThat(Recorded.told(recording)).containsExactly("{\"op\":\"x\"}", "{\"op\":\"login\",\"n\":2}");
    }

    @Test
    void overItsBoundsNothingIsRecordedAndNoEndpointCanTakeOver() {
        Recording byMessages = rules(2, new RuleConfig(prefix("SUB "), null, prefix("UNSUB "), null, false));
        Recorded.client(byMessages, "SUB a", "SUB b", "SUB b", "UNSUB a", "SUB c");
        assertThat(byMessages.obstacle()).isNull();
        Recorded.client(byMessages, "SUB d");
        assertThat(byMessages.obstacle()).isEqualTo("more to replay than is recorded");

        Recording byBytes = rules(10, new RuleConfig(prefix("SUB "), null, null, null, false));
        Recorded.client(byBytes, "SUB " + "x".repeat(600));
        assertThat(byBytes.obstacle()).isEqualTo("more to replay than is recorded");
        Recorded.client(byBytes, "SUB a");
        assertThat(Recorded.told(byBytes)).isEmpty();
    }

    @Test
    void requestsWithoutAReplyAreSentAgainBehindWhatIsReplayed() {
        Recording recording = Recording.of(
                Recorded.resume(Level.RESEND_UNACKED, replay(List.of(subscriptions())), resend(10)),
                null,
                Recorded.ROOMY);
        Recorded.client(
                recording, "{\"id\":1,\"op\":\"buy\"}", "{\"id\":2,\"op\":\"sell\"}", "{\"op\":\"no request\"}");
        Recorded.client(recording, "{\"id\":3,\"type\":\"subscribe\",\"channel\":\"a\"}", "{\"id\":4}");
        Recorded.endpoint(recording, "{\"re\":2}");
        recording.onLoss();

        assertThat(recording.onEndpoint()).isEqualTo(new Recording.Told(1, 2));
        assertThat(Recorded.all(recording))
                .containsExactly(
                        "{\"id\":3,\"type\":\"subscribe\",\"channel\":\"a\"}",
                        "{\"id\":1,\"op\":\"buy\"}",
                        "{\"id\":4}");
    }

    @Test
    void moreRequestsWithoutAReplyThanAreRecordedEndTheSessionWithItsEndpoint() {
        Recording recording =
                Recording.of(Recorded.resume(Level.RESEND_UNACKED, null, resend(2)), null, Recorded.ROOMY);
        Recorded.client(recording, "{\"id\":1}", "{\"id\":2}");
        Recorded.endpoint(recording, "{\"re\":1}");
        Recorded.client(recording, "{\"id\":3}");
        assertThat(recording.obstacle()).isNull();

        Recorded.client(recording, "{\"id\":4}");

        assertThat(recording.obstacle()).isNotNull();
    }

    private static Recording json() {
        return Recording.of(
                Recorded.resume(
                        Level.REPLAY,
                        new ReplayConfig(
                                Preset.JSON_SUBSCRIBE,
                                new SubscriptionsConfig(
                                        "/type",
                                        List.of("subscribe"),
                                        List.of("unsubscribe"),
                                        List.of("subscribed"),
                                        "/channel"),
                                List.of(),
                                100,
                                ByteSize.ofKiB(64)),
                        null),
                null,
                Recorded.ROOMY);
    }

    private static Recording rules(int messages, RuleConfig... rules) {
        var replay = new ReplayConfig(null, null, List.of(rules), messages, ByteSize.ofKiB(1));
        return Recording.of(Recorded.resume(Level.REPLAY, replay, null), null, Recorded.ROOMY);
    }

    private static ReplayConfig replay(List<RuleConfig> rules) {
        return new ReplayConfig(null, null, rules, 100, ByteSize.ofKiB(64));
    }

    private static RuleConfig subscriptions() {
        return SubscriptionsConfig.STANDARD.rule();
    }

    private static ResendConfig resend(int messages) {
        return new ResendConfig("/id", "/re", messages, ByteSize.ofKiB(64));
    }

    private static MessageMatchConfig prefix(String prefix) {
        return new MessageMatchConfig(null, List.of(), prefix);
    }

    private static MessageMatchConfig at(String pointer, String... values) {
        return new MessageMatchConfig(pointer, List.of(values), null);
    }

    private static String subscribe(String channel) {
        return "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}";
    }

    private static String subscribed(String channel) {
        return "{\"type\":\"subscribed\",\"channel\":\"" + channel + "\"}";
    }
}
