package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.ChatUpstream;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** An endpoint that is emptied while its clients stay, or are asked to come back. */
@ExtendWith(NothingLeftBehind.class)
class EvacuationTest {
    private static final String RESUME = "{ quiet: 20ms }";

    private final EchoEndpoint leaves = new EchoEndpoint();
    private final EchoEndpoint stays = new EchoEndpoint();
    private final List<RawPeer> clients = new ArrayList<>();
    private GatewayFixture gateway;
    private Admin admin;
    private ChatUpstream upstream;

    @AfterEach
    void close() {
        clients.forEach(RawPeer::close);
        gateway.awaitNoSession();
        gateway.close();
        leaves.close();
        stays.close();
    }

    private Settings settings() {
        return Settings.to(leaves.url(), stays.url())
                .gateway("admin", Admin.ANY_PORT)
                .upstream("balance", "least-sessions")
                .route("close-timeout", "300ms");
    }

    private void start(Settings settings, int sessions) {
        gateway = GatewayFixture.start(settings);
        admin = Admin.of(gateway.gateway());
        upstream = ChatUpstream.of(gateway.gateway());
        for (int i = 0; i < sessions; i++) {
            clients.add(gateway.open("/s"));
        }
    }

    private static String id(EchoEndpoint endpoint) {
        return endpoint.url().replace("ws://", "");
    }

    private String path() {
        return "/api/v1/upstreams/chat/endpoints/" + id(leaves) + "/evacuate";
    }

    private Admin.Answer evacuate(String body) {
        return admin.post(path(), "application/json", body.getBytes(UTF_8));
    }

    private JsonNode awaitState(String state) {
        Awaitility.await("evacuation is " + state)
                .atMost(RawPeer.LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> admin.json(path()).path("state").asString().equals(state));
        return admin.json(path());
    }

    private void assertEcho(RawPeer client) {
        client.send(WireFrame.text("hello"));
        assertThat(client.next().text()).isEqualTo("hello");
    }

    @Test
    void allSessionsGoToTheOtherEndpointsAndNoClientNotices() {
        start(settings().route("resume", RESUME), 40);
        clients.forEach(this::assertEcho);

        Admin.Answer begun = evacuate("{\"rate\":\"200/s\"}");
        JsonNode finished = awaitState("finished");

        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.json().path("mode").asString()).isEqualTo("migrate");
        assertThat(begun.json().path("rate").asString()).isEqualTo("200/s");
        assertThat(finished.path("total").asInt()).isEqualTo(20);
        assertThat(finished.path("moved").asInt()).isEqualTo(20);
        assertThat(finished.path("left").asInt()).isZero();
        assertThat(finished.path("failed").asInt()).isZero();
        assertThat(upstream.state(id(leaves))).isEqualTo("draining");
        assertThat(upstream.sessions(id(stays))).isEqualTo(40);
        clients.forEach(this::assertEcho);
    }

    @Test
    void sessionsAreMovedAtTheRateAndNoFaster() {
        start(settings().route("resume", RESUME), 60);
        long startNanos = System.nanoTime();

        evacuate("{\"rate\":\"60/s\"}");
        awaitState("finished");

        // 30 sessions, of which 3 may be moved at once
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(430));
    }

    @Test
    void politeEvacuationAsksClientsToComeBackAtATimeOfTheirOwn() {
        start(settings(), 10);

        evacuate("{\"mode\":\"polite\",\"rate\":\"100/s\"}");

        int closed = 0;
        for (RawPeer client : clients) {
            if (isClosed(client)) {
                closed++;
            }
        }
        assertThat(closed).isEqualTo(5);
        JsonNode finished = awaitState("finished");
        assertThat(finished.path("closed").asInt()).isEqualTo(5);
        assertThat(finished.path("left").asInt()).isZero();
        assertThat(gateway.endings().soFar("/s"))
                .hasSize(5)
                .allMatch(ending -> ending.cause() == Cause.MOVED_POLITE && ending.code() == 1012);
    }

    /** Whether a Close came before an echo did, which is answered. */
    private boolean isClosed(RawPeer client) {
        client.send(WireFrame.text("still there"));
        try {
            WireFrame frame = client.next();
            if (frame.opcode() == WireFrame.TEXT && upstream.sessions(id(leaves)) > 0) {
                return isClosed(client);
            }
            if (frame.opcode() == WireFrame.CLOSE) {
                assertThat(frame.closeReason()).matches("service restart; retry-after-ms=\\d{1,4}");
                client.finish(WireFrame.close(1012, ""));
                return true;
            }
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void sessionsThatCannotBeMovedStayAndItSaysSo() {
        start(settings(), 6);

        evacuate("");
        JsonNode finished = awaitState("finished");

        assertThat(finished.path("failed").asInt()).isEqualTo(3);
        assertThat(finished.path("left").asInt()).isEqualTo(3);
        assertThat(finished.path("moved").asInt()).isZero();
        clients.forEach(this::assertEcho);
    }

    @Test
    void sessionsThatCannotBeMovedAreClosedWhereThatIsWanted() {
        start(settings().routeBeside("kept", "{ match: { path: /kept }, upstream: chat, resume: { quiet: 20ms } }"), 2);
        clients.add(gateway.open("/kept"));
        clients.add(gateway.open("/kept"));

        evacuate("{\"mode\":\"migrate-or-polite\",\"rate\":\"100/s\"}");
        Awaitility.await().until(() -> admin.json(path()).path("moved").asInt() == 1);

        assertThat(admin.json(path()).path("closed").asInt()).isEqualTo(1);
        clients.subList(2, 4).forEach(this::assertEcho);
    }

    @Test
    void atTheDeadlineWhatIsNeverQuietStaysOrIsClosed() {
        start(settings().route("resume", RESUME), 2);
        beginMessages();

        evacuate("{\"deadline\":\"200ms\"}");
        JsonNode expired = awaitState("expired");
        assertThat(expired.path("left").asInt()).isEqualTo(1);
        assertThat(expired.path("failed").asInt()).isEqualTo(1);

        evacuate("{\"deadline\":\"200ms\",\"mode\":\"migrate-or-polite\"}");
        awaitState("finished");
        assertThat(admin.json(path()).path("closed").asInt()).isEqualTo(1);
    }

    /** So that no session is quiet. */
    private void beginMessages() {
        clients.forEach(client -> client.send(WireFrame.text("half").more()));
        Awaitility.await("messages begun").until(() -> {
            int frames = 0;
            for (JsonNode session : admin.json("/api/v1/sessions").path("sessions")) {
                frames += session.at("/from-client/frames").asInt();
            }
            return frames == clients.size();
        });
    }

    @Test
    void itStandsStillWhileItIsPausedAndEndsWhenItIsCancelled() {
        start(settings().route("resume", RESUME), 40);

        evacuate("{\"rate\":\"10/s\"}");
        Admin.Answer again = evacuate("{}");
        Admin.Answer paused = patch("{\"state\":\"paused\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(paused.json().path("state").asString()).isEqualTo("paused");
        int moved = admin.json(path()).path("moved").asInt();
        assertThat(moved).isLessThan(20);

        patch("{\"state\":\"running\"}");
        Awaitility.await().until(() -> admin.json(path()).path("moved").asInt() > moved);
        Admin.Answer cancelled = admin.delete(path());

        assertThat(cancelled.json().path("state").asString()).isEqualTo("cancelled");
        assertThat(upstream.state(id(leaves))).isEqualTo("draining");
        assertThat(upstream.sessions(id(leaves))).isPositive();
        clients.forEach(this::assertEcho);
    }

    private Admin.Answer patch(String body) {
        return admin.patch(path(), body);
    }

    @Test
    void anEndpointThatIsSetToReadyIsNotEvacuatedAnyFurther() {
        start(settings().route("resume", RESUME), 2);
        beginMessages();
        evacuate("{\"deadline\":\"500ms\"}");

        admin.patch("/api/v1/upstreams/chat/endpoints/" + id(leaves), "{\"mode\":\"ready\"}");

        awaitState("cancelled");
    }

    @Test
    void whereACookieBringsClientsBackTheEndpointTakesNobodyMeanwhile() {
        start(
                settings()
                        .route("resume", RESUME)
                        .upstream("sticky", "{ cookie: at, secret: a-secret-of-thirty-two-characters }"),
                2);

        evacuate("{}");
        awaitState("finished");

        assertThat(upstream.state(id(leaves))).isEqualTo("maintenance");
    }

    @Test
    void wrongWishesAreRefusedAndNothingHappens() {
        start(settings(), 0);

        assertThat(detail("{\"mode\":\"kill\"}"))
                .startsWith("mode must be one of migrate, polite, migrate-or-polite, got kill");
        assertThat(detail("{\"rate\":\"fast\"}")).startsWith("rate must be a rate like 100/s");
        assertThat(detail("{\"rate\":200}")).startsWith("rate must be a rate like 100/s");
        assertThat(detail("{\"deadline\":\"25h\"}")).startsWith("deadline must be between 100ms and 24h, got 25h");
        assertThat(detail("{\"speed\":\"1/s\"}"))
                .startsWith("The body must be an object with deadline, mode, rate, and nothing else");
        assertThat(detail("[")).startsWith("The body must be JSON");
        assertThat(admin.status(path())).isEqualTo(404);
        assertThat(patch("{\"state\":\"paused\"}").status()).isEqualTo(404);
        assertThat(patch("{\"state\":\"off\"}").json().path("detail").asString())
                .startsWith("state must be paused or running, got off");
        assertThat(patch("{}").status()).isEqualTo(400);
        assertThat(admin.delete(path()).status()).isEqualTo(404);
        assertThat(upstream.state(id(leaves))).isEqualTo("up");
        assertThat(admin.post("/api/v1/upstreams/chat/endpoints/nobody:1/evacuate", null, null)
                        .status())
                .isEqualTo(404);
    }

    private String detail(String body) {
        Admin.Answer answer = evacuate(body);
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().path("detail").asString();
    }

    @Test
    void theSessionsAtAnEndpointThatAReloadRemovesAreMovedAndTheOthersClosed() {
        String beside = "{ match: { path: /plain }, upstream: chat }";
        Settings before = settings().route("resume", RESUME).routeBeside("plain", beside);
        start(before, 4);
        clients.add(gateway.open("/plain"));
        clients.add(gateway.open("/plain"));

        gateway.reload(Settings.to(stays.url())
                .gateway("admin", Admin.ANY_PORT)
                .route("close-timeout", "300ms")
                .route("resume", RESUME)
                .routeBeside("plain", beside)
                .upstream("on-removed", "{ action: drain, rate: 100/s }"));

        Awaitility.await().until(() -> upstream.sessions(id(stays)) == 5);
        clients.subList(0, 4).forEach(this::assertEcho);
        Awaitility.await().until(() -> gateway.endings().soFar("/plain").size() == 1);
        assertThat(gateway.ending("/plain").cause()).isEqualTo(Cause.REMOVED);
    }
}
