package io.tidegate.e2e;

import static io.tidegate.e2e.TracedEndpoint.SAMPLED;
import static io.tidegate.e2e.TracedEndpoint.SPAN;
import static io.tidegate.e2e.TracedEndpoint.TRACE;
import static io.tidegate.testing.OtlpReceiver.attributes;
import static io.tidegate.testing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces that messages carry. */
@ExtendWith(NothingLeftBehind.class)
class MessageTracesTest {
    private static final String NAME = "message all";

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
    void aMessagesTraceGoesOnAndNothingElseOfItChanges() {
        try (var gateway = start("{ at: /meta/trace, sample: 100% }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            client.send(
                    WireFrame.text("{ \"n\" : 1.00, \"meta\": {\"trace\" : \"" + SAMPLED + "\" , \"x\":\"\u00e9\"} }"));

            Span span = receiver.span(NAME);

            assertThat(upstream.next().text())
                    .isEqualTo("{ \"n\" : 1.00, \"meta\": {\"trace\" : \"00-" + TRACE + "-" + hex(span.getSpanId())
                            + "-01\" , \"x\":\"\u00e9\"} }");
            assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
            assertThat(hex(span.getParentSpanId())).isEqualTo(SPAN);
            assertThat(attributes(span))
                    .containsEntry("tidegate.from", "client")
                    .containsEntry("tidegate.route", "all")
                    .containsEntry("tidegate.session", upstream.head().header("Tidegate-Session"));
        }
    }

    @Test
    void aByteOrderMarkIsNoHindrance() {
        try (var gateway = start("{ sample: 100% }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("\uFEFF{\"traceparent\":\"" + SAMPLED + "\",\"n\":1}"));

            assertThat(upstream.next().text())
                    .startsWith("\uFEFF{\"traceparent\":\"00-" + TRACE)
                    .endsWith("-01\",\"n\":1}")
                    .hasSize(SAMPLED.length() + 25)
                    .doesNotContain(SPAN);
        }
    }

    @Test
    void aTraceBeginsWithAMessageThatHasNone() {
        try (var gateway = start("{ sample: 100% }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"n\":1 }"));

            Span span = receiver.span(NAME);

            assertThat(upstream.next().text())
                    .isEqualTo("{\"n\":1 ,\"traceparent\":\"00-" + hex(span.getTraceId()) + "-" + hex(span.getSpanId())
                            + "-01\"}");
            assertThat(span.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-00\"}",
                "{\"traceparent\":\"something else\"}",
                "{\"traceparent\":7}",
                "{\"traceparent\":{}}",
                "[1]",
                "no JSON",
                "{\"n\":"
            })
    void whatIsNotRecordedOrHasNoPlaceForATracePassesAsItIs(String text) {
        try (var gateway = start("{ sample: 100% }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text(text), WireFrame.text("{}"));

            assertThat(upstream.next().text()).isEqualTo(text);
            assertThat(upstream.next().text())
                    .startsWith("{\"traceparent\":\"00-")
                    .endsWith("-01\"}");
            receiver.span(NAME);
        }
        assertThat(receiver.spans().stream().filter(span -> span.getName().equals(NAME)))
                .hasSize(1);
    }

    @Test
    void withMissingLeaveOnlyMessagesThatCarryATraceAreRecordedInTheDirectionThatIsMeant() {
        try (var gateway = start("{ from: upstream, sample: 100%, missing: leave }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            String traced = "{\"traceparent\":\"" + SAMPLED + "\"}";
            client.send(WireFrame.text(traced));
            upstream.send(WireFrame.text("{}"), WireFrame.text(traced));

            assertThat(upstream.next().text()).isEqualTo(traced);
            assertThat(client.next().text()).isEqualTo("{}");
            assertThat(client.next().text())
                    .startsWith("{\"traceparent\":\"00-" + TRACE)
                    .isNotEqualTo(traced);
            assertThat(attributes(receiver.span(NAME))).containsEntry("tidegate.from", "upstream");
        }
    }

    @Test
    void noMoreMessagesAreRecordedThanTheShareSays() {
        try (var gateway = start("{ sample: 0% }");
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            String traced = "{\"traceparent\":\"" + SAMPLED + "\"}";
            for (int i = 0; i < 100; i++) {
                client.send(WireFrame.text(traced));
                assertThat(upstream.next().text()).isEqualTo(traced);
            }
        }
        assertThat(receiver.spans()).isEmpty();
    }

    @Test
    void aMessageIsCalledAsItsCorrelationSays() {
        try (var gateway = GatewayFixture.start(
                        settings("[ { correlation: { at: /id } }, { trace: { sample: 100% } } ]"));
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"id\":\"order-7\"}"));

            assertThat(upstream.next().text()).contains("order-7");
            assertThat(attributes(receiver.span(NAME))).containsEntry("messaging.message.id", "order-7");
        }
    }

    private GatewayFixture start(String trace) {
        return GatewayFixture.start(settings("[ { trace: " + trace + " } ]"));
    }

    private Settings settings(String filters) {
        return traced.settings("sample: 0%").route("filters", filters);
    }
}
