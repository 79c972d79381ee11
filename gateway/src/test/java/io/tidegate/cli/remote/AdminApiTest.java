package io.tidegate.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.testing.FreePort;
import io.tidegate.testing.HttpService;
import io.tidegate.testing.HttpService.Answer;
import io.tidegate.testing.NothingLeftBehind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of questions that are not answered as hoped, and of answers that come in pages. */
@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class AdminApiTest {
    private static final ApiPath VERSION = ApiPath.of("version");

    @Test
    void pagesAreFollowedUntilTheLastOrTheLimit() {
        try (var service = new HttpService(request -> page(request.target()));
                var api = api(service.url(""), null)) {
            Sessions all = Sessions.list(api, Map.of("route", "a b&c"), 10_000);
            Sessions some = Sessions.list(api, Map.of(), 1500);

            assertThat(all.sessions()).hasSize(2500);
            assertThat(all.total()).isEqualTo(2500);
            assertThat(some.sessions()).hasSize(1500);
            assertThat(service.requests().getFirst().target()).isEqualTo("/api/v1/sessions?route=a%20b%26c&limit=1000");
        }
    }

    private static Answer page(String target) {
        int from = target.contains("cursor=") ? Integer.parseInt(target.replaceFirst(".*cursor=", "")) : 0;
        int limit = Integer.parseInt(target.replaceFirst(".*limit=(\\d+).*", "$1"));
        int to = Math.min(from + limit, 2500);
        List<String> sessions = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sessions.add("{\"id\":\"" + i + "\"}");
        }
        String cursor = to < 2500 ? ",\"cursor\":\"" + to + "\"" : "";
        return Answer.json("{\"sessions\":[" + String.join(",", sessions) + "],\"total\":2500" + cursor + "}");
    }

    @Test
    void slashesOfAnEndpointsIdStayAndAllElseIsEscaped() {
        assertThat(ApiPath.endpoint("a b", "x/ö:1?").then("evacuate"))
                .hasToString("/api/v1/upstreams/a%20b/endpoints/x/%C3%B6:1%3F/evacuate");
        assertThat(ApiPath.of("sessions", "../reload")).hasToString("/api/v1/sessions/..%2Freload");
    }

    @Test
    void theTokenIsSentAndNeverShown() {
        try (var service = new HttpService(request -> problem(401));
                var api = api(service.url(""), "a-very-secret-token")) {
            assertThatThrownBy(() -> api.get(VERSION))
                    .hasMessageContaining("the token is not one of this gateway's")
                    .hasMessageNotContaining("very-secret");
            assertThat(service.requests().getFirst().headers().getFirst("Authorization"))
                    .isEqualTo("Bearer a-very-secret-token");
            assertThat(new AdminAccess(URI.create("http://x"), "a-very-secret-token", null))
                    .asString()
                    .doesNotContain("very-secret");
        }
    }

    @Test
    void eachRefusalSaysWhatToDo() {
        try (var service = new HttpService(request -> problem(401));
                var api = api(service.url(""), null)) {
            fails(() -> api.get(VERSION), "a token is needed: --token-file FILE or TIDEGATE_ADMIN_TOKEN", false);
            service.answerWith(request -> problem(403));
            fails(() -> api.get(VERSION), "not allowed: why. The token, or certificate, is a viewer's", false);
            service.answerWith(request -> problem(409));
            fails(() -> api.get(VERSION), "why. (HTTP 409)", false);
            service.answerWith(request -> problem(400));
            fails(() -> api.get(VERSION), "why.", true);
            service.answerWith(request -> problem(503));
            fails(() -> api.get(VERSION), "why. (HTTP 503)", false);
        }
    }

    @Test
    void whatIsNoAdminApiIsToldApart() {
        try (var service =
                        new HttpService(request -> new Answer(200, Map.of("Content-Type", "text/html"), "<p>hello"));
                var api = api(service.url(""), null)) {
            fails(() -> api.get(VERSION), "answers, but not as an admin API: HTTP 200, text/html", false);
        }
    }

    @Test
    void nobodyThereIsSaidInWords() {
        int port = FreePort.next();
        try (var api = api("http://127.0.0.1:" + port, null);
                var nowhere = api("http://no.such.name.invalid:9090", null)) {
            fails(() -> api.get(VERSION), "no answer from http://127.0.0.1:" + port + ": connection refused", false);
            fails(() -> nowhere.get(VERSION), "the host has no address", false);
        }
    }

    private static void fails(ThrowingCallable question, String message, boolean refused) {
        assertThatThrownBy(question)
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        failure -> assertThat(failure.refused()).isEqualTo(refused))
                .hasMessageContaining(message);
    }

    private static Answer problem(int status) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/problem+json"),
                "{\"title\":\"x\",\"status\":" + status + ",\"detail\":\"why.\"}");
    }

    private static AdminApi api(String url, @Nullable String token) {
        return new AdminApi(new AdminAccess(URI.create(url), token, null));
    }
}
