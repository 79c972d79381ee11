package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.JournalLines;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lines about messages that were taken and not delivered. */
@ExtendWith(NothingLeftBehind.class)
class DeadLettersTest {
    private static final String HEADERS = "{ payload: 0B }";

    @TempDir
    private Path folder;

    @Test
    void whatAFilterOfMessagesDoesNotLetPassIsKeptWithItsContent() {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(endpoint, "[ { content: {} } ]", "{ payload: 12B }");
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.text("drop it").more(), WireFrame.continuation(" all"));
            client.send(WireFrame.text("passes"), WireFrame.text("drop this one"), WireFrame.text("reply please"));
            assertThat(upstream.next().text()).isEqualTo("passes");
            assertThat(client.next().text()).isEqualTo("to client: reply please");
            client.send(WireFrame.text("close now"), WireFrame.text("too late"));
            assertThat(client.next().closeCode()).isEqualTo(4040);

            assertThat(lines(5))
                    .containsExactlyInAnyOrder(
                            line(
                                    "upstream",
                                    11,
                                    "\"reason\":\"filter:content\",\"verdict\":\"drop\",\"payload\":\"drop it all\""),
                            line(
                                    "client",
                                    13,
                                    "\"reason\":\"filter:content\",\"verdict\":\"drop\",\"payload\":\"drop this on\",\"truncated\":true"),
                            line(
                                    "client",
                                    12,
                                    "\"reason\":\"filter:content\",\"verdict\":\"reply\",\"payload\":\"reply please\""),
                            line(
                                    "client",
                                    9,
                                    "\"reason\":\"filter:content\",\"verdict\":\"close\",\"payload\":\"close now\""),
                            line("client", 8, "\"reason\":\"undelivered\""));
        }
    }

    @Test
    void aFilterThatFailsIsNamedToo() {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(endpoint, "[ { content: {} } ]", "{}");
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("null"));

            assertThat(client.next().closeCode()).isEqualTo(1011);
            assertThat(upstream.next().closeCode()).isEqualTo(1011);
            assertThat(lines(1))
                    .containsExactly(line(
                            "client", 4, "\"reason\":\"filter:content\",\"verdict\":\"fail\",\"payload\":\"null\""));
        }
    }

    @Test
    void aMessageThatWaitsForAFilterWhenTheSessionEndsIsUndeliveredAndSoAreThoseBehindIt() {
        try (var _ = new OwnFilters(ContentFilter.class);
                var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(endpoint, "[ { content: {} } ]", "{}");
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            WireFrame never = WireFrame.text("never").masked(1);
            client.send(WireFrame.bytes(List.of(never, WireFrame.text("behind").masked(2)))); // in one read
            upstream.send(WireFrame.text("upper x"));
            assertThat(client.next().text()).isEqualTo("UPPER X"); // what the client sent was read before
            upstream.finish(WireFrame.close(4001, "bye"));
            assertThat(client.next().closeCode()).isEqualTo(4001);
            client.reset();
            gateway.awaitNoSession();

            assertThat(lines(2))
                    .containsExactly(
                            line("client", 5, "\"reason\":\"undelivered\",\"payload\":\"never\""),
                            line("client", 6, "\"reason\":\"undelivered\""));
        }
    }

    @Test
    void whereMessagesAreNotReadALineHasWhatTheHeaderSays() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway =
                        start(endpoint, "[ { rate-limit: { messages: 1/h, burst: 1, exceed: drop } } ]", HEADERS);
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("a").more(), WireFrame.continuation("b"));
            client.send(WireFrame.text("dropped"), WireFrame.binary((byte) 1).more(), WireFrame.continuation("rest"));
            client.send(WireFrame.ping("p"));
            assertThat(upstream.next().text()).isEqualTo("a");
            assertThat(upstream.next().text()).isEqualTo("b");
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);

            assertThat(lines(2))
                    .containsExactly(
                            line("client", 7, "\"reason\":\"filter:rate-limit\",\"verdict\":\"drop\""),
                            "{\"route\":\"all\",\"from\":\"client\",\"type\":\"binary\",\"wire-bytes\":1,\"more\":true,"
                                    + "\"reason\":\"filter:rate-limit\",\"verdict\":\"drop\"}");
        }
    }

    @Test
    void whatIsRefusedHeldOrTooLateIsToldOnce() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(
                        endpoint,
                        "[ { rate-limit: { messages: 1/h, burst: 1 } }, "
                                + "{ rate-limit: { from: upstream, messages: 1/h, burst: 1, exceed: close } } ]",
                        HEADERS);
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("goes"), WireFrame.text("held"), WireFrame.text("behind"));
            assertThat(upstream.next().text()).isEqualTo("goes");
            upstream.send(WireFrame.text("goes"), WireFrame.text("refused"), WireFrame.text("late"));
            assertThat(client.next().text()).isEqualTo("goes");
            assertThat(client.next().closeCode()).isEqualTo(1011);
            assertThat(upstream.next().closeCode()).isEqualTo(1008);

            assertThat(lines(4))
                    .containsExactlyInAnyOrder(
                            line("upstream", 7, "\"reason\":\"filter:rate-limit\",\"verdict\":\"close\""),
                            line("upstream", 4, "\"reason\":\"undelivered\""),
                            line("client", 4, "\"reason\":\"undelivered\""),
                            line("client", 6, "\"reason\":\"undelivered\""));
        }
    }

    @Test
    void aReloadBindsOpenSessionsAndThoseThatCannotReadTellOfHeaders() {
        String drops = "[ { rate-limit: { messages: 1/h, burst: 1, exceed: drop } } ]";
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings(endpoint, drops));
                RawPeer client = gateway.open("/chat");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("goes"), WireFrame.text("not told"), WireFrame.ping("1"));
            assertThat(upstream.next().text()).isEqualTo("goes");
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);
            gateway.reload(settings(endpoint, drops).route("dead-letters", "{}"));
            client.send(WireFrame.text("told"), WireFrame.ping("2"));
            assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);
            assertThat(lines(1))
                    .containsExactly(line("client", 4, "\"reason\":\"filter:rate-limit\",\"verdict\":\"drop\""));

            gateway.reload(settings(endpoint, drops));
            gateway.reload(settings(endpoint, drops).route("dead-letters", "{}").route("on-removed", "close"));
            assertThat(client.next().closeCode()).isEqualTo(1012);
        }
    }

    private List<String> lines(int count) {
        return new JournalLines(folder.resolve("dead")).await(count);
    }

    private static String line(String from, int bytes, String rest) {
        return "{\"route\":\"all\",\"from\":\"%s\",\"type\":\"text\",\"bytes\":%d,\"wire-bytes\":%d,%s}"
                .formatted(from, bytes, bytes, rest);
    }

    private GatewayFixture start(RawEndpoint endpoint, String filters, String deadLetters) {
        return GatewayFixture.start(settings(endpoint, filters).route("dead-letters", deadLetters));
    }

    private Settings settings(RawEndpoint endpoint, String filters) {
        return Settings.to(endpoint.url())
                .route("filters", filters)
                .gateway("dead-letters", "{ file: \"%s\" }".formatted(folder.resolve("dead")));
    }
}
