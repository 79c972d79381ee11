package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.tidegate.filter.FaultLog;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.LogOf;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that change on their way, on sockets. */
@ExtendWith(NothingLeftBehind.class)
class TransformedMessagesTest {
    private static final String KNOWN = "{ known: {} }";

    @RegisterExtension
    private final LogOf log = new LogOf(FaultLog.class);

    private final OwnFilters own = new OwnFilters(KnownFilter.class);

    @AfterEach
    void close() {
        own.close();
    }

    @Test
    void bothSidesGetWhatTheStepsMakeOfMessagesAndOfTheSession() {
        String transform = "{ transform: { from-client: [ { set: { /by: '{{ principal.subject }}',"
                + " /room: '{{ segments.room }}', /session: '{{ session.id }}' } } ],"
                + " from-endpoint: [ { unwrap: /data }, { as: text } ] } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(endpoint, KNOWN + ", " + transform);
                RawPeer client = open(gateway, "/rooms/7");
                RawPeer upstream = endpoint.next()) {
            String session = client.head().header("Tidegate-Session");

            client.send(WireFrame.text("{ \"n\": 18446744073709551615 }"));
            upstream.send(WireFrame.binary("{\"data\": {\"x\":1.50} }".getBytes(UTF_8)));

            assertThat(upstream.next().text())
                    .isEqualTo("{ \"n\": 18446744073709551615 ,\"by\":\"ann\",\"room\":\"7\",\"session\":\"" + session
                            + "\"}");
            assertThat(client.next()).isEqualTo(WireFrame.text("{\"x\":1.50}"));
        }
    }

    @Test
    void compressedMessagesAreChangedTooAndFiltersBehindSeeTheNewOnes() {
        String filters = "{ transform: { from-client: [ { when: has(message.a), rename: { /a: /b } } ] } },"
                + " { patterns: { deny: [ { name: no-b, pattern: \"\\\"b\\\":2\" } ], on-match: reply, reply: no } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .route("compression", "{ client: true }")
                        .route("filters", "[ " + filters + " ]"));
                RawPeer client = RawPeer.open(
                        gateway.address(), Upgrade.to("/").with("Sec-WebSocket-Extensions", "permessage-deflate"));
                RawPeer upstream = endpoint.next()) {
            client.send(Deflated.text("{\"a\":1}"), Deflated.text("{\"a\":2}"));

            assertThat(upstream.next().text()).isEqualTo("{\"b\":1}");
            assertThat(client.next().text()).isEqualTo("no");
        }
    }

    @Test
    void aMessageAtFaultEndsItsOwnSessionAloneAndTheLogSaysWhichStepItWas() {
        String transform = "{ transform: { from-client: [ { when: message.secret == 'geheim', as: text } ] } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(endpoint, transform);
                RawPeer other = open(gateway, "/rooms/1");
                RawPeer ofOther = endpoint.next();
                RawPeer client = open(gateway, "/rooms/2");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{\"topic\":\"geheim\"}"));

            assertThat(client.next().closeCode()).isEqualTo(1007);
            assertThat(upstream.next().closeCode()).isEqualTo(1001);
            client.send(WireFrame.close(1007, ""));
            upstream.finish(WireFrame.close(1001, ""));
            assertThat(gateway.ending("/rooms/2"))
                    .isEqualTo(new Ending(Phase.RELAY, Cause.INVALID, 1007, "message is not valid"));
            other.send(WireFrame.text("{\"secret\":\"other\"}"));
            assertThat(ofOther.next().text()).isEqualTo("{\"secret\":\"other\"}");
            assertThat(log.messages())
                    .hasSize(1)
                    .first(STRING)
                    .contains("rule expression (from-client[0].when: attribute not found)")
                    .doesNotContain("geheim");
        }
    }

    @Test
    void aReloadBindsOpenSessionsWhichStillKnowWhatWasAskedOfTheirHandshake() {
        String before = "{ transform: { from-client: [ { set: { /room: '{{ segments.room }}' } } ] } }";
        String after = "{ transform: { from-client: [ { set: { /at: 'room {{ segments.room }}' } } ] } }";
        try (RawEndpoint endpoint = new RawEndpoint(Answers.accept());
                GatewayFixture gateway = start(endpoint, before);
                RawPeer client = open(gateway, "/rooms/7");
                RawPeer upstream = endpoint.next()) {
            client.send(WireFrame.text("{}"));
            assertThat(upstream.next().text()).isEqualTo("{\"room\":\"7\"}");

            gateway.reload(settings(endpoint, after));
            client.send(WireFrame.text("{}"));

            assertThat(upstream.next().text()).isEqualTo("{\"at\":\"room 7\"}");
        }
    }

    private static GatewayFixture start(RawEndpoint endpoint, String filters) {
        return GatewayFixture.start(settings(endpoint, filters));
    }

    private static Settings settings(RawEndpoint endpoint, String filters) {
        return Settings.to(endpoint.url())
                .route("match", "{ path: \"/rooms/{room}\" }")
                .route("filters", "[ " + filters + " ]");
    }

    private static RawPeer open(GatewayFixture gateway, String target) {
        return RawPeer.open(gateway.address(), Upgrade.to(target).with("X-Subject", "ann"));
    }
}
