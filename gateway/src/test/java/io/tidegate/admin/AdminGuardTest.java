package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:9090", "127.0.0.1", "127.8.8.8:80", "[::1]:9090"})
    void hostsThatAreThisOneAreServed(String host) throws Exception {
        try (var admin = new AdminFixture()) {
            assertThat(statusFor(admin, host)).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9090", "localhost.evil.example", "192.0.2.1", "0.0.0.0"})
    void hostsThatAPageElsewhereMayHavePointedHereAreNot(String host) throws Exception {
        try (var admin = new AdminFixture()) {
            assertThat(statusFor(admin, host)).isEqualTo("421");
        }
    }

    @Test
    void whereATokenIsConfiguredNothingIsServedWithoutIt() throws Exception {
        try (var admin = new AdminFixture(AdminFixture.TOKEN)) {
            for (String path : new String[] {"/healthz", "/metrics", "/api/v1/sessions", "/nowhere"}) {
                HttpResponse<String> refused = admin.get(path);

                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().firstValue("WWW-Authenticate"))
                        .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
            }
            assertThat(with(admin, "Bearer " + AdminFixture.TOKEN)).isEqualTo(200);
            assertThat(with(admin, "bearer  " + AdminFixture.TOKEN)).isEqualTo(200);
            assertThat(with(admin, "Bearer " + AdminFixture.TOKEN + "x")).isEqualTo(401);
            assertThat(with(admin, "Bearer " + AdminFixture.TOKEN.substring(1))).isEqualTo(401);
            assertThat(with(admin, "Basic " + AdminFixture.TOKEN)).isEqualTo(401);
            assertThat(with(admin, AdminFixture.TOKEN)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1", "http://localhost:1", "%%"})
    void writesFromPagesOfOthersAreRefused(String origin) throws Exception {
        try (var admin = new AdminFixture()) {
            var session = admin.session("s1", "chat", "192.0.2.1");

            int status = admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/sessions/s1"))
                            .header("Origin", origin)
                            .DELETE())
                    .statusCode();

            assertThat(status).isEqualTo(403);
            assertThat(session.farewell()).isEmpty();
        }
    }

    @Test
    void writesFromOurOwnPageAreDone() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("s1", "chat", "192.0.2.1");

            int status = admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/sessions/s1"))
                            .header(
                                    "Origin",
                                    "http://127.0.0.1:" + admin.server.address().getPort())
                            .DELETE())
                    .statusCode();

            assertThat(status).isEqualTo(202);
        }
    }

    @Test
    void aBodyMustBeJson() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("s1", "chat", "192.0.2.1");

            assertThat(withBody(admin, "text/plain")).isEqualTo(415);
            assertThat(withBody(admin, "application/x-www-form-urlencoded")).isEqualTo(415);
            assertThat(withBody(admin, "application/json; charset=utf-8")).isEqualTo(202);
        }
    }

    @Test
    void noPageIsInvitedByCors() throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> preflight = admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/sessions"))
                    .header("Origin", "http://evil.example")
                    .header("Access-Control-Request-Method", "DELETE")
                    .method("OPTIONS", BodyPublishers.noBody()));

            assertThat(preflight.statusCode()).isEqualTo(403);
            assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
    }

    private static String statusFor(AdminFixture admin, String host) throws Exception {
        String answer = admin.raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        return answer.substring("HTTP/1.1 ".length()).substring(0, 3);
    }

    private static int with(AdminFixture admin, String authorization) throws Exception {
        return admin.send(HttpRequest.newBuilder(admin.uri("/healthz")).header("Authorization", authorization))
                .statusCode();
    }

    private static int withBody(AdminFixture admin, String type) throws Exception {
        return admin.send(HttpRequest.newBuilder(admin.uri("/api/v1/sessions/s1"))
                        .header("Content-Type", type)
                        .method("DELETE", BodyPublishers.ofString("{}")))
                .statusCode();
    }
}
