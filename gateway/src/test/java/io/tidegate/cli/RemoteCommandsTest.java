package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.FileGateway;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a running gateway, against one. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class RemoteCommandsTest {
    private static final String YAML = """
            listeners: { public: { address: "127.0.0.1:0" } }
            upstreams:
              chat: { endpoints: [ "%s", "%s" ], balance: least-sessions }
            routes:
              room: { match: { path: "/room/**" }, upstream: chat, resume: { quiet: 20ms }, close-timeout: 300ms }
              rest: { upstream: chat, filters: [ origins: { allow: [ "https://example.com" ] } ], close-timeout: 300ms }
            admin: { address: "127.0.0.1:0" }
            drain: { window: 0s, deadline: 1s }
            event-loops: 1
            reload: { watch: false }
            """;

    private final EchoEndpoint first = new EchoEndpoint();
    private final EchoEndpoint second = new EchoEndpoint();

    @TempDir
    private Path folder;

    private FileGateway gateway;

    @BeforeEach
    void start() {
        gateway = FileGateway.start(folder.resolve("tidegate.yaml"), YAML.formatted(first.url(), second.url()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    private CommandOutcome run(String... arguments) {
        String url = "http://127.0.0.1:"
                + Objects.requireNonNull(gateway.gateway().adminAddress()).getPort();
        return CommandOutcome.of(
                Stream.concat(Stream.of(arguments), Stream.of("--admin", url)).toArray(String[]::new));
    }

    private RawPeer open(String target) {
        return RawPeer.open(gateway.address(), Upgrade.to(target).with("Origin", "https://example.com"));
    }

    private static String id(RawPeer client) {
        return client.head().header("Tidegate-Session");
    }

    private static String id(EchoEndpoint endpoint) {
        return endpoint.url().replace("ws://", "");
    }

    @Test
    void sessionsAreListedInColumns() {
        try (RawPeer ann = open("/room/1");
                RawPeer bob = open("/")) {
            CommandOutcome all = run("sessions", "ls");
            CommandOutcome room = run("sessions", "ls", "--route", "room");
            CommandOutcome one = run("sessions", "ls", "--limit", "1");
            CommandOutcome none = run("sessions", "ls", "--client", "192.0.2.0/24");

            assertThat(all.exitCode()).as(all.err()).isZero();
            assertThat(all.lines()).hasSize(3);
            assertThat(all.lines().getFirst()).matches("ID +PHASE +ROUTE +UPSTREAM +ENDPOINT +CLIENT +AGE +MSGS IN.*");
            assertThat(all.out()).contains(id(ann), id(bob), " room ", " rest ");
            assertThat(room.out()).contains(id(ann)).doesNotContain(id(bob));
            assertThat(one.lines()).hasSize(3).last().isEqualTo("1 of 2; --limit shows more");
            assertThat(none.out().strip()).isEqualTo("no session matches");
        }
    }

    @Test
    void programsGetOneObject() {
        try (RawPeer _ = open("/room/1")) {
            assertThat(run("sessions", "ls", "--json")
                            .json()
                            .at("/sessions/0/route")
                            .asString())
                    .isEqualTo("room");
            assertThat(run("upstreams", "--json").json().at("/upstreams/0/name").asString())
                    .isEqualTo("chat");
            assertThat(run("upstreams", "chat", "--json").json().path("endpoints"))
                    .hasSize(2);
            assertThat(run("routes", "--json").json().at("/routes/0/name").asString())
                    .isEqualTo("room");
            assertThat(run("reload", "--dry-run", "--json")
                            .json()
                            .path("dry-run")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void oneSessionIsShownWithAllThatIsKnownOfIt() {
        try (RawPeer client = open("/room/1")) {
            client.send(WireFrame.text("hello"));
            client.next();

            CommandOutcome shown = run("sessions", "show", id(client));

            assertThat(shown.exitCode()).as(shown.err()).isZero();
            assertThat(shown.out()).containsPattern("(?m)^  id +" + id(client) + "$");
            assertThat(shown.out()).containsPattern("(?m)^  path +/room/1$");
            assertThat(shown.out()).containsPattern("FROM CLIENT +FROM UPSTREAM");
            assertThat(shown.out()).containsPattern("(?m)^  messages +1 +1$");
            assertThat(shown.out()).containsPattern("(?m)^  bytes +5 B +5 B$");
        }
    }

    @Test
    void sessionsAreFoundByATextAndListedInTheOrderThatIsAskedFor() {
        try (RawPeer first = open("/room/1");
                RawPeer second = open("/room/2");
                RawPeer _ = open("/")) {
            second.send(WireFrame.text("hello"));
            second.next();

            List<String> lines = run("sessions", "ls", "--search", "ROOM", "--sort", "client-bytes", "--reverse")
                    .lines();

            assertThat(lines).hasSize(3);
            assertThat(lines.get(1)).contains(id(second));
            assertThat(lines.get(2)).contains(id(first));
        }
    }

    @Test
    void aSessionThatEndedIsShownWithWhatHappenedToItAndWhy() {
        try (RawPeer client = open("/room/1")) {
            run("sessions", "close", id(client), "--code", "4001", "--reason", "signed out");
            client.finish(client.nextClose());
            Awaitility.await().until(() -> gateway.gateway().sessions() == 0);

            CommandOutcome shown = run("sessions", "show", id(client));
            CommandOutcome listed = run("sessions", "ls", "--ended", "--cause", "killed", "--route", "room");

            assertThat(shown.lines().getFirst())
                    .matches("\\S+Z ended by the gateway in phase relay: killed, code 4001, \"signed out\"");
            assertThat(shown.out()).containsPattern("(?m)^ *AFTER  EVENT +DETAIL +ENDPOINT +TOOK$");
            assertThat(shown.out()).containsPattern("(?m)^ *\\d+ ms  attempt +connected +127.0.0.1:\\d+ +\\d+ ms$");
            assertThat(shown.out()).containsPattern("(?m)^ *\\d+ ms  ended +killed$");
            assertThat(listed.lines().getFirst())
                    .matches("ENDED +ID +ROUTE +ENDPOINT +CLIENT +AGE +PHASE +CAUSE +BY +CODE +REASON");
            assertThat(listed.lines().get(1)).contains(id(client), " killed ", " gateway ", " 4001 ", "signed out");
            assertThat(run("sessions", "ls", "--ended", "--cause", "idle").out().strip())
                    .isEqualTo("no session matches");
            assertThat(run("sessions", "ls", "--ended", "--search", "SIGNED out")
                            .lines())
                    .hasSize(2);
            assertThat(run("sessions", "ls", "--ended", "--search", "bored")
                            .out()
                            .strip())
                    .isEqualTo("no session matches");
            assertThat(run("sessions", "ls", "--ended", "--json")
                            .json()
                            .path("total")
                            .asInt())
                    .isOne();
        }
    }

    @Test
    void aCauseIsAskedForOnlyAmongThoseThatEnded() {
        assertThat(run("sessions", "ls", "--cause", "killed").err()).contains("give --ended too");
        assertThat(run("sessions", "ls", "--ended", "--cause", "bored").err()).contains("cause must be one of");
        assertThat(run("sessions", "ls", "--ended", "--sort", "age").err()).contains("--sort is for open sessions");
        assertThat(run("sessions", "ls", "--reverse").err()).contains("give that too");
        assertThat(run("sessions", "ls", "--sort", "size").err()).contains("sort must be one of id, client");
        assertThat(run("sessions", "ls", "--ended", "--limit", "1001").exitCode())
                .isEqualTo(2);
    }

    @Test
    void aSessionIsClosedWithTheCodeAndReasonThatAreGiven() {
        try (RawPeer client = open("/room/1")) {
            CommandOutcome closed =
                    run("sessions", "close", id(client), "--code", "4001", "--reason", "be back later & soon");

            assertThat(closed.exitCode()).as(closed.err()).isZero();
            WireFrame close = client.nextClose();
            assertThat(close.closeCode()).isEqualTo(4001);
            assertThat(close.closeReason()).isEqualTo("be back later & soon");
            client.finish(WireFrame.close(4001, ""));
        }
    }

    @Test
    void thoseThatMatchAreClosedAndOthersStay() {
        try (RawPeer ann = open("/room/1");
                RawPeer bob = open("/")) {
            CommandOutcome closed = run("sessions", "close", "--route", "room", "--rate", "100/s");

            assertThat(closed.out().strip()).isEqualTo("ending 1 session, 100/s");
            assertThat(ann.nextClose().closeCode()).isEqualTo(1012);
            ann.finish(WireFrame.close(1012, ""));
            bob.send(WireFrame.text("hello"));
            assertThat(bob.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void whatToCloseHasToBeSaidInOneWay() {
        assertThat(run("sessions", "close").exitCode()).isEqualTo(2);
        assertThat(run("sessions", "close", "--all", "--route", "room").err()).contains("only one of these");
        assertThat(run("sessions", "close", "x", "--rate", "1/s").err()).contains("--rate");
        assertThat(run("sessions", "close", "--route", "room", "--code", "999").err())
                .contains("Query parameter code must be between 1000 and 4999, got 999.");
    }

    @Test
    void aSessionIsMoved() {
        try (RawPeer client = open("/room/1");
                RawPeer other = open("/")) {
            CommandOutcome moved = run("sessions", "move", id(client));
            CommandOutcome notMovable = run("sessions", "move", id(other));

            assertThat(moved.exitCode()).as(moved.err()).isZero();
            assertThat(moved.out()).startsWith("moved to 127.0.0.1:");
            assertThat(notMovable.exitCode()).isEqualTo(1);
            assertThat(notMovable.err().strip())
                    .isEqualTo("Its route has no resume, so it cannot be moved. (HTTP 409)");
        }
    }

    @Test
    void theBusiestSessionComesFirst() {
        try (RawPeer quiet = open("/room/1");
                RawPeer busy = open("/room/2")) {
            busy.send(WireFrame.text("x".repeat(2000)));
            busy.next();

            CommandOutcome text = run("sessions", "top", "--looks", "2", "--interval", "500ms");
            CommandOutcome json = run("sessions", "top", "--looks", "1", "--by", "messages", "-n", "1", "--json");

            assertThat(text.exitCode()).as(text.err()).isZero();
            assertThat(text.lines()).hasSize(8);
            assertThat(text.lines().getFirst()).startsWith("2 sessions; from clients ");
            assertThat(text.lines().get(1)).startsWith("ID ").contains("MSGS/S IN", "OUT/S");
            assertThat(text.lines().get(2)).startsWith(id(busy));
            assertThat(text.lines().get(3)).startsWith(id(quiet));
            assertThat(json.json().path("sessions")).hasSize(1);
            assertThat(json.json().at("/sessions/0/messages-in-per-second").asDouble())
                    .isPositive();
        }
    }

    @Test
    void upstreamsAndRoutesAreShownInColumns() {
        try (RawPeer _ = open("/room/1")) {
            CommandOutcome upstreams = run("upstreams");
            CommandOutcome routes = run("routes");

            assertThat(upstreams.lines()).hasSize(3);
            assertThat(upstreams.lines().getFirst()).matches("UPSTREAM +ENDPOINT +STATE +FOR +SESSIONS +WEIGHT");
            assertThat(upstreams.lines().get(1)).matches("chat +" + id(first) + " +up +\\d+s +[01] +1");
            assertThat(routes.lines())
                    .containsExactly(
                            "ROUTE  SESSIONS  PATH      TO    FILTERS",
                            "room          1  /room/**  chat",
                            "rest          0  /**       chat  origins");
        }
    }

    @Test
    void whatFiltersDidStandsBehindThem() {
        try (RawPeer stranger = RawPeer.connect(gateway.address())) {
            Upgrade request = Upgrade.to("/").with("Origin", "https://elsewhere.example");
            assertThat(stranger.send(request.bytes()).readHead().status()).isEqualTo(403);

            assertThat(run("routes").lines().getLast()).endsWith("chat  origins (refuse 1)");
        }
    }

    @Test
    void anEndpointIsDrainedAndBroughtBack() {
        CommandOutcome drained = run("drain", "chat", id(first));
        CommandOutcome maintained = run("drain", "chat", id(first), "--maintenance");
        CommandOutcome shown = run("upstreams", "chat");
        CommandOutcome ready = run("drain", "chat", id(first), "--ready");

        assertThat(drained.out().strip()).isEqualTo(id(first) + " is draining, weight 1, 0 sessions");
        assertThat(maintained.out()).contains("is maintenance");
        assertThat(shown.lines().get(1)).contains("maintenance", "not offered");
        assertThat(ready.out()).contains(" is up,");
    }

    @Test
    void anEndpointIsEmptiedAndThatIsFollowedToItsEnd() {
        try (RawPeer ann = open("/room/1");
                RawPeer bob = open("/room/2")) {
            CommandOutcome emptied =
                    run("drain", "chat", id(first), "--evacuate", "--rate", "100/s", "--deadline", "20s");

            assertThat(emptied.exitCode()).as(emptied.err() + emptied.out()).isZero();
            assertThat(emptied.lines().getFirst()).startsWith("running: ");
            assertThat(emptied.lines().getLast())
                    .isEqualTo("finished: 1 moved, 0 closed, 0 could not be moved, 0 left");
            assertThat(run("drain", "chat", id(first), "--status").out()).startsWith("finished: 1 moved");
            for (RawPeer client : new RawPeer[] {ann, bob}) {
                client.send(WireFrame.text("hello"));
                assertThat(client.next().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void sessionsThatStayMakeTheExitCode1() {
        try (RawPeer _ = open("/");
                RawPeer _ = open("/")) {
            CommandOutcome emptied = run("drain", "chat", id(first), "--evacuate", "--deadline", "5s");

            assertThat(emptied.exitCode()).isEqualTo(1);
            assertThat(emptied.lines().getLast()).endsWith("0 moved, 0 closed, 1 could not be moved, 1 left");
        }
    }

    @Test
    void whatOnlyAnEvacuationHasIsRefusedWithoutOne() {
        assertThat(run("drain", "chat", "x", "--rate", "1/s").err()).contains("need --evacuate");
        assertThat(run("drain", "chat", "x", "--pause", "--cancel").exitCode()).isEqualTo(2);
        assertThat(run("drain", "chat", "nowhere:1").err().strip())
                .isEqualTo("There is no endpoint of this id in the upstream. (HTTP 404)");
        assertThat(run("drain", "chat", id(first), "--pause").err()).contains("has not been evacuated");
        assertThat(run("drain", "chat", id(first), "--evacuate", "--mode", "rude")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aReloadShowsWhatChangesAndFaultsWithTheirPlace() {
        CommandOutcome nothing = run("reload");
        String next = YAML.formatted(first.url(), second.url())
                .replace("event-loops: 1", "event-loops: 2")
                .replace("/room/**\" }", "/room/**\" }, max-age: 1h");
        gateway.write(next);
        CommandOutcome trial = run("reload", "--dry-run");
        CommandOutcome applied = run("reload");
        gateway.write(next.replace("max-age: 1h", "max-age: soon"));
        CommandOutcome refused = run("reload");

        assertThat(nothing.out().strip()).isEqualTo("nothing changes");
        assertThat(trial.lines())
                .containsExactly(
                        "KIND   NAME  CHANGE   KEYS", "route  room  changed  max-age", "takes a restart: event-loops");
        assertThat(applied.lines()).isEqualTo(trial.lines());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err().lines())
                .element(1)
                .asString()
                .contains("tidegate.yaml:5:", "routes.room.max-age must be a duration");
    }

    @Test
    void whatIsNotThereIsExitCode1AndOneLine() {
        CommandOutcome outcome = run("sessions", "show", "nobody");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err().lines()).singleElement().asString().contains("HTTP 404");
        assertThat(run("upstreams", "none").err().strip()).isEqualTo("There is no upstream of this name. (HTTP 404)");
        assertThat(run("sessions", "ls", "--phase", "open").exitCode()).isEqualTo(2);
    }
}
