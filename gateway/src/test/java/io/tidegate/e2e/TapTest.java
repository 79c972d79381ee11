package io.tidegate.e2e;

import static io.tidegate.e2e.TappedSession.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EventStream;
import io.tidegate.testing.EventStream.Event;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees who taps a session whose frames pass unread, and what the session's peers notice: nothing. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class TapTest {
    private RawEndpoint endpoint;
    private TappedSession session;
    private GatewayFixture gateway;
    private RawPeer client;
    private RawPeer upstream;

    @BeforeEach
    void listen() {
        endpoint = new RawEndpoint(Answers.accept());
    }

    @AfterEach
    void close() {
        session.close();
        endpoint.close();
    }

    private void start(String filters) {
        start(Settings.to(endpoint.url()).route("filters", filters), Upgrade.to("/"));
    }

    private void start(Settings settings, Upgrade request) {
        session = TappedSession.open(settings, request, endpoint);
        gateway = session.gateway();
        client = session.client();
        upstream = session.upstream();
    }

    private EventStream tap(String wish) {
        EventStream tap = session.tap(wish);
        assertThat(tap.status()).isEqualTo(200);
        assertThat(tap.next().name()).isEqualTo("begin");
        return tap;
    }

    @Test
    void framesOfBothSidesAreSeenAsTheyComeAndArriveAsTheyWere() {
        start("[]");
        try (EventStream tap = tap("")) {
            client.send(WireFrame.text("hello"), WireFrame.ping("p"));
            assertThat(upstream.next().text()).isEqualTo("hello");
            assertThat(upstream.next()).extracting(WireFrame::opcode).isEqualTo(WireFrame.PING);
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:5,text:hello}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:ping,bytes:1,hex:70}");

            upstream.send(WireFrame.binary((byte) 1, (byte) 0xFF), WireFrame.pong("p"));
            assertThat(client.next().payload()).containsExactly(1, 0xFF);
            assertThat(client.next()).isEqualTo(WireFrame.pong("p"));
            assertThat(told(tap.next())).isEqualTo("message {from:upstream,kind:binary,bytes:2,hex:01ff}");
            assertThat(told(tap.next())).isEqualTo("message {from:upstream,kind:pong,bytes:1,hex:70}");

            client.send(WireFrame.close(4001, "done"));
            assertThat(upstream.next().closeCode()).isEqualTo(4001);
            upstream.finish(WireFrame.close(4001, "done"));
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:close,bytes:6,code:4001,reason:done}");
            assertThat(tap.next().text("from")).isEqualTo("upstream");
            Event end = tap.next();
            assertThat(told(end))
                    .isEqualTo("end {why:ended,seen:6,left-out:0,lost:0,phase:relay,cause:client-closed,"
                            + "code:4001,reason:done}");
            assertThat(tap.rest()).isBlank();
        }
    }

    @Test
    void itSaysWhatItListensToAndHow() {
        start("[]");
        try (EventStream tap =
                session.tap("{\"seconds\":3,\"messages\":7,\"bytes\":9,\"sample\":\"50%\",\"from\":\"upstream\"}")) {
            assertThat(tap.contentType()).startsWith("text/event-stream");
            assertThat(told(tap.next()))
                    .isEqualTo("begin {session:" + session.id()
                            + ",route:all,reads:frames,from:upstream,seconds:3,messages:7," + "bytes:9,sample:50%}");
        }
    }

    @Test
    void whatAFilterDidStandsWithTheFrameThatItDidItTo() {
        start("[ { rate-limit: { messages: 1/h, exceed: drop } } ]");
        try (EventStream tap = tap("{}")) {
            client.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.ping("p"), WireFrame.text("three"));
            assertThat(upstream.next().text()).isEqualTo("one");
            assertThat(upstream.next().text()).isEqualTo("p");

            String dropped = ",verdicts:[{filter:rate-limit,verdict:drop}]}";
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:3,text:one}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:3,text:two" + dropped);
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:ping,bytes:1,hex:70}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:5,text:three" + dropped);
        }
    }

    @Test
    void fragmentsAreSeenOneByOneAndLongOnesAreCut() {
        start("[]");
        try (EventStream tap = tap("{\"bytes\":4}")) {
            client.send(WireFrame.text("né!").more(), WireFrame.ping(""), WireFrame.continuation("more"))
                    .send(WireFrame.text("long ones"), WireFrame.binary(new byte[70_000]));

            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,part:first,bytes:4,text:né!}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:ping,bytes:0,hex:}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,part:last,bytes:4,text:more}");
            assertThat(told(tap.next())).isEqualTo("message {from:client,kind:text,bytes:9,text:long,cut:true}");
            assertThat(told(tap.next()))
                    .isEqualTo("message {from:client,kind:binary,bytes:70000,hex:00000000,cut:true}");
        }
    }

    @Test
    void aFrameThatHadBegunIsLeftOutAndWhatFollowsIsSeen() {
        start("[]");
        byte[] frame = WireFrame.text("begun before").masked(0x01020304).bytes();
        client.send(WireFrame.text("first")).send(Arrays.copyOf(frame, 9));
        assertThat(upstream.next().text()).isEqualTo("first");
        assertThat(upstream.readExactly(9)).hasSize(9);
        try (EventStream tap = tap("{}")) {
            client.send(Arrays.copyOfRange(frame, 9, frame.length)).send(WireFrame.text("after"));

            assertThat(tap.next().text("text")).isEqualTo("after");
        }
    }

    @Test
    void framesThatComeByteByByteAreSeenToo() {
        start("[]");
        try (EventStream tap = tap("{}")) {
            for (byte one : WireFrame.bytes(List.of(
                    WireFrame.text("slow").masked(0x0A0B0C0D),
                    WireFrame.ping("").masked(7),
                    WireFrame.text("x".repeat(200)).masked(9)))) {
                client.send(new byte[] {one});
            }

            assertThat(upstream.next().text()).isEqualTo("slow");
            assertThat(tap.next().text("text")).isEqualTo("slow");
            assertThat(tap.next().text("kind")).isEqualTo("ping");
            assertThat(tap.next().text("text")).isEqualTo("x".repeat(200));
        }
    }

    @Test
    void compressedFramesAreSeenAsTheyAre() {
        String extension = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover";
        endpoint.answerWith(Answers.accept(extension));
        start(
                Settings.to(endpoint.url()),
                Upgrade.to("/").with("Sec-WebSocket-Extensions", "permessage-deflate; client_no_context_takeover"));
        try (EventStream tap = tap("{\"bytes\":3}")) {
            client.send(Deflated.text("hello hello hello"));

            Event seen = tap.next();
            assertThat(seen.data().path("compressed").asBoolean()).isTrue();
            assertThat(seen.text("hex")).hasSize(6);
            assertThat(seen.data().has("text")).isFalse();
            assertThat(seen.data().path("cut").asBoolean()).isTrue();
        }
    }

    @Test
    void secretsAreBlottedOut() {
        start("[]");
        try (EventStream tap = tap("{\"redact\":[\"/card\",\"[0-9]{4}\"]}")) {
            client.send(WireFrame.text("{\"token\":\"abc\",\"card\":{\"no\":1},\"n\":\"pin 1234\",\"ok\":true}"))
                    .send(WireFrame.text("{\"half\":").more(), WireFrame.continuation("1}"))
                    .send(WireFrame.text("pin 1234"));

            assertThat(tap.next().text("text"))
                    .isEqualTo("{\"token\":\"***\",\"card\":\"***\",\"n\":\"pin ***\",\"ok\":true}");
            assertThat(told(tap.next())).endsWith("part:first,bytes:8,omitted:not-whole}");
            assertThat(told(tap.next())).endsWith("part:last,bytes:2,omitted:not-whole}");
            assertThat(told(tap.next())).endsWith("omitted:syntax}");
        }
    }

    @Test
    void itIsOverWhenEnoughWasSeen() {
        start("[]");
        try (EventStream tap = tap("{\"messages\":2}")) {
            client.send(WireFrame.text("one"), WireFrame.text("two"), WireFrame.text("three"));

            assertThat(tap.next().text("text")).isEqualTo("one");
            assertThat(tap.next().text("text")).isEqualTo("two");
            assertThat(told(tap.next())).isEqualTo("end {why:messages,seen:2,left-out:0,lost:0}");
        }
        assertThat(upstream.next().text()).isEqualTo("one");
        assertThat(upstream.next().text()).isEqualTo("two");
        assertThat(upstream.next().text()).isEqualTo("three");
    }

    @Test
    void itIsOverWhenItsTimeIs() {
        start("[]");
        long startNanos = System.nanoTime();
        try (EventStream tap = tap("{\"seconds\":1}")) {
            assertThat(told(tap.next())).isEqualTo("end {why:time,seen:0,left-out:0,lost:0}");
            assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
        }
        client.send(WireFrame.text("still here"));
        assertThat(upstream.next().text()).isEqualTo("still here");
    }

    @Test
    void aCallerWhoIsGoneLeavesNothingBehind() {
        start("[]");
        tap("{\"seconds\":300}").close();
        client.send(WireFrame.text("unseen"));

        Awaitility.await().atMost(RawPeer.LIMIT).until(() -> {
            try (EventStream next = session.tap("{\"seconds\":1}")) {
                return next.status() == 200;
            }
        });
        assertThat(upstream.next().text()).isEqualTo("unseen");
    }

    @Test
    void whatTheSampleLeavesOutIsCounted() {
        start("[]");
        try (EventStream tap = tap("{\"sample\":\"0%\",\"messages\":1}")) {
            client.send(WireFrame.text("one"), WireFrame.text("two").more(), WireFrame.continuation(""))
                    .send(WireFrame.ping("p"));

            assertThat(tap.next().text("kind")).isEqualTo("ping");
            assertThat(told(tap.next())).isEqualTo("end {why:messages,seen:1,left-out:2,lost:0}");
        }
    }

    @Test
    void onlyTheSideThatIsAskedForIsSeen() {
        start("[]");
        try (EventStream tap = tap("{\"from\":\"upstream\",\"messages\":1}")) {
            client.send(WireFrame.text("one"));
            assertThat(upstream.next().text()).isEqualTo("one");
            upstream.send(WireFrame.text("two"));

            assertThat(tap.next().text("text")).isEqualTo("two");
        }
    }

    @Test
    void itStaysWithASessionThatGoesToAnotherEndpoint() {
        start(Settings.to(endpoint.url()).route("resume", "{}"), Upgrade.to("/"));
        try (EventStream tap = tap("{}")) {
            upstream.send(WireFrame.text("old"));
            assertThat(tap.next().text("text")).isEqualTo("old");
            endpoint.answerWith(Answers.acceptGluing(WireFrame.text("glued")));
            upstream.reset();

            RawPeer next = endpoint.next();
            assertThat(tap.next().text("text")).isEqualTo("glued");
            next.send(WireFrame.text("new"));
            assertThat(tap.next().text("text")).isEqualTo("new");
            client.send(WireFrame.text("to it"));
            assertThat(tap.next().text("text")).isEqualTo("to it");
        }
    }

    @Test
    void aSessionIsTappedByOneAtATimeAndFewAreAtOnce() {
        start("[]");
        Admin admin = Admin.of(gateway.gateway());
        String json = "application/json";
        byte[] none = {'{', '}'};
        try (EventStream _ = tap("{}")) {
            assertThat(admin.post("/api/v1/sessions/" + session.id() + "/tap", json, none)
                            .status())
                    .isEqualTo(409);
            assertThat(admin.post("/api/v1/sessions/nobody/tap", json, none).status())
                    .isEqualTo(404);
            try (RawPeer b = gateway.open("/");
                    RawPeer c = gateway.open("/");
                    RawPeer d = gateway.open("/");
                    RawPeer e = gateway.open("/");
                    EventStream _ = other(b);
                    EventStream _ = other(c);
                    EventStream _ = other(d);
                    EventStream refused = other(e)) {
                assertThat(refused.status()).isEqualTo(429);
            }
        }
    }

    private EventStream other(RawPeer tapped) {
        String id = tapped.head().header("Tidegate-Session");
        return EventStream.post(gateway.gateway(), "/api/v1/sessions/" + id + "/tap", "{}");
    }

    @Test
    void tapsAreAmongTheChangesAtTheirStartAndTheirEnd() {
        start("[]");
        try (EventStream tap = tap("{\"messages\":1}")) {
            client.send(WireFrame.text("content"));
            tap.next();
            tap.rest();
        }

        Admin admin = Admin.of(gateway.gateway());
        Awaitility.await()
                .until(() -> admin.json("/api/v1/changes").path("changes").size() == 2);
        String changes = admin.text("/api/v1/changes");
        assertThat(changes).contains("\"after\":{\"session\":\"" + session.id(), "\"after\":{\"why\":\"messages\"");
        assertThat(changes).doesNotContain("content");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seconds\":0}            | seconds must be between 1 and 300, got 0",
                "{\"seconds\":301}          | seconds must be between 1 and 300, got 301",
                "{\"messages\":1001}        | messages must be between 1 and 1000, got 1001",
                "{\"bytes\":\"1KiB\"}       | bytes must be between 1 and 4096, got 1KiB",
                "{\"sample\":\"all\"}       | sample must be a percentage",
                "{\"from\":\"me\"}          | from must be client, upstream or both, got me",
                "{\"redact\":\"/a\"}        | redact must be a list of at most 20",
                "{\"redact\":[1]}           | redact must be a list of at most 20",
                "{\"redact\":[\"(\"]}       | redact pattern must be a regular expression of RE2, got (",
                "{\"redact\":[\"/~2\"]}     | redact at must have ~ only in ~0 and ~1",
                "{\"for\":\"ever\"}         | The body must be an object with bytes, from, messages, redact",
                "nothing                    | The body must be JSON"
            })
    void whatIsWrongIsNamed(String wish, String complaint) {
        start("[]");
        try (EventStream refused = session.tap(wish)) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.rest().replace("\\\"", "\"")).contains(complaint);
        }
    }
}
