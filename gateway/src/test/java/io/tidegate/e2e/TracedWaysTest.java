package io.tidegate.e2e;

import static io.tidegate.testing.OtlpReceiver.attributes;
import static io.tidegate.testing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.Head;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Traces of sessions that do not go the straight way. */
@ExtendWith(NothingLeftBehind.class)
class TracedWaysTest {
    private TracedEndpoint traced;
    private OtlpReceiver receiver;
    private RawEndpoint endpoint;

    @BeforeEach
    void open() throws Exception {
        traced = new TracedEndpoint();
        receiver = traced.receiver();
        endpoint = traced.endpoint();
    }

    @AfterEach
    void close() throws IOException {
        traced.close();
    }

    @Test
    void anotherEndpointThatTakesOverIsTracedAsWhatFollows() throws Exception {
        try (var gateway = GatewayFixture.start(settings().route("resume", "{}"));
                RawPeer client = RawPeer.open(gateway.address(), Upgrade.to("/s"))) {
            Span handshake = receiver.span("GET /**");
            Head before;
            try (RawPeer lost = endpoint.next()) {
                before = lost.head();
                lost.reset();
            }
            try (RawPeer next = endpoint.next()) {
                Span attempt = receiver.span(
                        "connect chat", span -> !before.header("traceparent").contains(hex(span.getSpanId())));

                assertThat(attempt.getTraceId()).isEqualTo(handshake.getTraceId());
                assertThat(attempt.getParentSpanId()).isEqualTo(ByteString.EMPTY);
                assertThat(attempt.getLinks(0).getSpanId()).isEqualTo(handshake.getSpanId());
                assertThat(next.head().header("traceparent")).contains(hex(attempt.getSpanId()));
                client.reset();
            }
            assertThat(attributes(receiver.span("session all"))).containsEntry("tidegate.resumes", "1");
        }
    }

    @Test
    void theTimeInTheWaitingRoomIsAPartOfTheHandshake() {
        try (var gateway = GatewayFixture.start(
                        settings().upstream("max-sessions", "1").upstream("waiting-room", "{ timeout: 10s }"));
                RawPeer first = gateway.open("/first");
                RawPeer waiting = RawPeer.connect(gateway.address())) {
            waiting.send(Upgrade.to("/second").bytes());
            Awaitility.await("it waits").until(() -> gateway.gateway().sessions() == 2);
            first.reset();
            assertThat(waiting.readHead().status()).isEqualTo(101);

            Span wait = receiver.span("wait chat");
            Span handshake = receiver.span("GET /**", span -> span.getSpanId().equals(wait.getParentSpanId()));

            assertThat(attributes(wait)).containsEntry("tidegate.result", "admitted");
            assertThat(attributes(handshake)).containsEntry("url.path", "/second");
        }
    }

    @Test
    void aLegIsTracedAsWhatFollows() {
        try (var orders = new RawEndpoint(Answers.accept());
                var gateway = GatewayFixture.start(settings()
                        .upstreamBeside("orders", orders.url())
                        .route("legs", "{ orders: { upstream: orders, when: { prefix: \"ORDER \" } } }"));
                RawPeer client = gateway.open("/s");
                RawPeer own = endpoint.next()) {
            client.send(WireFrame.text("ORDER 7"));
            try (RawPeer leg = orders.next()) {
                assertThat(leg.next().text()).isEqualTo("ORDER 7");
                Span handshake = receiver.span("GET /**");
                Span attempt = receiver.span("connect orders");

                assertThat(attempt.getLinks(0).getSpanId()).isEqualTo(handshake.getSpanId());
                assertThat(leg.head().header("traceparent"))
                        .isEqualTo("00-" + hex(handshake.getTraceId()) + "-" + hex(attempt.getSpanId()) + "-01");
                assertThat(own.head().header("traceparent")).doesNotContain(hex(attempt.getSpanId()));
                leg.reset();
            }

            assertThat(attributes(receiver.span("leg orders")))
                    .containsEntry("tidegate.leg", "orders")
                    .containsEntry("tidegate.cause", "endpoint-lost")
                    .containsEntry("error.type", "endpoint-lost");
        }
    }

    private Settings settings() {
        return traced.settings("sample: 100%");
    }
}
