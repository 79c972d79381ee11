package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    /** The example of the design, word for word but for the spelling of what it leaves open. */
    private static final String DESIGN = """
            listeners:
              public: { address: "0.0.0.0:8080", health: /healthz }        # answers a load balancer's check on the same port
              secure:
                address: "0.0.0.0:8443"
                proxy-protocol: { mode: require, from: [ "10.0.0.0/8" ] }  # a header from elsewhere is refused
                tls:
                  certificates: [ { certificate: certs/site.pem, key: certs/site.key } ]

            defaults:
              route: { max-message: 1MiB, ping: { interval: 20s, timeout: 10s } }
              upstream: { connect-timeout: 2s, connect-deadline: 5s }

            upstreams:
              chat:
                endpoints: [ "ws://10.0.0.5:9001", { url: "ws://10.0.0.6:9001", weight: 2 } ]
                balance: least-sessions

            routes:
              chat:
                match: { path: "/chat/**", host: "*.example.com" }
                rewrite: { strip-prefix: /chat }
                upstream: chat                       # or: split: { chat: 95, chat-canary: 5 }
                filters:
                  - origins: { allow: [ "https://app.example.com" ] }
                  - rate-limit: { from: client, messages: 50/s, burst: 100, exceed: delay }

            drain: { delay: 0s, window: 10s, deadline: 25s }
            event-loops: auto                        # a number, or one per core
            transport: auto                          # io_uring | epoll | nio
            admin: { address: "127.0.0.1:9090", open: "0.0.0.0:9091" }     # open: only /healthz, /readyz and /metrics
            """;

    @Test
    void threeLinesAreAConfiguration() {
        GatewayConfig config = Reading.read("""
                listeners: { public: { address: "0.0.0.0:8080" } }
                upstreams: { app: { endpoints: [ "ws://127.0.0.1:9001" ] } }
                routes: { app: { upstream: app } }
                """);

        assertThat(config.listeners().get("public").address()).isEqualTo(new BindAddress("0.0.0.0", 8080, ""));
        assertThat(config.upstreams().get("app").endpoints())
                .containsExactly(
                        new EndpointConfig(URI.create("ws://127.0.0.1:9001"), 1, null, false, "127.0.0.1:9001"));
        assertThat(config.upstreams().get("app").tls()).isEqualTo(UpstreamTlsConfig.standard());
        assertThat(config.routes().get("app").match().path()).isEqualTo("/**");
        assertThat(config.eventLoops()).isEqualTo(LoopCount.AUTO);
        assertThat(config.admin()).isNull();
    }

    @Test
    void theExampleOfTheDesignIsReadCompletely() {
        GatewayConfig config = Reading.read(DESIGN);

        ListenerConfig secure = config.listeners().get("secure");
        assertThat(secure.name()).isEqualTo("secure");
        assertThat(secure.tls().certificates().getFirst().key()).isEqualTo(Path.of("/etc/tidegate/certs/site.key"));
        assertThat(secure.proxyProtocol().from()).containsExactly(Cidr.parse("10.0.0.0/8"));
        RouteConfig chat = config.routes().get("chat");
        assertThat(chat.maxMessage()).isEqualTo(ByteSize.ofMiB(1));
        assertThat(chat.ping()).isEqualTo(new PingConfig(Duration.ofSeconds(20), Duration.ofSeconds(10)));
        assertThat(chat.filters())
                .extracting(FilterConfig::settings)
                .containsExactly(
                        new SampleFilters.Origins(List.of("https://app.example.com")),
                        new SampleFilters.RateLimit(
                                SampleFilters.RateLimit.From.CLIENT,
                                Rate.parse("50/s"),
                                100,
                                SampleFilters.RateLimit.Exceed.DELAY));
        assertThat(config.upstreams().get("chat").endpoints())
                .extracting(EndpointConfig::weight)
                .containsExactly(1, 2);
        assertThat(config.drain().deadline()).isEqualTo(Duration.ofSeconds(25));
        assertThat(config.admin().open()).isEqualTo(new BindAddress("0.0.0.0", 9091, ""));
    }

    @Test
    void theOrderOfTheFileIsKept() {
        GatewayConfig config = Reading.read(Reading.GOOD + """
                    match: { path: /b }
                  zebra: { upstream: app, split: {} }
                  aardvark: { split: { app: 1 } }
                """);

        assertThat(config.routes().keySet()).containsExactly("app", "zebra", "aardvark");
    }

    @Test
    void theEntrysOwnKeysWinOverDefaultsKeyByKey() {
        GatewayConfig config = Reading.read("""
                defaults:
                  listener: { max-headers: 50 }
                  upstream: { max-sessions: 7 }
                  route: { ping: { interval: 20s, timeout: 3s }, idle-timeout: 1h, filters: [ origins: { allow: [ x ] } ] }
                """ + Reading.GOOD + """
                    ping: { interval: 5s }
                    filters: []
                  quiet: { upstream: app, ping: null }
                """);

        assertThat(config.listeners().get("public").maxHeaders()).isEqualTo(50);
        assertThat(config.upstreams().get("app").maxSessions()).isEqualTo(7);
        RouteConfig app = config.routes().get("app");
        assertThat(app.ping()).isEqualTo(new PingConfig(Duration.ofSeconds(5), Duration.ofSeconds(3)));
        assertThat(app.filters()).isEmpty();
        assertThat(app.idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(config.routes().get("quiet").ping()).isNull();
        assertThat(config.routes().get("quiet").filters()).hasSize(1);
    }

    @Test
    void whatLooksLikeSomethingElseToYamlStaysText() {
        GatewayConfig config = Reading.read(Reading.GOOD + """
                    match: { headers: { X-A: on, X-B: 012, X-C: 12:30:45, X-D: 1_000, X-E: 2026-11-21, X-F: yes, X-G: 0x1F } }
                """);

        assertThat(config.routes().get("app").match().headers())
                .isEqualTo(Map.of(
                        "X-A",
                        "on",
                        "X-B",
                        "012",
                        "X-C",
                        "12:30:45",
                        "X-D",
                        "1_000",
                        "X-E",
                        "2026-11-21",
                        "X-F",
                        "yes",
                        "X-G",
                        "0x1F"));
    }

    @Test
    void theTransportIsSpeltAsLinuxSpellsIt() {
        GatewayConfig config = Reading.read(Reading.GOOD + "transport: io_uring\n");

        assertThat(config.transport()).isEqualTo(GatewayConfig.TransportChoice.IO_URING);
    }

    @Test
    void theCommandLineLaysOverTheFile() {
        ConfigSource source = Reading.source(Reading.GOOD)
                .withSets(List.of(
                        "routes.app.max-age=1h",
                        "drain={window: 1s, deadline: 2s}",
                        "drain.window=2s",
                        "upstreams.app.endpoints=[\"ws://h:1\", {url: \"ws://h:2\", weight: 3}]",
                        "defaults.route.idle-timeout=3s",
                        "listeners.second.address=127.0.0.1:1"));

        GatewayConfig config = Reading.read(source);

        assertThat(config.routes().get("app").maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(config.routes().get("app").idleTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.drain().window()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.drain().deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.upstreams().get("app").endpoints()).hasSize(2);
        assertThat(config.listeners()).containsKeys("public", "second");
    }

    @Test
    void theEnvironmentAndFilesAreFilledIn(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("token"), "${NOT_LOOKED_AT} at all\r\n");
        String yaml = Reading.GOOD + """
                    maintenance-text: "${GREETING}, ${WHO:you: there}! $${HOME} costs $5 ${EMPTY}"
                    match: { path: "${PATH_PREFIX}/**" }
                    endpoint-lost-code: "${CODE}"
                admin: { token: "${file:token}" }
                """;
        Map<String, String> environment = Map.of("GREETING", "Hello", "PATH_PREFIX", "/a", "CODE", "1012", "EMPTY", "");

        GatewayConfig config = Reading.read(new ConfigSource("t.yaml", yaml, folder, environment, List.of()));

        RouteConfig app = config.routes().get("app");
        assertThat(app.maintenanceText()).isEqualTo("Hello, you: there! ${HOME} costs $5 ");
        assertThat(app.match().path()).isEqualTo("/a/**");
        assertThat(app.endpointLostCode()).isEqualTo(1012);
        assertThat(config.admin().token()).isEqualTo("${NOT_LOOKED_AT} at all");
    }

    @Test
    void pathsStartAtTheFilesFolder(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tidegate.yaml");
        Files.writeString(file, Reading.GOOD + "access-log: { file: logs/access.log }\n");

        GatewayConfig config = Reading.read(ConfigSource.ofFile(file));

        assertThat(config.accessLog().file()).isEqualTo(folder.toAbsolutePath().resolve("logs/access.log"));
    }
}
