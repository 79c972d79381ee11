package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.tidegate.filter.authenticate.TicketFilter;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OtlpReceiver;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Whatever ends a client's stay: access log, metrics, the admin API and traces tell the same true cause, in the same words. */
@Timeout(90)
@ExtendWith(NothingLeftBehind.class)
class OneCauseEverywhereTest {
    private static final String LONG = "?ticket=ann;chat;600000";

    private OwnFilters own;
    private OtlpReceiver receiver;
    private RawEndpoint endpoint;
    private GatewayFixture gateway;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        own = new OwnFilters(TicketFilter.class);
        receiver = new OtlpReceiver();
        endpoint = new RawEndpoint(Answers.accept());
        gateway = GatewayFixture.start(Settings.to(endpoint.url())
                .route("close-timeout", "300ms")
                .route("max-message", "1KiB")
                .route("ping", "{ interval: 1s, timeout: 5s }")
                .route(
                        "filters",
                        "[ { ticket: {} }, { rate-limit: { messages: 1/h, burst: 3, exceed: close } },"
                                + " { audit: {} } ]")
                .gateway("admin", Admin.ANY_PORT)
                .gateway("audit", "{ file: /dev/null }")
                .gateway("tracing", "{ otlp: { url: \"" + receiver.tracesUrl() + "\" }, sample: 100% }"));
        admin = Admin.of(gateway.gateway());
    }

    @AfterEach
    void stop() {
        gateway.close();
        endpoint.close();
        receiver.close();
        own.close();
        TicketFilter.reset();
    }

    @Test
    void anEndpointThatIsKilled() {
        try (RawPeer client = gateway.open("/killed" + LONG)) {
            endpoint.next().reset();
            client.finish(client.nextClose());

            everywhere("/killed", "relay", "endpoint-lost", "upstream", 1011);
        }
    }

    @Test
    void aTokenThatExpires() {
        try (RawPeer client = gateway.open("/expired?ticket=ann;chat;1500")) {
            WireFrame close = client.nextClose();
            client.finish(close);

            assertThat(close.closeCode()).isEqualTo(1008);
            everywhere("/expired", "relay", "expired", "gateway", 1008);
        }
    }

    @Test
    void aLimitThatIsFlooded() {
        try (RawPeer client = gateway.open("/flooded" + LONG)) {
            for (int i = 0; i < 10; i++) {
                client.send(WireFrame.text("more"));
            }
            client.finish(client.nextClose());

            JsonNode story = everywhere("/flooded", "relay", "rate", "gateway", 1008);
            assertThat(story.get("timeline").toString())
                    .contains("\"filter\":\"rate-limit\",\"detail\":\"close\",\"count\":1");
            assertThat(admin.metric("tidegate_filter_verdicts_total{filter=\"rate-limit\",route=\"all\","
                            + "side=\"client\",verdict=\"close\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aMessageThatIsTooBig() {
        try (RawPeer client = gateway.open("/big" + LONG)) {
            client.send(WireFrame.binary(new byte[2000]));
            client.finish(client.nextClose());

            everywhere("/big", "relay", "too-big", "gateway", 1009);
        }
    }

    @Test
    void aHandshakeThatAFilterRefuses() {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            assertThat(client.send(Upgrade.to("/stranger").bytes()).readHead().status())
                    .isEqualTo(401);

            everywhere("/stranger", "admit", "refused", "gateway", 401);
        }
    }

    @Test
    void anEndpointThatIsNotThere() {
        endpoint.close();
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            assertThat(client.send(Upgrade.to("/nobody" + LONG).bytes())
                            .readHead()
                            .status())
                    .isEqualTo(502);

            everywhere("/nobody", "connect", "no-endpoint", "gateway", 502);
        }
    }

    /** Waits for the end; answers what the admin API tells of it. */
    private JsonNode everywhere(String path, String phase, String cause, String endedBy, int code) {
        JsonNode line = gateway.endings().lineOf(path);
        JsonNode story = admin.json("/api/v1/sessions/" + line.get("session").asString());
        JsonNode listed = admin.json("/api/v1/endings?cause=" + cause);

        for (JsonNode told : new JsonNode[] {line, story.get("ending"), listed.at("/endings/0/ending")}) {
            assertThat(told.get("phase").asString()).isEqualTo(phase);
            assertThat(told.get("cause").asString()).isEqualTo(cause);
            assertThat(told.get("ended-by").asString()).isEqualTo(endedBy);
            assertThat(told.get("code").asInt()).isEqualTo(code);
            assertThat(told.get("reason")).isEqualTo(line.get("reason"));
        }
        assertThat(listed.at("/endings/0/id")).isEqualTo(line.get("session"));
        JsonNode last = story.get("timeline").get(story.get("timeline").size() - 1);
        assertThat(last.get("event").asString()).isEqualTo("ended");
        assertThat(last.get("detail").asString()).isEqualTo(cause);
        assertThat(counted(phase, cause, code)).isEqualTo(1);
        assertThat(traced(line)).containsEntry("tidegate.phase", phase).containsEntry("tidegate.cause", cause);
        assertThat(traced(line)).containsEntry("tidegate.ended_by", endedBy);
        return story;
    }

    private long counted(String phase, String cause, int code) {
        return admin.text("/metrics")
                .lines()
                .filter(series -> series.startsWith("tidegate_endings_total{"))
                .filter(series -> series.contains("cause=\"" + cause + "\"")
                        && series.contains("code=\"" + code + "\"")
                        && series.contains("phase=\"" + phase + "\"")
                        && series.endsWith(" 1.0"))
                .count();
    }

    /** Attributes of the span that tells of the end, which is the handshake's if there was no session. */
    private Map<String, String> traced(JsonNode line) {
        boolean opened = line.has("handshake-millis");
        Span span = receiver.span(
                opened ? "session all" : "GET /**",
                found -> line.get("session")
                        .asString()
                        .equals(OtlpReceiver.text(found.getAttributesList()).get("tidegate.session")));
        return OtlpReceiver.text(span.getAttributesList());
    }
}
