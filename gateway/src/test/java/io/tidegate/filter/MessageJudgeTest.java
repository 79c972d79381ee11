package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Side;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a message between the filters. */
class MessageJudgeTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final MessageVerdict.Close CLOSE = new MessageVerdict.Close(Cause.INVALID, 1008, "no");
    private static final MessageVerdict.Defer LATER = new MessageVerdict.Defer(new CompletableFuture<>());

    private final List<String> counted = new ArrayList<>();

    @Test
    void whatIsNotJustForwardedIsCountedByTheNameOfItsFilter() {
        MessageJudge judge = judge(
                (_, _) -> MessageVerdict.Pass.FORWARD,
                (_, _) -> new MessageVerdict.Replace(Message.text("other")),
                (_, _) -> LATER,
                (_, _) -> CLOSE);

        judge.judge(hello());
        judge.proceed(MessageVerdict.Pass.FORWARD, null);

        assertThat(counted).containsExactly("1 CLIENT REPLACE", "2 CLIENT DEFER", "3 CLIENT CLOSE");
        assertThat(judge.decider()).isEqualTo("3");
    }

    @Test
    void aFilterThatFailsIsCountedAsSuch() {
        MessageFilter failing = (_, _) -> {
            throw new IllegalStateException("a bug of the plug-in");
        };

        assertThat(judge(failing).judge(hello())).isEqualTo(MessageJudge.BROKEN);
        judge((_, _) -> LATER).judge(hello());
        assertThat(judgeThatWaits().timedOut()).isEqualTo(MessageJudge.BROKEN);

        assertThat(counted).containsExactly("0 CLIENT FAIL", "0 CLIENT DEFER", "0 CLIENT DEFER", "0 CLIENT FAIL");
    }

    @Test
    void aNameStaysWithTheMessageWhateverFiltersMakeOfIt() {
        MessageJudge judge = judge(
                (_, message) -> {
                    message.identify("m-1");
                    return MessageVerdict.Pass.FORWARD;
                },
                (_, message) -> new MessageVerdict.Replace(Message.text(message.id() + " of " + message.wireBytes())));

        judge.judge(hello());

        assertThat(judge.message().text()).isEqualTo("m-1 of 3");
        assertThat(judge.message().id()).isEqualTo("m-1");
        assertThat(judge.message().wireBytes()).isEqualTo(3);
        assertThat(judge.message().keep().id()).isEqualTo("m-1");
    }

    @Test
    void ofMessagesWithinMessagesEachGoesThroughTheFiltersThatAreLeft() {
        MessageJudge judge = judge(
                cutting(","),
                cutting("-"),
                (_, message) -> message.text().equals("d")
                        ? MessageVerdict.Pass.DROP
                        : new MessageVerdict.Replace(Message.text(message.text() + message.wireBytes())));
        byte[] text = "a-b,none,c-d,e".getBytes(StandardCharsets.UTF_8);

        List<String> passed = new ArrayList<>();
        MessageVerdict verdict = judge.judge(Message.view(true, text, 0, text.length, 5));
        for (; verdict != null; verdict = judge.next()) {
            passed.add(verdict == MessageVerdict.Pass.FORWARD ? judge.message().text() : "");
        }

        assertThat(passed).containsExactly("", "", "a5", "b5", "", "", "c5", "", "e5");
        assertThat(judge.isSplit()).isFalse();
    }

    @Test
    void whatIsNotAskedAboutIsGivenUpInOrder() {
        MessageJudge judge = judge(cutting(","), cutting("-"));
        byte[] text = "a-b,c-d,e".getBytes(StandardCharsets.UTF_8);
        List<String> lost = new ArrayList<>();

        judge.judge(Message.view(true, text, 0, text.length, 5));
        judge.next();
        judge.next();
        long made = judge.madeBytes();
        judge.giveUp(message -> lost.add(message.text()));

        assertThat(made).isEqualTo("abc-de".length());
        assertThat(lost).containsExactly("b", "c-d", "e");
        assertThat(judge.next()).isNull();
    }

    @Test
    void aSecretStaysOneWhateverFiltersMakeOfIt() {
        MessageJudge judge = judge(
                (_, message) -> {
                    message.keepSecret();
                    return new MessageVerdict.Replace(Message.text("token,other"));
                },
                cutting(","));

        judge.judge(hello());
        judge.next();

        assertThat(judge.message().text()).isEqualTo("token");
        assertThat(judge.message().isSecret()).isTrue();
    }

    private static MessageFilter cutting(String separator) {
        return (_, message) ->
                message.text().contains(separator) || message.text().equals("none")
                        ? new MessageVerdict.Split(Stream.of(message.text().split(separator))
                                .filter(text -> !text.equals("none") || separator.equals(","))
                                .map(Message::text)
                                .toList())
                        : MessageVerdict.Pass.FORWARD;
    }

    private MessageJudge judgeThatWaits() {
        MessageJudge judge = judge((_, _) -> LATER);
        judge.judge(hello());
        return judge;
    }

    private static Message hello() {
        return Message.view(true, HELLO, 0, HELLO.length, 3);
    }

    private MessageJudge judge(MessageFilter... filters) {
        List<String> names = new ArrayList<>();
        for (int place = 0; place < filters.length; place++) {
            names.add(String.valueOf(place));
        }
        Verdicts verdicts = (filter, from, action) -> counted.add(filter + " " + from + " " + action);
        return new MessageJudge(Side.CLIENT, new MessageFilters(new FilterChain(List.of(filters), names, verdicts)));
    }
}
