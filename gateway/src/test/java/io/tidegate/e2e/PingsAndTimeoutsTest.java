package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Our own pings, what counts as activity, and what stands still while a side is not read. */
@ExtendWith(NothingLeftBehind.class)
class PingsAndTimeoutsTest {
    private static final String SESSIONS = "/api/v1/sessions";

    @Test
    void answeredPingsAreMeasuredOnBothLegsAndTheNextComesAnIntervalLater() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .route("ping", "{ interval: 1s, timeout: 10s }"));
                RawPeer client = gateway.open("/measured");
                RawPeer upstream = endpoint.next()) {
            answer(client, client.next());
            answer(upstream, upstream.next());
            long firstNanos = System.nanoTime();

            WireFrame second = client.next();
            upstream.next();

            assertThat(second.opcode()).isEqualTo(WireFrame.PING);
            assertThat(Duration.ofNanos(System.nanoTime() - firstNanos)).isLessThan(Duration.ofSeconds(3));
            Admin admin = Admin.of(gateway.gateway());
            JsonNode session = admin.json(SESSIONS).path("sessions").path(0);
            assertThat(session.path("client-rtt-micros").asLong(0)).isPositive();
            assertThat(session.path("upstream-rtt-micros").asLong(0)).isPositive();
            assertThat(admin.text("/metrics"))
                    .contains("tidegate_round_trip_seconds_count{route=\"all\",side=\"client\"} 1")
                    .contains("tidegate_round_trip_seconds_count{route=\"all\",side=\"upstream\"} 1");
        }
    }

    @Test
    void aPongThatOnlyLooksLikeAnAnswerToUsMeasuresNothing() {
        byte[] forged = "Tidegate12345678".getBytes(ISO_8859_1);
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT));
                RawPeer client = gateway.open("/forged");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.of(WireFrame.PONG, forged), WireFrame.text("next"));

            assertThat(upstream.next().text()).isEqualTo("next");
            JsonNode session =
                    Admin.of(gateway.gateway()).json(SESSIONS).path("sessions").path(0);
            assertThat(session.has("id")).isTrue();
            assertThat(session.has("client-rtt-micros")).isFalse();
        }
    }

    @Test
    void noneOfOursIsSentWhileAPeersOwnPingIsUnanswered() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).route("ping", "{ interval: 1s, timeout: 500ms }"));
                RawPeer client = gateway.open("/own");
                RawPeer upstream = endpoint.next()) {
            upstream.send(WireFrame.ping("theirs"));
            assertThat(client.next()).isEqualTo(WireFrame.ping("theirs"));
            answer(upstream, upstream.next()); // ours
            answer(upstream, upstream.next()); // on this leg they go on
            upstream.send(WireFrame.text("after two of ours"));
            assertThat(client.next().text()).isEqualTo("after two of ours");

            client.send(WireFrame.pong("theirs"));

            assertThat(nextBut(upstream, WireFrame.PING).text()).isEqualTo("theirs");
            assertThat(client.next().opcode()).isEqualTo(WireFrame.PING);
        }
    }

    @Test
    void onlyWhatPeersSendThemselvesKeepsASessionFromIdling() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("idle-timeout", "1500ms")
                        .route("ping", "{ interval: 1s, timeout: 500ms }"));
                RawPeer client = gateway.open("/idle");
                RawPeer upstream = endpoint.next()) {
            Thread far = Thread.ofVirtual().start(() -> answerAll(upstream));
            for (int second = 1; second <= 2; second++) {
                answer(client, client.next());
                client.send(WireFrame.ping("alive")); // counts
                assertThat(client.next()).isEqualTo(WireFrame.pong("alive"));
            }

            WireFrame last = client.next();
            if (last.opcode() == WireFrame.PING) { // ours, and the answer does not count
                answer(client, last);
                last = client.next();
            }

            assertThat(last.closeCode()).isEqualTo(1001);
            client.finish(WireFrame.close(1001, ""));
            assertThat(far).satisfies(Thread::join);
            assertThat(gateway.ending("/idle").cause()).isEqualTo(Cause.IDLE);
        }
    }

    @Test
    void timersStandStillWhileASideIsNotRead() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { messages: 24/m, burst: 1 } } ]")
                        .route("idle-timeout", "1s")
                        .route("ping", "{ interval: 1s, timeout: 100ms }"));
                RawPeer client = gateway.open("/held");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("at once"), WireFrame.text("2.5 seconds later"));
            assertThat(upstream.next().text()).isEqualTo("at once");
            answer(client, client.next()); // lies unread behind the message that waits

            assertThat(answeringPings(upstream).text()).isEqualTo("2.5 seconds later");
            upstream.send(WireFrame.text("still open"));
            assertThat(answeringPings(client).text()).isEqualTo("still open");
        }
    }

    @Test
    void aLegInsideAFrameIsCutAndTheEndingSaysSo() {
        byte[] part = Arrays.copyOf(WireFrame.binary(Rfc6455Cases.bytes(100)).bytes(), 50);
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("close-timeout", "200ms")
                        .route("max-age", "1s"));
                RawPeer client = gateway.open("/inside");
                RawPeer upstream = endpoint.next()) {
            upstream.send(part);
            assertThat(client.readExactly(part.length)).isEqualTo(part);

            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            assertThat(client.end()).isEqualTo(RawPeer.End.RESET);
            Ending ending = gateway.ending("/inside");
            assertThat(ending.cause()).isEqualTo(Cause.MAX_AGE);
            assertThat(ending.reason()).contains("could not be delivered");
        }
    }

    private static void answer(RawPeer peer, WireFrame ping) {
        assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
        peer.send(WireFrame.of(WireFrame.PONG, ping.payload()));
    }

    /** Until the Close, which it answers. */
    private static void answerAll(RawPeer peer) {
        try {
            peer.finish(answeringPings(peer));
        } catch (UncheckedIOException e) {
            peer.close(); // the gateway ended the session
        }
    }

    /** The next frame that is neither ping nor pong. */
    private static WireFrame answeringPings(RawPeer peer) {
        WireFrame frame = peer.next();
        while (frame.opcode() == WireFrame.PING || frame.opcode() == WireFrame.PONG) {
            if (frame.opcode() == WireFrame.PING) {
                answer(peer, frame);
            }
            frame = peer.next();
        }
        return frame;
    }

    private static WireFrame nextBut(RawPeer peer, int opcode) {
        WireFrame frame = peer.next();
        while (frame.opcode() == opcode) {
            frame = peer.next();
        }
        return frame;
    }
}
