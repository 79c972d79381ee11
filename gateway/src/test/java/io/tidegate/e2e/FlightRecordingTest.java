package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Admission;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the JVM's flight recorder is told of sessions. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class FlightRecordingTest {
    private static final List<String> NAMES =
            List.of("SessionOpened", "SessionEnded", "SlowHandshake", "ReadPaused", "SlowFilter");

    private final Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();

    @Test
    void aSessionIsRecordedFromItsHandshakeToItsEnd() throws Exception {
        String id;
        try (var _ = new OwnFilters(WaitingFilter.class);
                var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("close-timeout", "300ms")
                        .route(
                                "filters",
                                "[ { waiting: {} }, { patterns: { deny: [ { name: none, pattern: no-such } ] } },"
                                        + " { rate-limit: { messages: 20/s, burst: 1, exceed: delay } } ]"));
                RecordingStream recording = recording()) {
            try (RawPeer client = RawPeer.connect(gateway.address())) {
                client.send(Upgrade.to("/flight").bytes());
                WaitingFilter.next().complete(Admission.Pass.ADMIT);
                id = client.readHead().header("Tidegate-Session");
                for (int i = 0; i < 3; i++) {
                    client.send(WireFrame.text("hello"));
                    client.next();
                }
                client.send(WireFrame.close(1000, "bye"));
                client.nextClose();
            }
            gateway.awaitNoSession();
            recording.stop(); // what was recorded so far is told first
        }
        Map<String, List<RecordedEvent>> told = toldOf(id);
        assertSession(told);
        assertWaits(told);
    }

    /** Of that session. */
    private Map<String, List<RecordedEvent>> toldOf(String session) {
        return events.stream()
                .filter(event -> session.equals(event.getString("session")))
                .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
    }

    private static void assertSession(Map<String, List<RecordedEvent>> told) {
        RecordedEvent opened = told.get("tidegate.SessionOpened").getFirst();
        assertThat(opened.getString("route")).isEqualTo("all");
        assertThat(opened.getDuration("handshake")).isPositive();
        RecordedEvent ended = told.get("tidegate.SessionEnded").getFirst();
        assertThat(ended.getString("cause")).isEqualTo("client-closed");
        assertThat(ended.getString("endedBy")).isEqualTo("client");
        assertThat(ended.getString("phase")).isEqualTo("relay");
        assertThat(ended.getInt("code")).isEqualTo(1000);
        assertThat(ended.getLong("clientBytes")).isEqualTo(15);
        assertThat(told.get("tidegate.SlowHandshake"))
                .singleElement()
                .satisfies(
                        handshake -> assertThat(handshake.getString("status")).isEqualTo("101"))
                .satisfies(handshake -> assertThat(handshake.getDuration()).isPositive());
    }

    private static void assertWaits(Map<String, List<RecordedEvent>> told) {
        assertThat(told.get("tidegate.ReadPaused"))
                .isNotEmpty()
                .allSatisfy(paused -> assertThat(paused.getString("side")).isEqualTo("client"))
                .allSatisfy(paused -> assertThat(paused.getString("reason")).isEqualTo("held"))
                .anySatisfy(paused -> assertThat(paused.getDuration()).isGreaterThan(Duration.ofMillis(1)));
        assertThat(told.get("tidegate.SlowFilter"))
                .anySatisfy(filter -> {
                    assertThat(filter.getString("filter")).isEqualTo("waiting");
                    assertThat(filter.getString("judged")).isEqualTo("handshake");
                    assertThat(filter.getBoolean("deferred")).isTrue();
                })
                .anySatisfy(filter -> {
                    assertThat(filter.getString("filter")).isEqualTo("patterns");
                    assertThat(filter.getString("judged")).isEqualTo("message");
                    assertThat(filter.getString("side")).isEqualTo("client");
                });
    }

    @Test
    void whatIsQuickIsNotRecordedUnlessItIsAskedFor() {
        Map<String, String> thresholds = Map.of(
                "tidegate.SlowHandshake", "100 ms", "tidegate.SlowFilter", "10 ms", "tidegate.ReadPaused", "1 ms");
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.to(endpoint.url());
                RecordingStream recording = recording()) {
            gateway.open("/quick").close();
            gateway.awaitNoSession();
            recording.stop();
        }

        assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
                .filteredOn(type -> thresholds.containsKey(type.getName()))
                .hasSize(3)
                .allSatisfy(type -> assertThat(type.getSettingDescriptors())
                        .filteredOn(setting -> setting.getName().equals("threshold"))
                        .singleElement()
                        .satisfies(setting ->
                                assertThat(setting.getDefaultValue()).isEqualTo(thresholds.get(type.getName()))));
    }

    private RecordingStream recording() {
        RecordingStream recording = new RecordingStream();
        for (String name : NAMES) {
            recording.enable("tidegate." + name).withThreshold(Duration.ZERO);
            recording.onEvent("tidegate." + name, events::add);
        }
        recording.startAsync();
        return recording;
    }
}
