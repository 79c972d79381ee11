package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.authenticate.TicketFilter;
import io.tidegate.testing.ApiDescription;
import io.tidegate.testing.ApiDescription.Operation;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.OwnFilters;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of the admin API, asked of a gateway that runs, is taken, answered and refused as it is described. */
@Timeout(60)
class OpenApiTest {
    private static final String VIEWER = "a-token-that-may-look";
    private static final String OPERATOR = "a-token-that-may-change";
    private static final String BANNED = "127.0.0.2";
    private static final String TICKET = ";chat;600000";

    /** With the addresses of two endpoints. */
    private static final String YAML = """
            listeners: { public: { address: "127.0.0.1:0" } }
            upstreams: { chat: { endpoints: [ "%s", "%s" ], balance: round-robin, max-sessions: 100 } }
            routes:
              all:
                upstream: chat
                resume: { quiet: 20ms }
                filters: [ { addresses: { bans: { failures: 3/h } } }, { ticket: {} } ]
            admin:
              address: "127.0.0.1:0"
              tokens: [ { name: vera, token: %s, role: viewer }, { name: olga, token: %s, role: operator } ]
            drain: { window: 0s, deadline: 1s }
            event-loops: 2
            reload: { watch: false }
            """;

    @TempDir
    private Path folder;

    private final OwnFilters own = new OwnFilters(TicketFilter.class);
    private final EchoEndpoint first = new EchoEndpoint();
    private final EchoEndpoint second = new EchoEndpoint();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> answered = new TreeSet<>();
    private FileGateway gateway;
    private ApiDescription description;

    @BeforeEach
    void start() throws Exception {
        gateway = FileGateway.start(
                folder.resolve("tidegate.yaml"), YAML.formatted(first.url(), second.url(), VIEWER, OPERATOR));
        description = new ApiDescription(
                send(VIEWER, "GET", "/api/v1/openapi.json", null, null).body());
    }

    @AfterEach
    void stop() {
        http.close();
        gateway.close();
        first.close();
        second.close();
        own.close();
    }

    @Test
    void everyOperationIsAnsweredAsItIsDescribed() throws Exception {
        try (RawPeer ann = open("/one?ticket=ann" + TICKET);
                RawPeer bob = open("/two?ticket=bob" + TICKET);
                RawPeer cid = open("/three?ticket=cid" + TICKET)) {
            ann.send(WireFrame.text("hello"));
            assertThat(ann.next().text()).isEqualTo("hello");
            look(id(ann));
            operate(id(ann), id(bob));
            moveAndEnd(id(ann), id(bob));

            assertThat(description.operations().stream().map(Operation::id).filter(id -> !answered.contains(id)))
                    .isEmpty();
            finish(ann, bob, cid);
        }
    }

    private void look(String session) throws Exception {
        ban();
        for (String path : new String[] {
            "/",
            "/console/main.js",
            "/healthz",
            "/readyz",
            "/metrics",
            "/tidegate-client.mjs",
            "/tidegate-client.js",
            "/.well-known/jwks.json",
            "/api/v1/openapi.json",
            "/api/v1/version",
            "/api/v1/whoami",
            "/api/v1/live",
            "/api/v1/live?since=2026-11-21T10:00:00Z",
            "/api/v1/evacuations",
            "/api/v1/sessions?search=ann&sort=-client-bytes",
            "/api/v1/routes",
            "/api/v1/config",
            "/api/v1/config/difference",
            "/api/v1/changes",
            "/api/v1/changes?limit=1",
            "/api/v1/log-level",
            "/api/v1/upstreams",
            "/api/v1/upstreams/chat",
            "/api/v1/sessions/" + session,
            "/api/v1/endings",
            "/api/v1/endings?cause=rate&limit=1",
            "/api/v1/bans",
            "/api/v1/bans?limit=1",
            "/api/v1/bans?address=" + BANNED,
            "/api/v1/sessions?limit=2",
            "/api/v1/sessions?route=all&upstream=chat&phase=relay&client=127.0.0.0/8&listener=public&subject=ann"
        }) {
            expect(200, VIEWER, "GET", path, null);
        }
        String cursor = json(expect(200, VIEWER, "GET", "/api/v1/sessions?limit=2", null))
                .get("cursor")
                .asString();
        expect(200, VIEWER, "GET", "/api/v1/sessions?cursor=" + cursor, null);
    }

    private void operate(String ann, String bob) throws Exception {
        expect(200, OPERATOR, "PUT", "/api/v1/log-level", "{\"level\":\"warn\"}"); // as it is in the tests
        expect(200, OPERATOR, "PATCH", endpoint(first), "{\"mode\":\"draining\",\"weight\":5}");
        expect(200, OPERATOR, "PATCH", endpoint(first), "{\"mode\":\"ready\",\"weight\":null}");
        expect(200, OPERATOR, "DELETE", "/api/v1/bans?address=" + BANNED, null);
        expect(200, OPERATOR, "DELETE", "/api/v1/bans?all=true", null);
        expect(200, OPERATOR, "POST", credentials(ann), "{\"credential\":\"ann" + TICKET + "\"}");
        assertThat(expect(200, OPERATOR, "POST", tap(ann), "{\"seconds\":1,\"redact\":[\"/pin\"]}")
                        .body())
                .startsWith("event: begin\ndata: {")
                .contains("event: end\ndata: {\"why\":\"time\"");
        expect(422, OPERATOR, "POST", credentials(bob), "{\"credential\":\"ann" + TICKET + "\"}");
        expect(503, OPERATOR, "POST", credentials(bob), "{\"credential\":\"busy;x;1\"}");
        gateway.write(
                YAML.formatted(first.url(), second.url(), VIEWER, OPERATOR).replace("100", "200"));
        assertThat(json(expect(200, OPERATOR, "POST", "/api/v1/reload?dry-run=true", null))
                        .get("changes"))
                .hasSize(1);
        assertThat(json(expect(200, VIEWER, "GET", "/api/v1/config/difference", null))
                        .get("changes"))
                .hasSize(1);
        expect(200, OPERATOR, "POST", "/api/v1/reload", null);
        expect(200, OPERATOR, "POST", "/api/v1/config?dry-run=true", """
                {"listeners":{"public":{"address":"127.0.0.1:0"}},"upstreams":{"new":{"endpoints":["ws://127.0.0.1:1"]}},
                 "routes":{"all":{"upstream":"new"}}}""");
        expect(422, OPERATOR, "POST", "/api/v1/config", "{\"routes\":1}");
        gateway.write("routes: 1");
        expect(200, VIEWER, "GET", "/api/v1/config/difference", null);
        assertThat(json(expect(200, VIEWER, "GET", "/api/v1/changes", null)).get("changes"))
                .hasSizeGreaterThan(5);
    }

    private void moveAndEnd(String ann, String bob) throws Exception {
        expect(200, OPERATOR, "POST", "/api/v1/sessions/" + ann + "/move?deadline=5s", null);
        String evacuate = endpoint(second) + "/evacuate";
        expect(404, VIEWER, "GET", evacuate, null);
        expect(202, OPERATOR, "POST", evacuate, "{\"rate\":\"1/m\",\"mode\":\"migrate\",\"deadline\":\"1h\"}");
        expect(200, VIEWER, "GET", evacuate, null);
        assertThat(json(expect(200, VIEWER, "GET", "/api/v1/evacuations", null)).get("evacuations"))
                .hasSize(1);
        expect(200, OPERATOR, "PATCH", evacuate, "{\"state\":\"paused\"}");
        expect(200, OPERATOR, "DELETE", evacuate, null);
        expect(202, OPERATOR, "DELETE", "/api/v1/sessions/" + bob + "?code=4001&reason=enough", null);
        expect(202, OPERATOR, "DELETE", "/api/v1/subjects/ann/sessions?code=1008", null);
        expect(202, OPERATOR, "DELETE", "/api/v1/sessions?route=all&rate=100/s", null);
    }

    @Test
    void looksThatAreNotDescribedAreRefusedAsDescribed() throws Exception {
        try (RawPeer ann = open("/one?ticket=ann" + TICKET)) {
            String session = "/api/v1/sessions/" + id(ann);
            String evacuate = endpoint(first) + "/evacuate";
            for (String target : new String[] {
                "/api/v1/sessions?verbose=1",
                "/api/v1/sessions?limit=0",
                "/api/v1/sessions?limit=1001",
                "/api/v1/sessions?limit=ten",
                "/api/v1/sessions?phase=open",
                "/api/v1/sessions?sort=size",
                "/api/v1/whoami?x=1",
                "/api/v1/evacuations?x=1",
                "/api/v1/endings?cause=bored",
                "/api/v1/endings?cursor=x",
                "/api/v1/bans?limit=0",
                "/api/v1/config?x=1",
                "/api/v1/config/difference?x=1",
                "/api/v1/changes?limit=0",
                "/api/v1/changes?limit=201",
                "/api/v1/routes?x=1",
                "/api/v1/version?x=1",
                "/api/v1/openapi.json?x=1",
                "/api/v1/upstreams?x=1",
                "/api/v1/upstreams/chat?x=1",
                session + "?x=1",
                evacuate + "?x=1"
            }) {
                refuse("GET", target, null);
            }
            expect(202, OPERATOR, "DELETE", session, null);
            finish(ann);
        }
    }

    @Test
    void writesThatAreNotDescribedAreRefusedAsDescribed() throws Exception {
        try (RawPeer ann = open("/one?ticket=ann" + TICKET)) {
            String session = "/api/v1/sessions/" + id(ann);
            String evacuate = endpoint(first) + "/evacuate";
            refuse("DELETE", "/api/v1/sessions?all=false", null);
            refuse("DELETE", "/api/v1/sessions?route=all&rate=fast", null);
            refuse("DELETE", session + "?code=999", null);
            refuse("DELETE", session + "?reason=" + "x".repeat(124), null);
            refuse("DELETE", "/api/v1/subjects/ann/sessions?route=all", null);
            refuse("DELETE", "/api/v1/bans?all=yes", null);
            refuse("POST", session + "/move?deadline=soon", null);
            refuse("POST", session + "/credentials", "{\"password\":\"x\"}");
            refuse("POST", "/api/v1/reload?dry-run=maybe", null);
            refuse("PUT", "/api/v1/log-level", "{}");
            refuse("PUT", "/api/v1/log-level", "{\"level\":\"loud\"}");
            refuse("PUT", "/api/v1/log-level", "{\"logger\":\"x\"}");
            refuse("PATCH", endpoint(first), "{}");
            refuse("PATCH", endpoint(first), "{\"mode\":\"closed\"}");
            refuse("PATCH", endpoint(first), "{\"weight\":1001}");
            refuse("PATCH", endpoint(first), "{\"state\":\"up\"}");
            refuse("POST", evacuate, "{\"speed\":\"1/s\"}");
            refuse("POST", evacuate, "{\"mode\":\"rude\"}");
            refuse("PATCH", evacuate, "{\"state\":\"slow\"}");
            expect(202, OPERATOR, "DELETE", session, null);
            finish(ann);
        }
    }

    @Test
    void aTapThatIsNotDescribedIsRefused() throws Exception {
        for (String wish : new String[] {
            "{\"seconds\":301}", "{\"messages\":0}", "{\"sample\":\"often\"}", "{\"from\":\"me\"}", "{\"for\":\"ever\"}"
        }) {
            refuse("POST", tap("nobody"), wish);
        }
    }

    @Test
    void whatIsNotThereIsRefusedAsDescribed() throws Exception {
        for (String[] request : new String[][] {
            {"GET", "/api/v1/sessions/nobody"},
            {"DELETE", "/api/v1/sessions/nobody"},
            {"POST", "/api/v1/sessions/nobody/move"},
            {"POST", "/api/v1/sessions/nobody/tap"},
            {"GET", "/api/v1/upstreams/none"},
            {"DELETE", "/api/v1/bans?address=192.0.2.1"},
            {"DELETE", endpoint(first) + "/evacuate"},
            {"GET", "/api/v1/upstreams/chat/endpoints/none/evacuate"}
        }) {
            expect(404, OPERATOR, request[0], request[1], null);
        }
        expect(404, OPERATOR, "PATCH", endpoint(first) + "0", "{\"mode\":\"ready\"}");
        expect(404, OPERATOR, "POST", "/api/v1/sessions/nobody/credentials", "{\"credential\":\"x\"}");
    }

    @Test
    void strangersAndViewersAreRefusedAsDescribed() throws Exception {
        for (Operation operation : description.operations()) {
            String target = operation.path().replace("{file}", "main.js").replaceAll("\\{\\w+}", "x");
            JsonNode security = description.root().at(operation.at()).path("security");
            boolean forEverybody = security.isArray() && security.isEmpty();

            check(operation, send(null, operation.method(), target, null, null), forEverybody ? 200 : 401);
            if (!operation.method().equals("GET")) {
                check(operation, send(VIEWER, operation.method(), target, null, null), 403);
            }
        }
    }

    @Test
    void aBodyOfAnotherTypeIsRefusedAsDescribed() throws Exception {
        for (Operation operation : description.operations()) {
            if (description.root().at(operation.at()).has("requestBody")) {
                String target = operation.path().replaceAll("\\{\\w+}", "x");

                check(operation, send(OPERATOR, operation.method(), target, "a=b", "text/plain"), 415);
            }
        }
    }

    private RawPeer open(String target) {
        return RawPeer.open(gateway.address(), Upgrade.to(target));
    }

    private void ban() {
        Awaitility.await().until(() -> {
            try (RawPeer peer = RawPeer.connectFrom(InetAddress.ofLiteral(BANNED), gateway.address())) {
                return peer.send(Upgrade.to("/").bytes()).readHead().status() == 429;
            }
        });
    }

    private HttpResponse<String> expect(int status, String token, String method, String target, @Nullable String body)
            throws Exception {
        Operation operation = description.operation(method, target);
        assertThat(description.faultsOfRequest(operation, target, body))
                .as("%s %s is described", method, target)
                .isEmpty();
        HttpResponse<String> answer = send(token, method, target, body, "application/json");
        check(operation, answer, status);
        if (status < 300) {
            answered.add(operation.id());
        }
        return answer;
    }

    private void refuse(String method, String target, @Nullable String body) throws Exception {
        Operation operation = description.operation(method, target);
        assertThat(description.faultsOfRequest(operation, target, body))
                .as("%s %s is not described", method, target)
                .isNotEmpty();
        check(operation, send(OPERATOR, method, target, body, "application/json"), 400);
    }

    private void check(Operation operation, HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode())
                .as("%s: %s", operation.id(), answer.body())
                .isEqualTo(status);
        assertThat(description.faultsOfAnswer(
                        operation,
                        status,
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body()))
                .as("%s: %s", operation.id(), answer.body())
                .isEmpty();
    }

    private HttpResponse<String> send(
            @Nullable String token, String method, String target, @Nullable String body, @Nullable String type)
            throws Exception {
        URI uri = URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(gateway.gateway().adminAddress()).getPort() + target);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && type != null) {
            request.header("Content-Type", type);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void finish(RawPeer... peers) {
        for (RawPeer peer : peers) {
            peer.nextClose();
            peer.finish(WireFrame.close(1000, ""));
        }
    }

    private static String id(RawPeer client) {
        return client.head().header("Tidegate-Session");
    }

    private static String endpoint(EchoEndpoint endpoint) {
        return "/api/v1/upstreams/chat/endpoints/" + endpoint.url().replace("ws://", "");
    }

    private static String tap(String session) {
        return "/api/v1/sessions/" + session + "/tap";
    }

    private static String credentials(String session) {
        return "/api/v1/sessions/" + session + "/credentials";
    }
}
