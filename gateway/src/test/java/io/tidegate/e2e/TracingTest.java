package io.tidegate.e2e;

import static io.tidegate.e2e.TracedEndpoint.SAMPLED;
import static io.tidegate.e2e.TracedEndpoint.SPAN;
import static io.tidegate.e2e.TracedEndpoint.TRACE;
import static io.tidegate.testing.OtlpReceiver.attributes;
import static io.tidegate.testing.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.tidegate.filter.Admission;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a receiver of OpenTelemetry is told, and what endpoints are. */
@ExtendWith(NothingLeftBehind.class)
class TracingTest {
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
    void aSessionIsTracedFromItsHandshakeToItsEnd() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%"));
                RawPeer client = RawPeer.open(
                        gateway.address(), Upgrade.to("/chat/7?token=secret").with("User-Agent", "test/1"));
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("hello"), WireFrame.close(4000, "bye"));
            upstream.nextClose();
            upstream.finish(WireFrame.close(4000, ""));

            Span handshake = receiver.span("GET /**");
            Span attempt = receiver.span("connect chat");
            Span session = receiver.span("session all");

            assertThat(handshake.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(handshake.getParentSpanId()).isEqualTo(ByteString.EMPTY);
            assertThat(attributes(handshake))
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("http.response.status_code", "101")
                    .containsEntry("http.route", "/**")
                    .containsEntry("url.path", "/chat/7")
                    .containsEntry("url.scheme", "http")
                    .containsEntry("server.address", "gateway.test")
                    .containsEntry("client.address", "127.0.0.1")
                    .containsEntry("user_agent.original", "test/1")
                    .containsEntry("tidegate.listener", "public")
                    .containsEntry("tidegate.route", "all")
                    .containsEntry("tidegate.session", upstream.head().header("Tidegate-Session"));
            assertThat(attempt.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(attempt.getParentSpanId()).isEqualTo(handshake.getSpanId());
            assertThat(attributes(attempt))
                    .containsEntry("tidegate.result", "connected")
                    .containsEntry("server.address", "127.0.0.1");
            assertThat(upstream.head().header("traceparent"))
                    .isEqualTo("00-" + hex(handshake.getTraceId()) + "-" + hex(attempt.getSpanId()) + "-01");
            assertThat(session.getTraceId()).isEqualTo(handshake.getTraceId());
            assertThat(session.getParentSpanId()).isEqualTo(ByteString.EMPTY);
            assertThat(session.getLinks(0).getSpanId()).isEqualTo(handshake.getSpanId());
            assertThat(session.getStartTimeUnixNano()).isEqualTo(handshake.getEndTimeUnixNano());
            assertThat(attributes(session))
                    .containsEntry("tidegate.phase", "relay")
                    .containsEntry("tidegate.cause", "client-closed")
                    .containsEntry("tidegate.ended_by", "client")
                    .containsEntry("tidegate.close_code", "4000")
                    .containsEntry("tidegate.client_messages", "1")
                    .containsEntry("tidegate.client_bytes", "5");
            assertThat(gateway.endings().lineOf("/chat/7").path("trace").asString())
                    .isEqualTo(hex(handshake.getTraceId()));
            assertThat(receiver.spans().toString()).doesNotContain("secret");
        }
    }

    @Test
    void whatTheReceiverIsToldComesWithTheServicesNameAndTheConfiguredFields() {
        try (var gateway = GatewayFixture.start(traced.settings(
                "sample: 100%, service-name: edge, attributes: { deployment.environment.name: test }"))) {
            gateway.open("/s").close();
            receiver.span("GET /**");

            assertThat(receiver.spanPushes().getFirst().attributes())
                    .containsEntry("service.name", "edge")
                    .containsEntry("deployment.environment.name", "test")
                    .containsKey("service.instance.id");
            assertThat(receiver.spanPushes().getFirst().headers().getFirst("X-Team"))
                    .isEqualTo("a-secret");
        }
    }

    @Test
    void aRefusedHandshakeTellsTheCauseAndEachAttemptAndFilterIsAPartOfIt() throws Exception {
        endpoint.answerWith(Answers.status(503, "no"));
        try (var _ = new OwnFilters(WaitingFilter.class);
                var gateway = GatewayFixture.start(traced.settings("sample: 100%")
                        .route("filters", "[ waiting: {} ]")
                        .upstream("retry", "{ attempts: 2 }"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/s").bytes());
            WaitingFilter.next().complete(Admission.Pass.ADMIT);
            assertThat(client.readHead().status()).isEqualTo(503);

            Span handshake = receiver.span("GET /**");
            Span filter = receiver.span("waiting");
            Span first = receiver.span("connect chat");
            Span second =
                    receiver.span("connect chat", span -> !span.getSpanId().equals(first.getSpanId()));

            assertThat(attributes(handshake))
                    .containsEntry("http.response.status_code", "503")
                    .containsEntry("tidegate.phase", "connect")
                    .containsEntry("tidegate.cause", "endpoint-refused")
                    .containsEntry("tidegate.ended_by", "upstream")
                    .containsEntry("tidegate.attempts", "2")
                    .containsEntry("error.type", "endpoint-refused");
            assertThat(handshake.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(filter.getParentSpanId()).isEqualTo(handshake.getSpanId());
            assertThat(attributes(filter))
                    .containsEntry("tidegate.filter", "waiting")
                    .containsEntry("tidegate.verdict", "admit");
            assertThat(second.getParentSpanId()).isEqualTo(handshake.getSpanId());
            assertThat(attributes(second))
                    .containsEntry("tidegate.result", "refused")
                    .containsEntry("http.response.status_code", "503")
                    .containsEntry("error.type", "503");
            assertThat(second.getStatus().getMessage()).isEqualTo("answered 503");
        }
    }

    @Test
    void whoComesToNoRequestIsTracedToo() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send("BAD\r\n\r\n");
            client.readHead();

            Span handshake = receiver.span("handshake");

            assertThat(attributes(handshake))
                    .containsEntry("http.response.status_code", "400")
                    .containsEntry("tidegate.phase", "handshake")
                    .containsEntry("tidegate.cause", "bad-request");
        }
    }

    @Test
    void aLongPathIsCut() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%"));
                RawPeer client = gateway.open("/" + "x".repeat(2000))) {
            assertThat(attributes(receiver.span("GET /**"))).containsEntry("url.path", "/" + "x".repeat(511));
            assertThat(client.head().status()).isEqualTo(101);
        }
    }

    @Test
    void aClientThatIsNotTrustedBeginsNoTraceOfOursAndIsLinkedTo() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%"));
                RawPeer client = RawPeer.open(gateway.address(), traced(SAMPLED));
                RawPeer upstream = endpoint.next()) {
            Span handshake = receiver.span("GET /**");

            assertThat(hex(handshake.getTraceId())).isNotEqualTo(TRACE);
            assertThat(handshake.getParentSpanId()).isEqualTo(ByteString.EMPTY);
            assertThat(hex(handshake.getLinks(0).getTraceId())).isEqualTo(TRACE);
            assertThat(hex(handshake.getLinks(0).getSpanId())).isEqualTo(SPAN);
            assertThat(upstream.head().header("traceparent")).contains(hex(handshake.getTraceId()));
            assertThat(upstream.head().headers().contains("tracestate")).isFalse();
            assertThat(client.head().status()).isEqualTo(101);
        }
    }

    @Test
    void aClientCannotHaveItselfRecorded() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 0%"));
                RawPeer client = RawPeer.open(gateway.address(), traced(SAMPLED));
                RawPeer upstream = endpoint.next()) {
            assertThat(upstream.head().header("traceparent")).endsWith("-00").doesNotContain(TRACE);
            client.send(WireFrame.close(1000, ""));
            upstream.nextClose();
            upstream.finish(WireFrame.close(1000, ""));
            gateway.awaitNoSession();
        }
        assertThat(receiver.spans()).isEmpty();
    }

    @Test
    void aTraceThatIsTrustedGoesOnAsItsBeginnerDecided() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 0%, trust-client: true"));
                RawPeer client = RawPeer.open(gateway.address(), traced(SAMPLED));
                RawPeer upstream = endpoint.next();
                RawPeer quiet = RawPeer.open(gateway.address(), traced(SAMPLED.replaceAll("1$", "0")));
                RawPeer unsampled = endpoint.next()) {
            Span handshake = receiver.span("GET /**");
            Span attempt = receiver.span("connect chat");

            assertThat(hex(handshake.getTraceId())).isEqualTo(TRACE);
            assertThat(hex(handshake.getParentSpanId())).isEqualTo(SPAN);
            assertThat(handshake.getTraceState()).isEqualTo("vendor=1,other=2");
            assertThat(upstream.head().header("traceparent"))
                    .isEqualTo("00-" + TRACE + "-" + hex(attempt.getSpanId()) + "-01");
            assertThat(upstream.head().header("tracestate")).isEqualTo("vendor=1,other=2");
            assertThat(unsampled.head().header("traceparent"))
                    .startsWith("00-" + TRACE)
                    .endsWith("-00")
                    .doesNotContain(SPAN);
            assertThat(client.head().status()).isEqualTo(quiet.head().status());
        }
        assertThat(receiver.spans()).allMatch(span -> (span.getFlags() & 1) == 1);
    }

    @Test
    void aRouteSaysItselfWhatIsTraced() {
        try (var gateway = GatewayFixture.start(
                traced.settings("sample: 0%")
                        .routeBeside(
                                "other",
                                "{ match: { path: \"/other/{id}\" }, upstream: chat, trace: { sample: 100%, trust-client: true } }"))) {
            RawPeer.open(gateway.address(), Upgrade.to("/s")).close();
            RawPeer.open(gateway.address(), Upgrade.to("/other/7")).close();

            Span handshake = receiver.span("GET /other/{id}");

            assertThat(attributes(handshake)).containsEntry("tidegate.route", "other");
            assertThat(receiver.span("session other").getTraceId()).isEqualTo(handshake.getTraceId());
            assertThat(receiver.spans()).noneMatch(span -> attributes(span).containsValue("all"));
        }
    }

    @Test
    void aFilterThatRemovesTheFieldKeepsItFromTheEndpoint() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%")
                        .route("filters", "[ headers: { to-endpoint: { remove: [ traceparent ] } } ]"));
                RawPeer client = RawPeer.open(gateway.address(), traced(SAMPLED));
                RawPeer upstream = endpoint.next()) {
            assertThat(upstream.head().headers().contains("traceparent")).isFalse();
            assertThat(client.head().status()).isEqualTo(101);
            assertThat(receiver.span("connect chat").getSpanId())
                    .isNotEqualTo(receiver.span("GET /**").getSpanId());
        }
    }

    @Test
    void withoutTracingTheClientsFieldsPass() {
        try (var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.open(gateway.address(), traced(SAMPLED));
                RawPeer upstream = endpoint.next()) {
            assertThat(upstream.head().header("traceparent")).isEqualTo(SAMPLED);
            assertThat(upstream.head().header("tracestate")).isEqualTo("vendor=1,other=2");
            client.send(WireFrame.close(1000, ""));
            upstream.nextClose();
            upstream.finish(WireFrame.close(1000, ""));
            assertThat(gateway.endings().lineOf("/s").has("trace")).isFalse();
        }
    }

    @Test
    void theAdminApiShowsTheTraceOfASession() {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 0%").gateway("admin", Admin.ANY_PORT));
                RawPeer client = gateway.open("/s");
                RawPeer upstream = endpoint.next()) {
            String trace = upstream.head().header("traceparent").substring(3, 35);
            String id = upstream.head().header("Tidegate-Session");

            assertThat(Admin.of(gateway.gateway())
                            .json("/api/v1/sessions/" + id)
                            .path("trace")
                            .asString())
                    .isEqualTo(trace);
            assertThat(client.head().status()).isEqualTo(101);
        }
    }

    @Test
    void aBucketLeadsToTheTraceThatFellIntoIt() throws Exception {
        try (var gateway = GatewayFixture.start(traced.settings("sample: 100%").gateway("admin", Admin.ANY_PORT))) {
            gateway.open("/s").close();
            Span handshake = receiver.span("GET /**");
            Span attempt = receiver.span("connect chat");
            Span session = receiver.span("session all");

            String metrics = Admin.of(gateway.gateway()).text("/metrics", "application/openmetrics-text");

            assertThat(exemplars(metrics, "tidegate_handshake_seconds_bucket")).containsExactly(exemplar(handshake));
            assertThat(exemplars(metrics, "tidegate_connect_seconds_bucket")).containsExactly(exemplar(attempt));
            assertThat(exemplars(metrics, "tidegate_session_duration_seconds_bucket"))
                    .containsExactly(exemplar(session));
            assertThat(metrics).endsWith("# EOF\n");
            assertThat(Admin.of(gateway.gateway()).text("/metrics")).doesNotContain("trace_id");
        }
    }

    private static Stream<String> exemplars(String metrics, String series) {
        Pattern exemplar = Pattern.compile(series + "\\{.*# \\{span_id=\"(\\w+)\",trace_id=\"(\\w+)\"\\}.*");
        return metrics.lines()
                .map(exemplar::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(2) + " " + line.group(1));
    }

    private static String exemplar(Span span) {
        return hex(span.getTraceId()) + " " + hex(span.getSpanId());
    }

    private static Upgrade traced(String traceparent) {
        return Upgrade.to("/s").with("traceparent", traceparent).with("tracestate", "vendor=1,other=2");
    }
}
