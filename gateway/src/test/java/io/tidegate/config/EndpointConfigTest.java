package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointConfigTest {
    @ParameterizedTest
    @CsvSource({
        "ws://app.example.com:9001, app.example.com, app.example.com, 9001, app.example.com:9001",
        "wss://app.example.com, app.example.com, app.example.com, 443, app.example.com:443",
        "ws://10.0.0.5:9001, 10.0.0.5, 10.0.0.5, 9001, 10.0.0.5:9001",
        "ws://[fd00::1]:9001, [fd00::1], fd00::1, 9001, [fd00::1]:9001",
        "wss://[::1], [::1], ::1, 443, [::1]:443",
        "ws://my_app:9001, my_app, my_app, 9001, my_app:9001",
        "ws://_my_app_1, _my_app_1, _my_app_1, 80, _my_app_1:80"
    })
    void anEndpointIsAHostAndAPort(String url, String host, String hostName, int port, String id) {
        EndpointConfig endpoint = EndpointConfig.parse(url);

        assertThat(endpoint.host()).isEqualTo(host);
        assertThat(endpoint.hostName()).isEqualTo(hostName);
        assertThat(endpoint.port()).isEqualTo(port);
        assertThat(endpoint.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app:1",
                "app:9001",
                "ws:app",
                "ws://",
                "ws://:9001",
                "ws://a b:1",
                "ws://my_app:many",
                "ws://my_app:99999",
                "ws://app:99999",
                "ws://app:0",
                "ws://my_app..x:1",
                "ws://[my_app]:1",
                "ws://[::1:1"
            })
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> EndpointConfig.parse(url))
                .isInstanceOf(ConfigException.class)
                .hasMessage("url must be a ws://host:port or wss://host:port address, got " + url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ws://my_app:1/chat", "ws://app:1/", "ws://my_app:1?x", "ws://me_too@my_app:1", "ws://me@app"})
    void pathQueryAndUserAreRefused(String url) {
        assertThatThrownBy(() -> EndpointConfig.parse(url))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "url must not have a path, a query or a user (a route's rewrite changes paths), got " + url);
    }

    @Test
    void anUnderscoreInANameIsKeptWhereTheNameIsReadFromAFile() {
        GatewayConfig config = Reading.read(Reading.GOOD.replace("127.0.0.1:9001", "my_app:9001"));

        assertThat(config.upstreams().get("app").endpoints().getFirst().hostName())
                .isEqualTo("my_app");
    }
}
