package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ClientScriptTest {
    @Test
    void everybodyGetsTheScriptAndTheModuleToKeepThem() throws Exception {
        try (AdminFixture admin = new AdminFixture(AdminFixture.TOKEN)) {
            HttpResponse<String> script = admin.get("/tidegate-client.js");
            HttpResponse<String> module = admin.get("/tidegate-client.mjs");
            HttpResponse<String> open = admin.send(HttpRequest.newBuilder(admin.openUri("/tidegate-client.js")));

            assertThat(script.statusCode()).isEqualTo(200);
            assertThat(script.headers().firstValue("Content-Type")).hasValue("text/javascript; charset=utf-8");
            assertThat(script.headers().allValues("Cache-Control")).containsExactly("public, max-age=86400");
            assertThat(script.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(script.body()).contains("class TidegateSocket").doesNotContain("export ");
            assertThat(module.body()).startsWith(script.body()).endsWith("export { TidegateSocket };\n");
            assertThat(open.body()).isEqualTo(script.body());
        }
    }

    @Test
    void aTokenIsStillNeededForAllElse() throws Exception {
        try (AdminFixture admin = new AdminFixture(AdminFixture.TOKEN)) {
            assertThat(admin.get("/tidegate-client.js/").statusCode()).isNotEqualTo(200);
            assertThat(admin.get("/tidegate-client.js/../api/v1/sessions").statusCode())
                    .isNotEqualTo(200);
            assertThat(admin.get("/api/v1/sessions").statusCode()).isEqualTo(401);
            assertThat(admin.delete("/tidegate-client.js").statusCode()).isEqualTo(401);
        }
    }
}
