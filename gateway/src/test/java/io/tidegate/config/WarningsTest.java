package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarningsTest {
    @Test
    void aCarefulConfigurationHasNone() {
        assertThat(Reading.warnings(Reading.GOOD + "    filters: [ origins: { allow: [ https://a.example ] } ]\n"))
                .isEmpty();
    }

    @Test
    void riskySettingsAreNamedWhereTheyStand() {
        List<String> warnings = Reading.warnings("""
                listeners:
                  open: { address: "0.0.0.0:80", trusted-proxies: [ 0.0.0.0/0 ] }
                  proxied: { address: "[::]:81", proxy-protocol: { mode: require, from: [ "::/0" ] } }
                defaults:
                  route: { filters: [ origins: { allow: [ x ] } ] }
                upstreams:
                  app:
                    endpoints: [ { url: "wss://h:1", weight: 0 } ]
                    tls: { verify: false }
                    sticky: { secret: 0123456789abcdef }
                  other: { endpoints: [ "ws://h:1" ] }
                routes:
                  first: { upstream: app, idle-timeout: 0s, close-timeout: 30s }
                  second: { split: { app: 0, other: 1 }, filters: [] }
                  third: { mode: maintenance, filters: [], match: { path: /three } }
                admin: { address: "10.0.0.1:9090", token: "${TOKEN:0123456789abcdef}", open: "0.0.0.0:9091" }
                """);

        assertThat(warnings)
                .containsExactly(
                        "t.yaml:2:20 listeners.open.address takes sessions without TLS on all interfaces; set tls, or "
                                + "bind to one that is private",
                        "t.yaml:2:51 listeners.open.trusted-proxies believes everyone's forwarding headers; list the "
                                + "proxies only",
                        "t.yaml:3:73 listeners.proxied.proxy-protocol.from lets everyone claim any client address; "
                                + "list the load balancers only",
                        "t.yaml:8:16 upstreams.app.endpoints all have weight 0: no new session can go there",
                        "t.yaml:9:20 upstreams.app.tls.verify is off: anyone in between can pose as the endpoint; set "
                                + "tls.ca instead",
                        "t.yaml:10:23 upstreams.app.sticky.secret is written in the clear; ${NAME} or ${file:PATH} "
                                + "keep it out of the file",
                        "t.yaml:13:41 routes.first.idle-timeout is off and there is no ping: sessions whose peer has "
                                + "vanished stay forever",
                        "t.yaml:13:60 routes.first.close-timeout is longer than drain.deadline, which cuts it short",
                        "t.yaml:14:11 routes.second.match is the same as that of first, which comes first",
                        "t.yaml:14:27 routes.second.split.app has weight 0: no session goes there",
                        "t.yaml:14:51 routes.second.filters have no origins filter: any web page can open sessions "
                                + "with its visitors' cookies",
                        "t.yaml:16:19 admin.address can be reached from other machines, and the token goes over the "
                                + "wire in the clear; set admin.tls",
                        "t.yaml:16:78 admin.open shows metrics on all interfaces; bind to one that only your "
                                + "monitoring reaches");
    }

    @Test
    void aSecretFromTheEnvironmentIsNoRisk() {
        ConfigSource source = Reading.source(Reading.GOOD + "admin: { token: '${T}' }\n")
                .withEnvironment(Map.of("T", "0123456789abcdef"));

        assertThat(ConfigReader.check(source, SampleFilters.CATALOG, parts -> {})
                        .warnings())
                .noneMatch(warning -> warning.contains("clear"));
    }
}
