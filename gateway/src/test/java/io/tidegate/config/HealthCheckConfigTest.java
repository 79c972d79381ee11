package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.HealthCheckConfig.ExpectJson;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckConfigTest {
    @Test
    void withoutOneNothingIsChecked() {
        assertThat(Reading.read(Reading.GOOD).upstreams().get("app").healthCheck())
                .isNull();
    }

    @Test
    void aTypeAloneIsACheck() {
        assertThat(read("{ type: tcp }"))
                .isEqualTo(new HealthCheckConfig(
                        HealthCheckConfig.Type.TCP,
                        "",
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        2,
                        3));
        assertThat(read("{ type: http }")).satisfies(http -> {
            assertThat(http.path()).isEqualTo("/");
            assertThat(http.status()).containsExactly(new StatusRange(200, 299));
        });
        assertThat(read("{ type: websocket }").path()).isEqualTo("/");
    }

    @Test
    void everyKeyIsRead() {
        HealthCheckConfig http = read(
                "{ type: http, path: /up?full=1, status: [ 200, 300-399 ], host: app.example, port: 8081, interval: 1s, timeout: 3s, rise: 1, fall: 5 }");
        HealthCheckConfig webSocket = read(
                "{ type: websocket, path: /live, subprotocol: v1, send: ping, expect-json: { pointer: /a~1b/0, value: true } }");

        assertThat(http.status()).containsExactly(new StatusRange(200, 200), new StatusRange(300, 399));
        assertThat(http.status().getLast().contains(399)).isTrue();
        assertThat(http.status().getLast().contains(400)).isFalse();
        assertThat(http.host()).isEqualTo("app.example");
        assertThat(http.port()).isEqualTo(8081);
        assertThat(http.timeout()).isGreaterThan(http.interval());
        assertThat(webSocket.subprotocol()).isEqualTo("v1");
        assertThat(webSocket.send()).isEqualTo("ping");
        assertThat(webSocket.expectJson()).isEqualTo(new ExpectJson("/a~1b/0", "true"));
    }

    @Test
    void defaultsOfAllUpstreamsAreMergedAndSwitchedOff() {
        String file = "defaults: { upstream: { health-check: { type: tcp, interval: 1s } } }\n" + Reading.GOOD;
        String off = file.replace("9001\" ]", "9001\" ]\n    health-check: null");
        String other = file.replace("9001\" ]", "9001\" ]\n    health-check: { type: http }");

        assertThat(Reading.read(file).upstreams().get("app").healthCheck().type())
                .isEqualTo(HealthCheckConfig.Type.TCP);
        assertThat(Reading.read(off).upstreams().get("app").healthCheck()).isNull();
        assertThat(Reading.read(other).upstreams().get("app").healthCheck().interval())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { path: /x }                           | .type must be given
            { type: ping }                         | .type must be tcp, http or websocket, got ping
            { type: tcp, path: /x }                | .path needs type: http or websocket, got type: tcp
            { type: tcp, host: a }                 | .host needs type: http or websocket, got type: tcp
            { type: websocket, status: [ 200 ] }   | .status needs type: http, got type: websocket
            { type: http, subprotocol: v1 }        | .subprotocol needs type: websocket, got type: http
            { type: http, send: a, expect: b }     | .send needs type: websocket, got type: http; .expect needs type: websocket, got type: http
            { type: tcp, expect-json: { pointer: /a, value: b } } | .expect-json needs type: websocket, got type: tcp
            { type: http, path: up }               | .path must be one like /health?full=1, got up
            { type: http, path: "/a b" }           | .path must be one like /health?full=1, got /a b
            { type: http, path: "/a#b" }           | .path must be one like /health?full=1, got /a#b
            { type: http, host: "a/b" }            | .host must be a host or host:port, got a/b
            { type: http, status: [ 100 ] }        | .status[0] must be a status like 204 or a range like 200-399, got 100
            { type: http, status: [ 300-200 ] }    | .status[0] must be a range that ends after it starts, got 300-200
            { type: http, status: 200 }            | .status must be a list, got 200
            { type: tcp, port: 0 }                 | .port must be between 1 and 65535, got 0
            { type: websocket, subprotocol: "a b" } | .subprotocol must be a token, got a b
            { type: websocket, send: a }           | .send needs expect or expect-json
            { type: websocket, expect: a, expect-json: { pointer: /a, value: b } } | .expect and expect-json exclude each other
            { type: websocket, expect-json: { pointer: a, value: b } } | .expect-json.pointer must be a JSON pointer like /status, got a
            { type: websocket, expect-json: { pointer: /a~2, value: b } } | .expect-json.pointer must be a JSON pointer like /status, got /a~2
            { type: tcp, interval: 50ms }          | .interval must be between 100ms and 1h, got 50ms
            { type: tcp, timeout: 2m }             | .timeout must be between 50ms and 1m, got 2m
            { type: tcp, rise: 0, fall: 101 }      | .rise must be between 1 and 100, got 0; .fall must be between 1 and 100, got 101
            { type: tcp, intervall: 1s }           | .intervall is not a key here; did you mean interval?
            """)
    void whatMakesNoSenseIsRefused(String check, String faults) {
        assertThat(Reading.faults(file(check)).stream()
                        .map(fault -> fault.replaceFirst("^t.yaml:\\d+:\\d+ upstreams.app.health-check", "")))
                .containsExactlyInAnyOrder(faults.split("; (?=\\.)"));
    }

    private static HealthCheckConfig read(String check) {
        return Reading.read(file(check)).upstreams().get("app").healthCheck();
    }

    private static String file(String check) {
        return Reading.GOOD.replace("9001\" ]", "9001\" ]\n    health-check: " + check);
    }
}
