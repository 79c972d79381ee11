package io.tidegate.e2e;

import static io.tidegate.e2e.SlowClient.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is held, kept and recorded for a session that outlives its endpoint counts in the memory budgets. */
@ExtendWith(NothingLeftBehind.class)
class ResumeMemoryTest {
    private static final String BIG = "x".repeat(700_000);

    private final RawEndpoint endpoint = new RawEndpoint(Answers.accept());
    private GatewayFixture gateway;
    private Admin admin;
    private RawPeer client;
    private RawPeer upstream;

    @AfterEach
    void close() {
        client.close();
        gateway.awaitNoSession();
        assertThat(admin.metric(WAITING)).isZero();
        gateway.close();
        endpoint.close();
    }

    private void start(Settings settings) {
        gateway = GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).route("close-timeout", "300ms"));
        admin = Admin.of(gateway.gateway());
        client = RawPeer.open(gateway.address(), Upgrade.to("/s"));
        upstream = endpoint.next();
    }

    private Settings settings(String resume) {
        return Settings.to(endpoint.url()).route("resume", resume).route("memory-budget", "{ session: 1MiB }");
    }

    /** The endpoint is lost, and no other answers. */
    private void park() {
        endpoint.answerWith(_ -> {});
        upstream.reset();
        endpoint.next();
    }

    @Test
    void aMessageForWhichThereIsNoRoomIsNotHeldBack() {
        start(settings("{ hold: 16MiB }"));

        upstream.send(WireFrame.text(BIG).more());
        Awaitility.await().until(() -> admin.metric(WAITING) > BIG.length());
        upstream.send(WireFrame.continuation(BIG).more());

        assertThat(client.next().text()).isEqualTo(BIG);
        assertThat(client.next().text()).isEqualTo(BIG);
        assertThat(admin.metric(WAITING)).isZero();
        assertThat(admin.metric("tidegate_memory_budget_refused_total{budget=\"session\",route=\"all\"}"))
                .isPositive();
        upstream.send(WireFrame.continuation("end"));
        assertThat(client.next().text()).isEqualTo("end");
    }

    @Test
    void aSessionThatKeepsMoreThanThereIsRoomForEnds() {
        start(settings("{ buffer: 64MiB, max-gap: 1m }"));
        park();

        client.send(WireFrame.text(BIG));
        Awaitility.await().until(() -> admin.metric(WAITING) > BIG.length());
        client.send(WireFrame.text(BIG));

        assertThat(client.next().closeCode()).isEqualTo(1013);
        client.send(WireFrame.close(1013, ""));
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.MEMORY);
        assertThat(gateway.ending("/s").reason()).isEqualTo("over the memory budget of the session");
    }

    @Test
    void aSessionWithMoreToReplayThanThereIsRoomForEndsWithItsEndpoint() {
        start(settings(
                        "{ level: resend-unacked, resend: { request-id: /id, reply-id: /id, messages: 1000, bytes: 16MiB } }")
                .route("max-message", "300KiB"));
        String text = "x".repeat(250_000);
        for (int i = 0; i < 3; i++) {
            client.send(WireFrame.text("{\"id\":" + i + ",\"text\":\"" + text + "\"}"));
            upstream.next();
        }
        assertThat(admin.metric(WAITING)).isBetween(750_000.0, 1_000_000.0);
        upstream.send(WireFrame.text("{\"id\":0}"));
        client.next();
        assertThat(admin.metric(WAITING)).isBetween(500_000.0, 750_000.0);
        for (int i = 3; i < 6; i++) {
            client.send(WireFrame.text("{\"id\":" + i + ",\"text\":\"" + text + "\"}"));
            upstream.next();
        }
        assertThat(admin.metric(WAITING)).isLessThan(250_000); // nothing is recorded any more

        upstream.reset();

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.send(WireFrame.close(1012, ""));
        assertThat(gateway.ending("/s").reason()).isEqualTo("more to replay than is recorded");
    }
}
