package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.LogConfig;
import io.tidegate.control.LogLevel;
import io.tidegate.protocol.Principal;
import io.tidegate.session.FakeSession;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/admin-api.md: its examples work, and its example of a session shows what a session has. */
class AdminApiReferenceTest {
    private static final Pattern CURL =
            Pattern.compile("(?m)^curl (?:-X (\\w+) )?(?:--json '([^']+)' )?(-H .* --data-binary @tidegate.yaml )?"
                    + "'?http://127.0.0.1:9090([^'\\s]+)'?$");
    private static final Pattern SESSIONS = Pattern.compile("(?s)```json\\n(\\{\\s*\"sessions\".*?)```");
    private static final List<String> NOT_ALWAYS_THERE =
            List.of("subprotocol", "client-rtt-micros", "upstream-rtt-micros");

    /** As the tests' log is configured. */
    @AfterEach
    void lowerTheLog() {
        LogLevel.set(LogConfig.Level.WARN);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsAnswered(String method, @Nullable String body, boolean file, String target) throws Exception {
        try (var admin = new AdminFixture()) {
            FakeSession session = admin.session("8f14e45f", "chat", "192.0.2.7")
                    .knownAs(new Principal("ann", Set.of(), Map.of(), "jwt", null));
            FakeSession other = admin.session("c9f0f895", "feed", "192.0.2.7");
            if (target.endsWith("/evacuate") && !(method.equals("GET") && body != null)) {
                admin.post(target, null);
            }

            if (target.contains("/move?") || (method.equals("DELETE") && target.endsWith("/evacuate"))) {
                assertThat(ask(admin, method, target).statusCode()).isEqualTo(200);
            } else if (method.equals("GET") && body != null) { // curl posts what it is given as JSON
                assertThat(admin.send(withJson(admin, "POST", target, body)).statusCode())
                        .isEqualTo(target.endsWith("/tap") ? 200 : 202);
            } else if (method.equals("GET")) {
                assertThat(admin.get(target).statusCode()).isEqualTo(200);
            } else if (body != null) {
                assertThat(admin.send(withJson(admin, method, target, body)).statusCode())
                        .isEqualTo(200);
            } else if (method.equals("POST")) {
                assertThat(admin.post(target, file ? "a: 1" : null).statusCode())
                        .isEqualTo(200);
                assertThat(admin.config.asked)
                        .containsExactly((file ? "a: 1" : "file") + (target.contains("dry") ? ", dry run" : ""));
            } else {
                assertThat(admin.delete(target).statusCode()).isEqualTo(202);
                Awaitility.await().until(() -> !session.farewell().isEmpty());
                assertThat(other.farewell().isEmpty()).isNotEqualTo(target.contains("all=true"));
            }
        }
    }

    private static HttpResponse<String> ask(AdminFixture admin, String method, String target) throws Exception {
        return method.equals("DELETE") ? admin.delete(target) : admin.post(target, null);
    }

    private static HttpRequest.Builder withJson(AdminFixture admin, String method, String target, String body) {
        return HttpRequest.newBuilder(admin.uri(target))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    static List<Arguments> examples() throws IOException {
        String document = document();
        List<Arguments> examples = CURL.matcher(document)
                .results()
                .map(example -> Arguments.of(
                        Objects.requireNonNullElse(example.group(1), "GET"),
                        example.group(2),
                        example.group(3) != null,
                        example.group(4)))
                .toList();
        assertThat(document.lines().filter(line -> line.startsWith("curl "))).hasSameSizeAs(examples);
        return examples;
    }

    @Test
    void theExampleOfASessionHasTheMembersOfASession() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("8f14e45f", "chat", "192.0.2.7");
            MatchResult example =
                    SESSIONS.matcher(document()).results().findFirst().orElseThrow();

            JsonNode documented = JsonMapper.builder().build().readTree(example.group(1));
            JsonNode actual = AdminFixture.json(admin.get("/api/v1/sessions"));

            assertThat(documented.propertyNames()).isEqualTo(actual.propertyNames());
            assertThat(members(documented.get("sessions").get(0)))
                    .isEqualTo(members(actual.get("sessions").get(0)));
        }
    }

    private static List<String> members(JsonNode session) {
        Collection<String> names = session.propertyNames();
        return names.stream().filter(name -> !NOT_ALWAYS_THERE.contains(name)).collect(Collectors.toList());
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "admin-api.md"));
    }
}
