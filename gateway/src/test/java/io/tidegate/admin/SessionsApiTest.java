package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Principal;
import io.tidegate.session.FakeSession;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionsApiTest {
    private final AdminFixture admin = new AdminFixture();

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void sessionsAreListedPageByPage() throws Exception {
        for (int i = 0; i < 25; i++) {
            admin.session("s%02d".formatted(i), "chat", "192.0.2.1");
        }
        List<String> seen = new ArrayList<>();
        JsonNode page = AdminFixture.json(admin.get("/api/v1/sessions?limit=10"));
        seen.addAll(ids(page));
        while (page.has("cursor")) {
            assertThat(page.get("total").asInt()).isEqualTo(25);
            page = AdminFixture.json(admin.get(
                    "/api/v1/sessions?limit=10&cursor=" + page.get("cursor").asString()));
            seen.addAll(ids(page));
        }

        assertThat(seen).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void sessionsAreFoundByAPartOfAnythingThatIsKnownOfThem() throws Exception {
        admin.session("s1", "chat", "192.0.2.1").knownAs(known("auth0|Ann"));
        admin.session("s2", "feed", "192.0.2.200");

        for (String text : new String[] {"S1", "192.0.2.1%20", "auth0%7Cann", "chat-serv", "2.200", "FEED", "r-1"}) {
            int expected = text.equals("192.0.2.1%20") ? 0 : text.equals("r-1") ? 2 : 1;
            JsonNode found = AdminFixture.json(admin.get("/api/v1/sessions?search=" + text));

            assertThat(found.get("total").asInt()).as(text).isEqualTo(expected);
        }
    }

    @Test
    void sessionsAreListedInTheOrderThatIsAskedForPageByPage() throws Exception {
        for (int i = 0; i < 9; i++) {
            admin.session("s" + i, "chat", "192.0.2." + i % 3);
        }
        List<String> seen = new ArrayList<>();
        JsonNode page = AdminFixture.json(admin.get("/api/v1/sessions?sort=-client&limit=4"));
        seen.addAll(ids(page));
        while (page.has("cursor")) {
            page = AdminFixture.json(admin.get("/api/v1/sessions?sort=-client&limit=4&cursor="
                    + page.get("cursor").asString()));
            seen.addAll(ids(page));
        }

        assertThat(seen).containsExactly("s2", "s5", "s8", "s1", "s4", "s7", "s0", "s3", "s6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "client",
                "route",
                "endpoint",
                "phase",
                "age",
                "client-messages",
                "upstream-messages",
                "client-bytes",
                "upstream-bytes",
                "client-rtt",
                "upstream-rtt"
            })
    void everyOrderCanBeTurnedAround(String sort) throws Exception {
        admin.session("s1", "chat", "192.0.2.1");
        admin.session("s2", "feed", "192.0.2.2");

        assertThat(ids(AdminFixture.json(admin.get("/api/v1/sessions?sort=" + sort))))
                .hasSize(2);
        assertThat(ids(AdminFixture.json(admin.get("/api/v1/sessions?sort=-" + sort))))
                .hasSize(2);
    }

    @Test
    void anOrderThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> answer = admin.get("/api/v1/sessions?sort=size");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("sort must be one of id, client, route", "got size");
        assertThat(admin.get("/api/v1/sessions?cursor=" + "YWJj").body())
                .contains("must be the cursor of the page before");
    }

    @Test
    void sessionsOfASubjectAreFoundAndEnded() throws Exception {
        FakeSession first = admin.session("s1", "chat", "192.0.2.1").knownAs(known("auth0|ann"));
        FakeSession second = admin.session("s2", "feed", "192.0.2.2").knownAs(known("auth0|ann"));
        FakeSession other = admin.session("s3", "feed", "192.0.2.2").knownAs(known("bob"));
        FakeSession unknown = admin.session("s4", "feed", "192.0.2.2");

        assertThat(ids(AdminFixture.json(admin.get("/api/v1/sessions?subject=auth0%7Cann"))))
                .containsExactly("s1", "s2");
        HttpResponse<String> answer = admin.delete("/api/v1/subjects/auth0%7Cann/sessions");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"ending\":2,\"rate\":\"at once\"}");
        Awaitility.await()
                .until(() -> !first.farewell().isEmpty() && !second.farewell().isEmpty());
        assertThat(first.farewell()).isEqualTo("killed 1008 access revoked");
        assertThat(other.farewell() + unknown.farewell()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s1 | {\"credential\":\"fresh\"} | 200",
                "s1 | {\"credential\":\"bad\"} | 422",
                "s1 | {\"credential\":7} | 400",
                "s1 | {\"credential\":\"fresh\",\"more\":1} | 400",
                "s1 | {\"credential\":geheim} | 400",
                "s2 | {\"credential\":\"fresh\"} | 409",
                "s3 | {\"credential\":\"fresh\"} | 404"
            })
    void aSessionTakesAnotherCredentialIfItStands(String id, String body, int status) throws Exception {
        admin.session("s1", "chat", "192.0.2.1").knownAs(known("ann"));
        admin.session("s2", "chat", "192.0.2.1");

        HttpResponse<String> answer =
                admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/sessions/" + id + "/credentials"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("fresh").doesNotContain("geheim");
        if (status == 200) {
            assertThat(answer.body()).isEqualTo("{\"subject\":\"ann\",\"expires\":\"2030-01-01T00:00:00Z\"}");
        }
    }

    private static Principal known(String subject) {
        return new Principal(subject, Set.of(), Map.of(), "jwt", Instant.parse("2030-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "route=chat, s1 s2",
        "route=feed, s3",
        "upstream=feed-servers, s3",
        "endpoint=10.0.0.5:9001, s1 s2 s3",
        "listener=public, s1 s2 s3",
        "listener=other, ''",
        "client=192.0.2.1, s1",
        "client=192.0.2.0/24, s1 s2",
        "client=2001:db8::/32, s3",
        "phase=relay, s1 s2 s3",
        "phase=connect, ''",
        "route=chat&client=192.0.2.2, s2"
    })
    void sessionsAreChosenByWhatIsGiven(String query, String expected) throws Exception {
        admin.session("s1", "chat", "192.0.2.1");
        admin.session("s2", "chat", "192.0.2.2");
        admin.session("s3", "feed", "2001:db8::1");

        JsonNode page = AdminFixture.json(admin.get("/api/v1/sessions?" + query));

        assertThat(String.join(" ", ids(page))).isEqualTo(expected);
        assertThat(page.get("total").asInt()).isEqualTo(ids(page).size());
    }

    @Test
    void aSessionIsShownWithWhatItIsDoing() throws Exception {
        admin.session("s1", "chat", "192.0.2.1");

        HttpResponse<String> answer = admin.get("/api/v1/sessions/s1");
        JsonNode session = AdminFixture.json(answer);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(session.get("id").asString()).isEqualTo("s1");
        assertThat(session.get("phase").asString()).isEqualTo("relay");
        assertThat(session.get("client").asString()).isEqualTo("192.0.2.1");
        assertThat(session.get("accepted-at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(session.get("age-millis").asLong()).isNotNegative();
        assertThat(session.get("handshake-millis").asInt()).isEqualTo(3);
        assertThat(session.get("from-client").get("messages").asInt()).isZero();
        assertThat(session.has("client-rtt-micros")).isFalse();
        assertThat(answer.body()).doesNotContain("geheim");
        assertThat(admin.get("/api/v1/sessions/s2").statusCode()).isEqualTo(404);
    }

    @Test
    void aSessionIsEndedByItsId() throws Exception {
        FakeSession session = admin.session("s1", "chat", "192.0.2.1");
        FakeSession other = admin.session("s2", "chat", "192.0.2.1");

        HttpResponse<String> answer = admin.delete("/api/v1/sessions/s1?code=4001&reason=go%20away");
        Awaitility.await().until(() -> !session.farewell().isEmpty());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(session.farewell()).isEqualTo("killed 4xxx go away");
        assertThat(other.farewell()).isEmpty();
        assertThat(admin.delete("/api/v1/sessions/s1").statusCode()).isEqualTo(404);
    }

    @Test
    void sessionsAreEndedByFilterAtARate() throws Exception {
        FakeSession one = admin.session("s1", "chat", "192.0.2.1");
        FakeSession two = admin.session("s2", "chat", "192.0.2.2");
        FakeSession other = admin.session("s3", "feed", "192.0.2.1");

        HttpResponse<String> answer = admin.delete("/api/v1/sessions?route=chat&rate=100/s");
        Awaitility.await()
                .until(() -> !one.farewell().isEmpty() && !two.farewell().isEmpty());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"ending\":2,\"rate\":\"100/s\"}");
        assertThat(one.farewell()).matches("killed 1012 ended by an operator; retry-after-ms=\\d+");
        assertThat(other.farewell()).isEmpty();
    }

    @Test
    void allSessionsAreEndedOnlyWhereThatIsSaid() throws Exception {
        FakeSession session = admin.session("s1", "chat", "192.0.2.1");

        int silent = admin.delete("/api/v1/sessions").statusCode();
        int both = admin.delete("/api/v1/sessions?all=true&route=feed").statusCode();
        String before = session.farewell();
        int said = admin.delete("/api/v1/sessions?all=true").statusCode();
        Awaitility.await().until(() -> !session.farewell().isEmpty());

        assertThat(silent).isEqualTo(400);
        assertThat(both).isEqualTo(400);
        assertThat(before).isEmpty();
        assertThat(said).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/sessions?rout=chat, rout is unknown",
        "GET, /api/v1/sessions?limit=0, limit must be between 1 and 1000",
        "GET, /api/v1/sessions?limit=1001, limit must be between 1 and 1000",
        "GET, /api/v1/sessions?limit=ten, limit must be between 1 and 1000",
        "GET, /api/v1/sessions?limit=99999999999, limit must be between 1 and 1000",
        "GET, /api/v1/sessions?cursor=!, cursor must be the cursor",
        "GET, /api/v1/sessions?client=nowhere, client must be an address",
        "GET, /api/v1/sessions?client=10.0.0.0/33, client must",
        "GET, /api/v1/sessions?phase=open, phase must be one of handshake",
        "GET, /api/v1/sessions?route=a&route=b, route must be given once",
        "GET, /api/v1/sessions?route=, route must be given once",
        "GET, /api/v1/sessions/s1?verbose=1, verbose is unknown",
        "DELETE, /api/v1/sessions?route=chat&rate=fast, rate must be a rate",
        "DELETE, /api/v1/sessions?route=chat&code=1006, code must be a close code",
        "DELETE, /api/v1/sessions?route=chat&code=99, code must be between",
        "DELETE, /api/v1/sessions?all=yes, all must be true",
        "DELETE, /api/v1/sessions/s1?route=chat, route is unknown"
    })
    void whatIsWrongIsNamedAndNothingIsDone(String method, String target, String complaint) throws Exception {
        FakeSession session = admin.session("s1", "chat", "192.0.2.1");

        HttpResponse<String> answer = method.equals("GET") ? admin.get(target) : admin.delete(target);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(AdminFixture.json(answer).get("detail").asString()).contains(complaint);
        assertThat(session.farewell()).isEmpty();
    }

    @Test
    void aReasonMustFitIntoAClose() throws Exception {
        admin.session("s1", "chat", "192.0.2.1");

        assertThat(admin.delete("/api/v1/sessions/s1?reason=" + "x".repeat(124)).statusCode())
                .isEqualTo(400);
        assertThat(admin.delete("/api/v1/sessions/s1?reason=" + "x".repeat(123)).statusCode())
                .isEqualTo(202);
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("sessions").forEach(session -> ids.add(session.get("id").asString()));
        return ids;
    }
}
