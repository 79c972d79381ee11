package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.AdminConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Probes, the overview, and what every answer has in common. */
class AdminServerTest {
    private static final String IN_USE = " is in use; end what listens there or choose another";

    @Test
    void probesTellOfLifeAndOfReadiness() throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> healthy = admin.get("/healthz");
            HttpResponse<String> ready = admin.get("/readyz");
            admin.notReady = "draining";
            HttpResponse<String> draining = admin.get("/readyz");
            HttpResponse<String> stillHealthy = admin.get("/healthz");
            HttpResponse<String> head =
                    admin.send(HttpRequest.newBuilder(admin.uri("/healthz")).HEAD());

            assertThat(healthy.statusCode()).isEqualTo(200);
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(draining.statusCode()).isEqualTo(503);
            assertThat(AdminFixture.json(draining).get("reason").asString()).isEqualTo("draining");
            assertThat(stillHealthy.statusCode()).isEqualTo(200);
            assertThat(head.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void metricsAreInPrometheusTextFormat() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("s1", "chat", "192.0.2.1");

            HttpResponse<String> metrics = admin.get("/metrics");

            assertThat(metrics.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(metrics.body())
                    .contains("tidegate_sessions{route=\"chat\",upstream=\"chat-servers\"} 1")
                    .containsPattern("tidegate_build_info\\{.*version=\"1.2.3\"} 1");
        }
    }

    @Test
    void theOpenAddressHasProbesAndMetricsAndNothingElse() throws Exception {
        try (var admin = new AdminFixture(AdminFixture.TOKEN)) {
            for (String path : new String[] {"/healthz", "/readyz", "/metrics"}) {
                assertThat(admin.send(HttpRequest.newBuilder(admin.openUri(path)))
                                .statusCode())
                        .isEqualTo(200);
            }
            for (String path : new String[] {"/", "/api/v1/sessions", "/api/v1/config", "/api/v1/upstreams"}) {
                assertThat(admin.send(HttpRequest.newBuilder(admin.openUri(path)))
                                .statusCode())
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void theOverviewShowsUpstreamsRoutesConfigurationAndVersion() throws Exception {
        try (var admin = new AdminFixture()) {
            admin.session("s1", "chat", "192.0.2.1");

            HttpResponse<String> config = admin.get("/api/v1/config");

            assertThat(admin.get("/api/v1/routes").body())
                    .startsWith(
                            "{\"routes\":[{\"name\":\"chat\",\"sessions\":1,\"verdicts\":[{\"filter\":\"own\",\"client\":{},\"upstream\":{}}],"
                                    + "\"match\":{\"path\":\"/chat/**\"");
            assertThat(config.body()).contains("\"connect-timeout\":\"2500ms\"").doesNotContain("hidden");
            assertThat(AdminFixture.json(admin.get("/api/v1/version"))
                            .get("version")
                            .asString())
                    .isEqualTo("1.2.3");
        }
    }

    @Test
    void everyAnswerForbidsGuessingKeepingAndFraming() throws Exception {
        try (var admin = new AdminFixture()) {
            for (String path : new String[] {"/", "/metrics", "/api/v1/sessions", "/nowhere", "/api/v1/config?x=1"}) {
                HttpResponse<String> answer = admin.get(path);

                assertThat(answer.headers().map())
                        .containsKeys("x-content-type-options", "content-security-policy", "cache-control")
                        .doesNotContainKeys("access-control-allow-origin", "server");
            }
        }
    }

    @Test
    void failuresAreProblemDetailsWithoutATrace() throws Exception {
        try (var admin = new AdminFixture()) {
            HttpResponse<String> unknown = admin.get("/nowhere");
            HttpResponse<String> method = admin.send(
                    HttpRequest.newBuilder(admin.uri("/api/v1/config")).PUT(HttpRequest.BodyPublishers.noBody()));
            HttpResponse<String> parameter = admin.get("/api/v1/config?verbose=1");
            String broken = admin.raw("GET / HTTP/1.1\r\nHost: localhost\r\nBad Field: x\r\nConnection: close\r\n\r\n");

            assertProblem(unknown, 404);
            assertProblem(method, 405);
            assertThat(method.headers().firstValue("Allow"))
                    .hasValueSatisfying(methods -> assertThat(methods).contains("GET"));
            assertProblem(parameter, 400);
            assertThat(AdminFixture.json(parameter).get("detail").asString()).contains("verbose");
            assertThat(broken)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json", "\"status\":400")
                    .doesNotContainIgnoringCase("jetty");
        }
    }

    @Test
    void aPortInUseIsRefusedAtOnce() {
        try (var admin = new AdminFixture()) {
            BindAddress taken =
                    BindAddress.parse("127.0.0.1:" + admin.server.address().getPort());
            BindAddress free = BindAddress.parse("127.0.0.1:0");

            assertThatThrownBy(() -> AdminServer.start(
                            new AdminConfig(taken, null, List.of(), null, List.of(), null, null), null))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("admin.address " + taken + IN_USE);
            assertThatThrownBy(() -> AdminServer.start(
                            new AdminConfig(free, null, List.of(), null, List.of(), null, taken), null))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("admin.open " + taken + IN_USE);
        }
    }

    @Test
    void anAddressThatCannotBeIsRefusedLikeAListeners() {
        assertThatThrownBy(() -> AdminServer.start(open("no.such.name.invalid:9091"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("admin.open no.such.name.invalid:9091 cannot be resolved;"
                        + " choose an address of this machine, or 0.0.0.0 for all");
        assertThatThrownBy(() -> AdminServer.start(open("192.0.2.1:0"), null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("admin.open 192.0.2.1:0 is not an address of this machine;"
                        + " choose one of its own, or 0.0.0.0 for all");
    }

    private static AdminConfig open(String address) {
        return new AdminConfig(
                BindAddress.parse("127.0.0.1:0"), null, List.of(), null, List.of(), null, BindAddress.parse(address));
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(AdminFixture.json(answer).get("status").asInt()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("Exception", "io.javalin", "\\tat ");
    }
}
