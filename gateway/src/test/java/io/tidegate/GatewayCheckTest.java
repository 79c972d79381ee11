package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.X509Bundle;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.transport.PemFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only building a gateway brings to light is told like what reading finds: all of it, each with its place. */
class GatewayCheckTest {
    private static final String ROUTES = """
            routes:
              first: { upstream: app, match: { path: "/a//b" }, split-by: "segment:room" }
              second:
                upstream: app
                match: { path: "/b/**" }
                rewrite: { strip-prefix: /c }
                filters:
                  - origins: { allow: [ "https://a.example" ] }
                  - origins: { allow: [ "not an origin" ] }
            """;
    private static final List<String> FAULTS_OF_ROUTES = List.of(
            "t.yaml:6:42 routes.first.match.path must not have an empty segment, got /a//b",
            "t.yaml:10:30 routes.second.rewrite.strip-prefix must be a prefix of the paths that match.path takes, got /c",
            "t.yaml:13:27 routes.second.filters[1].origins.allow must ");

    @TempDir
    private Path folder;

    @Test
    void everyFaultOfEveryRouteHasItsPlace() {
        List<String> faults = faults("""
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams:
                  app: { endpoints: [ "ws://127.0.0.1:9" ] }
                """ + ROUTES);

        assertStart(faults, FAULTS_OF_ROUTES);
    }

    @Test
    void theyAreToldTogetherWithWhatReadingFinds() {
        List<String> faults = faults("""
                listeners:
                  public: { address: "127.0.0.1:0", backlog: 0 }
                upstreams:
                  app: { endpoints: [ "ws://127.0.0.1:9" ] }
                """ + ROUTES);

        assertThat(faults.getFirst()).startsWith("t.yaml:2:46 listeners.public.backlog must ");
        assertStart(faults.subList(1, faults.size()), FAULTS_OF_ROUTES);
    }

    @Test
    void whatOnlyFollowsFromAFaultThatIsKnownIsNotTold() {
        List<String> faults = faults("""
                listeners:
                  public: { address: "127.0.0.1:0" }
                upstreams:
                  app: { endpoints: [ "ws://127.0.0.1:9" ] }
                routes:
                  chat:
                    upstream: app
                    match: { path: [ "/chat/{room}" ] }
                    rewrite: { path: "/{room}" }
                    split-by: "segment:room"
                """);

        assertStart(faults, List.of("t.yaml:8:20 routes.chat.match.path must be a single value"));
    }

    @Test
    void everyFileOfTlsThatCannotBeUsedIsToldAtOnce() throws Exception {
        PemFixture pem = new PemFixture(folder);
        X509Bundle site = pem.issue("site", "a.example");
        pem.chainFile("site", site);
        pem.keyFile("site", site);
        pem.keyFile("other", pem.issue("other", "b.example"));

        List<String> faults = faults("""
                listeners:
                  one:
                    address: "127.0.0.1:0"
                    tls:
                      certificates:
                        - { certificate: none.pem, key: none.key }
                        - { certificate: site.pem, key: other.key }
                      client-certificates: required
                      client-ca: no-ca.pem
                  two:
                    address: "no.such.name.invalid:8443"
                    tls: { certificates: [ { certificate: site.pem, key: site.pem } ] }
                upstreams:
                  app: { endpoints: [ "wss://127.0.0.1:9" ], tls: { ca: site.key, server-name: "a b" } }
                routes:
                  chat: { upstream: app }
                """);

        assertStart(
                faults,
                List.of(
                        "t.yaml:6:26 listeners.one.tls.certificates[0].certificate must be a PEM file, got ",
                        "t.yaml:6:41 listeners.one.tls.certificates[0].key must be a PEM file, got ",
                        "t.yaml:7:41 listeners.one.tls.certificates[1].key must be a PEM file, got ",
                        "t.yaml:9:18 listeners.one.tls.client-ca must be a PEM file, got ",
                        "t.yaml:11:14 listeners.two.address no.such.name.invalid:8443 cannot be resolved",
                        "t.yaml:12:58 listeners.two.tls.certificates[0].key must be a PEM file, got ",
                        "t.yaml:14:57 upstreams.app.tls.ca must be a PEM file, got ",
                        "t.yaml:14:80 upstreams.app.tls.server-name must be a host name, got a b"));
    }

    /** By {@code check}; a start must say the same. */
    private List<String> faults(String yaml) {
        List<String> checked = faults(yaml, Gateway::check);
        List<String> started = faults(yaml, config -> Gateway.start(config).close());
        assertThat(started).isEqualTo(checked);
        return checked;
    }

    private List<String> faults(String yaml, Consumer<GatewayConfig> use) {
        ConfigSource source = new ConfigSource("t.yaml", yaml, folder, Map.of(), List.of());
        return catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigReader.check(source, FilterTypes.load(), Gateway::check)
                                .use(config -> {
                                    use.accept(config);
                                    return config;
                                }))
                .faults();
    }

    private static void assertStart(List<String> lines, List<String> starts) {
        assertThat(lines).hasSameSizeAs(starts);
        for (int i = 0; i < starts.size(); i++) {
            assertThat(lines.get(i)).startsWith(starts.get(i));
        }
    }
}
