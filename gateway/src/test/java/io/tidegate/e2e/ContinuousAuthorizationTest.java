package io.tidegate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.authenticate.TicketFilter;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client was let in by goes on being judged while its session is open. */
@ExtendWith(NothingLeftBehind.class)
class ContinuousAuthorizationTest {
    private static final String LONG = ";chat;600000";
    private static final String RENEW =
            "renew: { message: { at: /type, is: [ auth ] }, credential: /token, reply: taken }";

    private final OwnFilters own = new OwnFilters(TicketFilter.class);
    private final EchoEndpoint endpoint = new EchoEndpoint();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        TicketFilter.reset();
        endpoint.close();
        own.close();
    }

    @Test
    void aSessionEndsWithItsCredential() {
        try (var gateway = start("");
                var client = gateway.open("/?ticket=ann;chat;2000")) {
            assertThat(echoes(client, "hello")).isTrue();

            closes(client, "token expired");

            assertThat(gateway.ending("/")).isEqualTo(new Ending(Phase.RELAY, Cause.EXPIRED, 1008, "token expired"));
        }
    }

    @Test
    void graceLetsItGoOnForAWhile() {
        long start = System.nanoTime();
        try (var gateway = start("expiry: { grace: 600ms }");
                var client = gateway.open("/?ticket=ann;chat;200")) {
            closes(client, "token expired");

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(800));
        }
    }

    @Test
    void aReloadOfOtherSettingsChangesNothingOfThat() {
        try (var gateway = start("");
                var client = gateway.open("/?ticket=ann;chat;4000")) {
            gateway.reload(settings("").route("max-age", "1h"));

            assertThat(echoes(client, "hello")).isTrue();
            closes(client, "token expired");
        }
    }

    @Test
    void aCredentialInAMessageTakesThePlaceOfTheOldOneAndGoesNoFurther() {
        try (var gateway = start(RENEW);
                var client = gateway.open("/?ticket=ann;chat;3000")) {
            long start = System.nanoTime();
            assertThat(echoes(client, "before")).isTrue();
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"ann" + LONG + "\"}"), WireFrame.text("after"));

            assertThat(client.next().text()).isEqualTo("taken");
            assertThat(client.next().text()).isEqualTo("after");
            while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(3300)) {
                assertThat(echoes(client, "still here")).isTrue();
            }
        }
    }

    @Test
    void aMessageMayAlsoBeMeantByHowItBegins() {
        try (var gateway = start("renew: { message: { prefix: \"AUTH \" } }");
                var client = gateway.open("/?ticket=ann" + LONG)) {
            client.send(WireFrame.text("AUTH ann;chat;2000"), WireFrame.text("AUTHENTIC"));

            assertThat(client.next().text()).isEqualTo("AUTHENTIC");
            closes(client, "token expired");
        }
    }

    @ParameterizedTest
    @CsvSource({"bob;chat;60000", "garbage", "''"})
    void oneThatDoesNotStandOrIsAnothersEndsTheSession(String ticket) {
        try (var gateway = start(RENEW);
                var client = gateway.open("/?ticket=ann" + LONG)) {
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"" + ticket + "\"}"));

            closes(client, "credentials refused");

            assertThat(gateway.ending("/").cause()).isEqualTo(Cause.EXPIRED);
        }
    }

    @Test
    void whereNobodyCanSayTheOldOneGoesOnToStand() {
        try (var gateway = start(RENEW);
                var client = gateway.open("/?ticket=ann" + LONG)) {
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"busy;chat;1\"}"));

            assertThat(echoes(client, "hello")).isTrue();
        }
    }

    @Test
    void noJournalTellsACredential() throws Exception {
        Path letters = folder.resolve("letters.jsonl");
        try (var gateway = GatewayFixture.start(settings(RENEW)
                        .route("dead-letters", "{ payload: 1KiB }")
                        .gateway("dead-letters", "{ file: \"" + letters + "\" }"));
                var client = gateway.open("/?ticket=ann" + LONG)) {
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"ann;geheim;600000\"}"));
            assertThat(client.next().text()).isEqualTo("taken");
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"geheim\"}"));
            closes(client, "credentials refused");
        }
        assertThat(Files.readString(letters, UTF_8)).contains("filter:ticket").doesNotContain("geheim");
    }

    @Test
    void methodsAreAskedAgainAtAnInterval() {
        try (var gateway = start("recheck: 1s");
                var client = gateway.open("/?ticket=ann" + LONG)) {
            TicketFilter.revoke("ann");

            closes(client, "credentials revoked");

            assertThat(gateway.ending("/").cause()).isEqualTo(Cause.EXPIRED);
        }
    }

    @Test
    void methodsThatSayThatSomethingChangedAreAskedAtOnce() {
        try (var gateway = start("");
                var revoked = gateway.open("/?ticket=ann" + LONG);
                var other = gateway.open("/?ticket=bob" + LONG)) {
            assertThat(echoes(revoked, "hello")).isTrue();
            TicketFilter.revoke("ann");
            TicketFilter.tellOfChanges();

            closes(revoked, "credentials revoked");
            assertThat(echoes(other, "hello")).isTrue();
        }
    }

    @Test
    void aKeyThatIsTakenOutOfItsFileEndsItsSessions() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys.yaml"), keyFile("billing", "chat"));
        String filters = "[ { authenticate: { any: [ { api-key: { file: \"" + keys
                + "\", from: [ \"header:X-Api-Key\" ] } } ] } } ]";
        try (var gateway = GatewayFixture.start(Settings.to(endpoint.url()).route("filters", filters));
                var billing = RawPeer.open(gateway.address(), Upgrade.to("/").with("X-Api-Key", "key of billing"));
                var chat = RawPeer.open(gateway.address(), Upgrade.to("/").with("X-Api-Key", "key of chat"))) {
            Files.writeString(keys, keyFile("chat"));

            closes(billing, "credentials revoked");
            assertThat(echoes(chat, "hello")).isTrue();
        }
    }

    private static String keyFile(String... names) throws Exception {
        StringBuilder file = new StringBuilder("keys:\n");
        for (String name : names) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("key of " + name).getBytes(UTF_8));
            file.append("  " + name + ": { sha256: " + HexFormat.of().formatHex(hash) + " }\n");
        }
        return file.toString();
    }

    @Test
    void anOperatorPresentsACredentialForASession() {
        try (var gateway = GatewayFixture.start(settings("").gateway("admin", Admin.ANY_PORT));
                var client = gateway.open("/?ticket=ann;chat;5000")) {
            long start = System.nanoTime();
            Admin admin = Admin.of(gateway.gateway());
            String session = client.head().header("Tidegate-Session");

            assertThat(present(admin, session, "ann" + LONG)).isEqualTo(200);
            assertThat(present(admin, session, "bob" + LONG)).isEqualTo(422);
            assertThat(present(admin, session, "busy;x;1")).isEqualTo(503);
            assertThat(present(admin, "nobody", "ann" + LONG)).isEqualTo(404);
            assertThat(admin.json("/api/v1/sessions/" + session).get("timeline").findValuesAsString("event"))
                    .containsOnlyOnce("renewed");
            while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(5300)) {
                assertThat(echoes(client, "still here")).isTrue();
            }
        }
    }

    @Test
    void anOperatorEndsAllSessionsOfASubject() {
        try (var gateway = GatewayFixture.start(settings("").gateway("admin", Admin.ANY_PORT));
                var first = gateway.open("/one?ticket=ann" + LONG);
                var second = gateway.open("/two?ticket=ann" + LONG);
                var other = gateway.open("/three?ticket=bob" + LONG)) {
            assertThat(Admin.of(gateway.gateway())
                            .delete("/api/v1/subjects/ann/sessions")
                            .body())
                    .contains("\"ending\":2");

            closes(first, "access revoked");
            closes(second, "access revoked");
            assertThat(gateway.ending("/one").cause()).isEqualTo(Cause.KILLED);
            assertThat(echoes(other, "hello")).isTrue();
        }
    }

    @Test
    void whoMayNotStayWithTheNewCredentialDoesNot() {
        String filters = "[ { ticket: { " + RENEW + " } }, { authorize: { rule: "
                + "'path == \"/room\" && \"chat\" in principal.roles' } } ]";
        try (var gateway = GatewayFixture.start(
                        Settings.to(endpoint.url()).route("filters", filters).gateway("admin", Admin.ANY_PORT));
                var client = gateway.open("/room?ticket=ann" + LONG);
                var other = gateway.open("/room?ticket=bob" + LONG)) {
            client.send(WireFrame.text("{\"type\":\"auth\",\"token\":\"ann;reader;600000\"}"));
            String session = other.head().header("Tidegate-Session");

            closes(client, "not allowed any more");
            assertThat(present(Admin.of(gateway.gateway()), session, "bob;chat,more;600000"))
                    .isEqualTo(200);
            assertThat(echoes(other, "hello")).isTrue();
        }
    }

    private static int present(Admin admin, String session, String ticket) {
        String body = "{\"credential\":\"" + ticket + "\"}";
        return admin.post("/api/v1/sessions/" + session + "/credentials", "application/json", body.getBytes(UTF_8))
                .status();
    }

    private static void closes(RawPeer client, String reason) {
        WireFrame close = client.nextClose();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).isEqualTo(reason);
        client.finish(WireFrame.close(1008, ""));
    }

    private static boolean echoes(RawPeer client, String text) {
        client.send(WireFrame.text(text));
        return client.next().text().equals(text);
    }

    private GatewayFixture start(String ticket) {
        return GatewayFixture.start(settings(ticket));
    }

    private Settings settings(String ticket) {
        return Settings.to(endpoint.url()).route("filters", "[ { ticket: { " + ticket + " } } ]");
    }
}
