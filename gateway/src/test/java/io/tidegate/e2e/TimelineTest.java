package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.Admission;
import io.tidegate.testing.Admin;
import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the admin API tells of what happened to a session, while it is open and after its end. */
@Timeout(60)
@ExtendWith(NothingLeftBehind.class)
class TimelineTest {
    private static final byte[] BIG = WireFrame.binary(new byte[1 << 20]).bytes();

    @Test
    void aSessionTellsHowItBegan() throws Exception {
        try (var _ = new OwnFilters(WaitingFilter.class);
                var deaf = new RawEndpoint(Answers.status(503, "busy"));
                var endpoint = new EchoEndpoint();
                var gateway = start(Settings.to(deaf.url(), endpoint.url()).route("filters", "[ { waiting: {} } ]"));
                RawPeer client = RawPeer.connect(gateway.address())
                        .send(Upgrade.to("/begun").bytes())) {
            var verdict = WaitingFilter.next();
            String waiting =
                    admin(gateway).json("/api/v1/sessions").at("/sessions/0/id").asString();
            assertThat(words(story(gateway, waiting)))
                    .containsExactly("phase handshake", "phase admit", "deferred waiting");
            verdict.complete(Admission.Pass.ADMIT);
            client.readHead();

            JsonNode story = story(gateway, waiting);

            List<String> words = words(story);
            assertThat(words).startsWith("phase handshake", "phase admit", "deferred waiting", "phase connect");
            assertThat(words.getLast()).isEqualTo("phase relay " + id(endpoint.url()));
            assertThat(words.subList(4, words.size() - 1)).last().isEqualTo("attempt connected " + id(endpoint.url()));
            assertThat(words.size() == 6 || words.get(4).equals("attempt refused " + id(deaf.url())))
                    .as("%s", words)
                    .isTrue();
            assertThat(story.has("ending")).isFalse();
            assertThat(times(story)).isSorted();
        }
    }

    @Test
    void aSideThatIsNotReadShowsWhileItIsAndAfterwards() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(Settings.to(endpoint.url())
                        .route("stall-timeout", "30s")
                        .route("max-message", "4MiB"));
                RawPeer client = gateway.open("/paused");
                RawPeer upstream = endpoint.next()) {
            Thread flood = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 20; i++) {
                    upstream.send(BIG);
                }
            });

            awaitEvent(gateway, client, "read-paused no-room upstream");
            for (int i = 0; i < 20; i++) {
                client.next();
            }
            awaitEnd(flood);
            client.send(WireFrame.close(1000, ""));
            upstream.next();
            upstream.finish(WireFrame.close(1000, ""));

            JsonNode paused = ofEvent(ended(gateway, client), "read-paused").getFirst();
            assertThat(paused.get("count").asLong()).isPositive();
            assertThat(paused.get("millis").asLong()).isBetween(0L, 30_000L);
        }
    }

    @Test
    void whatALimitDoesIsCountedAndTheEndTellsItsCause() {
        try (var endpoint = new EchoEndpoint();
                var gateway = start(Settings.to(endpoint.url())
                        .route("filters", "[ { rate-limit: { messages: 1/h, burst: 1, exceed: drop } } ]"));
                RawPeer client = gateway.open("/limits")) {
            client.send(WireFrame.text("one"));
            client.next();
            for (int i = 0; i < 30; i++) {
                client.send(WireFrame.text("more"));
            }
            client.send(WireFrame.ping("p"));
            client.next();

            JsonNode dropped = ofEvent(story(gateway, id(client)), "verdict").getFirst();
            assertThat(dropped.get("filter").asString()).isEqualTo("rate-limit");
            assertThat(dropped.get("detail").asString()).isEqualTo("drop");
            assertThat(dropped.get("side").asString()).isEqualTo("client");
            assertThat(dropped.get("count").asInt()).isEqualTo(30);
            admin(gateway).delete("/api/v1/sessions/" + id(client) + "?code=4001&reason=enough");
            client.finish(client.nextClose());

            JsonNode ending = ended(gateway, client).get("ending");
            assertThat(ending.get("phase").asString()).isEqualTo("relay");
            assertThat(ending.get("cause").asString()).isEqualTo("killed");
            assertThat(ending.get("ended-by").asString()).isEqualTo("gateway");
            assertThat(ending.get("code").asInt()).isEqualTo(4001);
            assertThat(ending.get("reason").asString()).isEqualTo("enough");
        }
    }

    @Test
    void aSessionThatGoesOnElsewhereTellsWhereItWas() {
        try (var first = new RawEndpoint(Answers.accept());
                var second = new RawEndpoint(Answers.accept());
                var gateway = start(Settings.to(first.url(), second.url()).route("resume", "{ quiet: 20ms }"));
                RawPeer client = gateway.open("/resumed")) {
            boolean atFirst = first.taken() == 1;
            RawEndpoint before = atFirst ? first : second;
            RawEndpoint after = atFirst ? second : first;
            before.next().reset();
            after.next();

            List<String> words = awaitEvent(gateway, client, "resumed " + id(after.url()));
            assertThat(words)
                    .containsSubsequence(
                            "attempt connected " + id(before.url()),
                            "phase relay " + id(before.url()),
                            "phase parked " + id(before.url()),
                            "attempt connected " + id(after.url()),
                            "resumed " + id(after.url()));
            client.send(WireFrame.close(1000, ""));
            client.nextClose();
        }
    }

    @Test
    void aMoveShowsAndSoDoesOneThatCameToNothing() {
        try (var first = new RawEndpoint(Answers.accept());
                var second = new RawEndpoint(Answers.accept());
                var gateway = start(Settings.to(first.url(), second.url()).route("resume", "{ quiet: 20ms }"));
                RawPeer client = gateway.open("/moved")) {
            RawEndpoint after = first.taken() == 1 ? second : first;
            String move = "/api/v1/sessions/" + id(client) + "/move?deadline=";
            client.send(WireFrame.text("half").more());
            assertThat(admin(gateway).post(move + "300ms", null, null).status()).isEqualTo(409);
            client.send(WireFrame.continuation("and half"));

            assertThat(admin(gateway).post(move + "10s", null, null).status()).isEqualTo(200);

            assertThat(words(story(gateway, id(client))))
                    .containsSubsequence("not-moved never-quiet", "moved " + id(after.url()));
        }
    }

    @Test
    void aSessionThatFindsNoOtherEndpointTellsThatItDidNotGoOn() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(Settings.to(endpoint.url()).route("resume", "{ max-gap: 200ms }"));
                RawPeer client = gateway.open("/gone")) {
            endpoint.answerWith(Answers.status(503, "no"));
            endpoint.next().reset();
            client.finish(client.nextClose());

            JsonNode ended = ended(gateway, client);
            assertThat(words(ended))
                    .containsSubsequence(
                            "phase parked " + id(endpoint.url()),
                            "not-resumed " + ended.at("/ending/cause").asString());
        }
    }

    @Test
    void aReloadThatIsFollowedShows() {
        try (var endpoint = new EchoEndpoint();
                var gateway = start(Settings.to(endpoint.url()));
                RawPeer client = gateway.open("/reloaded")) {
            gateway.reload(
                    Settings.to(endpoint.url()).gateway("admin", Admin.ANY_PORT).route("max-message", "1KiB"));

            awaitEvent(gateway, client, "reloaded");
        }
    }

    @Test
    void theLongestRoundTripIsKeptBesideTheLast() {
        try (var endpoint = new RawEndpoint(Answers.accept());
                var gateway = start(Settings.to(endpoint.url()).route("ping", "{ interval: 1s, timeout: 5s }"));
                RawPeer client = gateway.open("/pings");
                RawPeer _ = endpoint.next()) {
            client.send(WireFrame.of(WireFrame.PONG, client.next().payload()));

            Awaitility.await().until(() -> story(gateway, id(client)).has("client-rtt-worst-micros"));
            JsonNode story = story(gateway, id(client));
            assertThat(story.get("client-rtt-worst-micros").asLong())
                    .isGreaterThanOrEqualTo(story.get("client-rtt-micros").asLong());
            assertThat(story.has("upstream-rtt-worst-micros")).isFalse();
        }
    }

    @Test
    void aRefusedHandshakeIsAnEndingToo() {
        try (var endpoint = new EchoEndpoint();
                var gateway = start(Settings.to(endpoint.url())
                        .route("filters", "[ { origins: { allow: [ \"https://a.example\" ] } } ]"));
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/refused")
                            .with("Origin", "https://b.example")
                            .bytes())
                    .readHead();

            JsonNode listed = admin(gateway).json("/api/v1/endings?cause=refused&route=all&client=127.0.0.0/8");
            JsonNode ended = listed.at("/endings/0");
            assertThat(listed.get("total").asInt()).isOne();
            assertThat(ended.get("path").asString()).isEqualTo("/refused");
            assertThat(ended.has("timeline")).isFalse();
            assertThat(ended.at("/ending/code").asInt()).isEqualTo(403);
            assertThat(ended.at("/ending/phase").asString()).isEqualTo("admit");
            assertThat(words(story(gateway, ended.get("id").asString())))
                    .containsExactly(
                            "phase handshake", "phase admit", "verdict refuse client origins", "ended refused");
        }
    }

    @Test
    void endingsAreChosenByWhatIsGiven() {
        try (var endpoint = new EchoEndpoint();
                var gateway = start(Settings.to(endpoint.url()))) {
            for (String path : new String[] {"/one", "/two"}) {
                try (RawPeer client = gateway.open(path)) {
                    client.send(WireFrame.close(1000, "bye"));
                    client.nextClose();
                }
            }
            gateway.awaitNoSession();

            Admin admin = admin(gateway);
            assertThat(total(admin, "")).isEqualTo(2);
            assertThat(total(admin, "?cause=client-closed&phase=relay&upstream=chat&listener=public"))
                    .isEqualTo(2);
            assertThat(admin.json("/api/v1/endings?limit=1").get("endings")).hasSize(1);
            assertThat(total(admin, "?cause=idle")).isZero();
            assertThat(total(admin, "?phase=close")).isZero();
            assertThat(total(admin, "?client=192.0.2.0/24")).isZero();
            assertThat(total(admin, "?endpoint=" + id(endpoint.url()))).isEqualTo(2);
            assertThat(admin.status("/api/v1/endings?cause=bored")).isEqualTo(400);
            assertThat(admin.status("/api/v1/endings?cursor=x")).isEqualTo(400);
            assertThat(admin.status("/api/v1/sessions/nobody")).isEqualTo(404);
        }
    }

    private static GatewayFixture start(Settings settings) {
        return GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).route("close-timeout", "300ms"));
    }

    private static Admin admin(GatewayFixture gateway) {
        return Admin.of(gateway.gateway());
    }

    private static int total(Admin admin, String query) {
        return admin.json("/api/v1/endings" + query).get("total").asInt();
    }

    private static JsonNode story(GatewayFixture gateway, String id) {
        return admin(gateway).json("/api/v1/sessions/" + id);
    }

    /** Waits for its end. */
    private static JsonNode ended(GatewayFixture gateway, RawPeer client) {
        gateway.awaitNoSession();
        return story(gateway, id(client));
    }

    private static String id(RawPeer client) {
        return client.head().header("Tidegate-Session");
    }

    private static String id(String url) {
        return url.replace("ws://", "");
    }

    private static List<String> awaitEvent(GatewayFixture gateway, RawPeer client, String words) {
        return Awaitility.await(words)
                .atMost(RawPeer.LIMIT)
                .until(() -> words(story(gateway, id(client))), told -> told.contains(words));
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(RawPeer.LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> ofEvent(JsonNode story, String event) {
        return entries(story).stream()
                .filter(entry -> entry.get("event").asString().equals(event))
                .toList();
    }

    private static List<JsonNode> entries(JsonNode story) {
        return StreamSupport.stream(story.get("timeline").spliterator(), false).toList();
    }

    private static List<String> times(JsonNode story) {
        return entries(story).stream().map(entry -> entry.get("at").asString()).toList();
    }

    private static List<String> words(JsonNode story) {
        List<String> told = new ArrayList<>();
        for (JsonNode entry : entries(story)) {
            StringBuilder words = new StringBuilder(entry.get("event").asString());
            for (String member : List.of("detail", "side", "filter", "endpoint")) {
                words.append(entry.has(member) ? " " + entry.get(member).asString() : "");
            }
            told.add(words.toString());
        }
        return told;
    }
}
