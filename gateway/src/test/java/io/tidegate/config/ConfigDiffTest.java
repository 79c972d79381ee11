package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigDiffTest {
    @Test
    void keysThatDifferAreNamedAsInTheFile() {
        GatewayConfig before = read("", "max-age: 1h, ping: { interval: 10s, timeout: 5s }, on-removed: drain");
        GatewayConfig after = read(
                "drain: { window: 1s }\nadmin: { token: 0123456789abcdef }\n",
                "ping: { interval: 10s, timeout: 6s }, on-removed: { action: drain, rate: 5/s }");

        assertThat(ConfigDiff.keys(route(before), route(after)))
                .containsExactly("ping.timeout", "max-age", "on-removed.rate");
        assertThat(ConfigDiff.keys(before, after)).containsExactly("routes", "drain.window", "admin");
    }

    @Test
    void whatComesOrGoesAsAWholeIsOneKey() {
        RouteConfig without = route(read("", "max-age: 1h"));
        RouteConfig with = route(read("", "max-age: 1h, ping: {}"));

        assertThat(ConfigDiff.keys(without, with)).containsExactly("ping");
        assertThat(ConfigDiff.keys(with, without)).containsExactly("ping");
        assertThat(ConfigDiff.keys(with, with)).isEmpty();
    }

    @Test
    void anActionAloneHasTheUsualRate() {
        assertThat(route(read("", "on-removed: close")).onRemoved())
                .isEqualTo(new OnRemovedConfig(OnRemovedConfig.Action.CLOSE, Rate.parse("100/s")));
        assertThat(route(read("", "max-age: 1h")).onRemoved().keeps()).isTrue();
    }

    private static GatewayConfig read(String top, String route) {
        String yaml = top + """
                listeners: { public: { address: "127.0.0.1:0" } }
                upstreams: { app: { endpoints: [ "ws://127.0.0.1:9" ] } }
                routes: { app: { upstream: app, %s } }
                """.formatted(route);
        return ConfigReader.read(ConfigSource.of("t.yaml", yaml), name -> null);
    }

    private static RouteConfig route(GatewayConfig config) {
        return config.routes().values().iterator().next();
    }
}
