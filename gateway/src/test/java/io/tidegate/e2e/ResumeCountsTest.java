package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What sessions that outlive their endpoint are bounded by, and what is counted of them. One endpoint, which comes back. */
@ExtendWith(NothingLeftBehind.class)
class ResumeCountsTest {
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

    private void start(Settings settings) {
        gateway = GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).route("close-timeout", "300ms"));
        admin = Admin.of(gateway.gateway());
        client = gateway.open("/s");
        upstream = endpoint.next();
    }

    /** The endpoint's connection is lost, and the next one is not answered yet. */
    private RawPeer loseEndpoint() {
        endpoint.answerWith(_ -> {});
        upstream.reset();
        return endpoint.next();
    }

    @Test
    void overItsBufferAParkedClientIsNotReadAndLosesNothing() throws IOException {
        start(Settings.to(endpoint.url()).route("resume", "{ messages: 100, buffer: 1MiB }"));
        RawPeer next = loseEndpoint();
        int total = 20_000;
        var sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < total; i++) {
                client.send(WireFrame.binary(bytes(i, 2000)));
            }
        });
        Awaitility.await("the client is not read")
                .until(() -> admin.metric("tidegate_messages_total{route=\"all\",side=\"client\"}") >= 100);

        Answers.accept().to(next);

        for (int i = 0; i < total; i++) {
            assertThat(next.next().payload()).startsWith((byte) i, (byte) (i >> 8));
        }
        sending.join();
        assertThat(messages("delivered")).isBetween(100.0, 200.0); // a burst of one read over the limit
        assertThat(messages("in-doubt")).isZero();
    }

    @Test
    void messagesBehindAnAnsweredPingAreNotInDoubt() {
        start(Settings.to(endpoint.url()).route("resume", "{}").route("ping", "{ interval: 1s, timeout: 900ms }"));
        client.send(WireFrame.text("a"), WireFrame.text("b"));
        assertThat(upstream.next().text()).isEqualTo("a");
        assertThat(upstream.next().text()).isEqualTo("b");
        WireFrame ping = upstream.next();
        assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
        upstream.send(WireFrame.of(WireFrame.PONG, ping.payload()));
        Awaitility.await()
                .until(() -> admin.metric("tidegate_round_trip_seconds_count{route=\"all\",side=\"upstream\"}") == 1);
        client.send(WireFrame.text("c"));
        assertThat(upstream.next().text()).isEqualTo("c");

        upstream.reset();
        endpoint.next();

        Awaitility.await().until(() -> messages("in-doubt") == 1);
    }

    @Test
    void aParkedSessionIsVisibleCountedAndCanBeKilled() {
        start(Settings.to(endpoint.url()).route("resume", "{}"));
        RawPeer next = loseEndpoint();
        client.send(WireFrame.text("kept"));
        Awaitility.await().until(() -> admin.metric("tidegate_sessions_parked{route=\"all\"}") == 1);
        Awaitility.await().until(() -> admin.metric("tidegate_messages_total{route=\"all\",side=\"client\"}") == 1);
        String id = admin.json("/api/v1/sessions").at("/sessions/0/id").asString();
        assertThat(admin.json("/api/v1/sessions").at("/sessions/0/phase").asString())
                .isEqualTo("parked");

        assertThat(admin.delete("/api/v1/sessions/" + id).status()).isLessThan(300);

        assertThat(client.next().opcode()).isEqualTo(WireFrame.CLOSE);
        next.drain();
        client.close();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.KILLED);
        assertThat(gateway.ending("/s").phase()).isEqualTo(Phase.PARKED);
        assertThat(admin.metric("tidegate_sessions_parked{route=\"all\"}")).isZero();
        assertThat(messages("undelivered")).isEqualTo(1);
    }

    @Test
    void aGapIsMeasured() throws IOException {
        start(Settings.to(endpoint.url()).route("resume", "{}"));
        RawPeer next = loseEndpoint();

        Answers.accept().to(next);

        Awaitility.await().until(() -> admin.metric("tidegate_resumes_total{result=\"resumed\",route=\"all\"}") == 1);
        assertThat(admin.metric("tidegate_resume_gap_seconds_count{route=\"all\"}"))
                .isEqualTo(1);
        assertThat(admin.metric("tidegate_sessions_parked{route=\"all\"}")).isZero();
    }

    @Test
    void whereMessagesAreReadHalfAMessageOfTheClientGoesToTheNextEndpointWhole() throws IOException {
        try (var _ = new OwnFilters(ContentFilter.class)) {
            start(Settings.to(endpoint.url()).route("resume", "{}").route("filters", "[ { content: {} } ]"));
        }
        client.send(WireFrame.text("upper ").more());
        upstream.send(WireFrame.text("never ").more());
        client.send(WireFrame.ping("read"));
        assertThat(upstream.next().opcode()).isEqualTo(WireFrame.PING);
        RawPeer next = loseEndpoint();
        assertThat(client.next().opcode()).isEqualTo(WireFrame.PONG);

        client.send(WireFrame.continuation("half"), WireFrame.text("upper kept"));
        Answers.accept().to(next);
        next.send(WireFrame.text("upper back"));

        assertThat(next.next().text()).isEqualTo("UPPER HALF");
        assertThat(next.next().text()).isEqualTo("UPPER KEPT");
        assertThat(client.next().text()).isEqualTo("UPPER BACK");
    }

    @Test
    void aDrainEndsAParkedSessionToo() {
        start(Settings.to(endpoint.url())
                .route("resume", "{}")
                .gateway("drain", "{ delay: 0s, window: 0s, deadline: 2s }"));
        RawPeer next = loseEndpoint();

        gateway.gateway().drain();

        assertThat(client.next().closeCode()).isEqualTo(1012);
        client.close();
        next.drain();
        assertThat(gateway.ending("/s").cause()).isEqualTo(Cause.DRAINED);
    }

    private double messages(String what) {
        return admin.metric("tidegate_resume_messages_total{result=\"" + what + "\",route=\"all\"}");
    }

    private static byte[] bytes(int number, int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) number;
        bytes[1] = (byte) (number >> 8);
        return bytes;
    }
}
