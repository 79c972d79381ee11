package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFaultsTest {
    /** A user's record that does not know {@link Check}. */
    record Own(int size) {
        Own {
            if (size > 3) {
                throw new IllegalArgumentException("size is too big");
            }
        }
    }

    /** A record that refuses two keys at once, and a third later. */
    record Several(
            @Default("1") int low,
            @Default("9") int high,
            @Default("5") int middle) {
        Several {
            if (low > 3 && high < 7) {
                throw new ConfigException(List.of("low must be at most 3", "high must be at least 7"));
            }
            Check.that(middle == 5, "middle must be 5, got " + middle);
        }
    }

    /** Pairs of lines: one that goes into the route {@code app} as the file's ninth, and what is said about it. */
    static Stream<Arguments> faultsOfARoute() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/config/faults-of-a-route.txt")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return IntStream.range(0, lines.size() / 2).mapToObj(i -> Arguments.of(lines.get(2 * i), lines.get(2 * i + 1)));
    }

    @ParameterizedTest
    @MethodSource("faultsOfARoute")
    void aFaultIsLocatedAndSaysTheRuleAndTheValue(String line, String fault) {
        assertThat(Reading.faults(Reading.GOOD + "    " + line + "\n")).containsExactly("t.yaml:" + fault);
    }

    /** A whole file, and what is said about it. */
    static Stream<Arguments> faultsOfAFile() {
        return Stream.of(
                Arguments.of("", "1:1 must have listeners, upstreams and routes, is empty"),
                Arguments.of("# nothing\n", "1:1 must have listeners, upstreams and routes, is empty"),
                Arguments.of("hello", "1:1 must be a mapping with listeners, upstreams and routes, got hello"),
                Arguments.of("- a", "1:1 must be a mapping with listeners, upstreams and routes, got a list"),
                Arguments.of("{}", "1:1 listeners must have at least one entry"),
                Arguments.of("listeners: {}", "1:12 listeners must have at least one entry"),
                Arguments.of("listeners:", "1:11 listeners must have a value"),
                Arguments.of(Reading.GOOD + "---\na: b", "10:1 must not follow: the file must be one YAML document"),
                Arguments.of(
                        "a: b: c",
                        "1:5 must be YAML: a colon is not expected here; quote a value that contains \": \", and check the indentation"),
                Arguments.of("a:\n\tb: c", "2:1 must be YAML: indent with spaces, not with a tab"),
                Arguments.of(
                        "a: [ b,\n",
                        "2:1 must be YAML: the text ends too early; check that quotes and brackets are closed"),
                Arguments.of(
                        "a: 'b",
                        "1:6 must be YAML: the text ends too early; check that quotes and brackets are closed"),
                Arguments.of(
                        "a:\n  b: 1\n c: 2",
                        "3:2 must be YAML: this does not line up with what is above it; check the indentation and that brackets are closed"),
                Arguments.of("a: @b", "1:4 must be YAML: a value must not start with this character; quote it"),
                Arguments.of("? [ a ]\n: b", "1:4 must be YAML: a key must be text"),
                Arguments.of(
                        "a: \"\\x\"",
                        "1:7 must be YAML: expected escape sequence of 2 hexadecimal numbers, but found: \""),
                Arguments.of("a: 1\nb: é\u0000", "2:5 must be text, got the character U+0000"),
                Arguments.of("a: 0x" + "f".repeat(2000), "1:1 must be YAML: a number is too long"),
                Arguments.of(
                        "a: " + "[".repeat(60),
                        "1:54 a" + "[0]".repeat(50) + " must not be nested so deeply, the limit is 50 levels"));
    }

    @ParameterizedTest
    @MethodSource("faultsOfAFile")
    void aFileThatIsNoneGetsOneLine(String yaml, String fault) {
        assertThat(Reading.faults(yaml)).containsExactly("t.yaml:" + fault);
    }

    @Test
    void allFaultsAreFoundAtOnceInTheOrderOfTheFile() {
        List<String> faults = Reading.faults("""
                listeners:
                  Public: { address: "8080", backlog: 0, max-headers: 1 }
                  second: { health: healthz }
                upstreams:
                  a: { endpoints: [ "http://h:1", { url: "ws://h:2", weight: -1 }, { wieght: 1 } ], connect-timeout: 2m }
                  b: {}
                  c: null
                routes:
                  one: { upstream: a, max-age: never, max-frame: 1B }
                  two: { upstream: missing, split: {} }
                  three: { split: { a: 1, nowhere: 1 } }
                drain: { window: 30s }
                event-loops: 0
                tranport: nio
                """);

        assertThat(faults)
                .containsExactly(
                        "t.yaml:2:3 listeners.Public must be named with a-z, 0-9 and inner -, at most 63 characters",
                        "t.yaml:2:22 listeners.Public.address must be an address like 0.0.0.0:8080, [::]:8080 or unix:/run/x.sock, got 8080",
                        "t.yaml:3:11 listeners.second.address must be given",
                        "t.yaml:5:21 upstreams.a.endpoints[0] must be a ws://host:port or wss://host:port address, got http://h:1",
                        "t.yaml:5:62 upstreams.a.endpoints[1].weight must be between 0 and 1000, got -1",
                        "t.yaml:5:68 upstreams.a.endpoints[2].url must be given",
                        "t.yaml:5:70 upstreams.a.endpoints[2].wieght is not a key here; did you mean weight?",
                        "t.yaml:5:102 upstreams.a.connect-timeout must be between 50ms and 1m, got 2m",
                        "t.yaml:6:6 upstreams.b.endpoints must list at least one address",
                        "t.yaml:7:6 upstreams.c must be a mapping, got null",
                        "t.yaml:9:32 routes.one.max-age must be a duration like 250ms, 5s, 10m, 1h or 7d, got never",
                        "t.yaml:9:50 routes.one.max-frame must be between 125B and 1GiB, got 1B",
                        "t.yaml:10:20 routes.two.upstream must name an upstream, got missing; known are a, b, c",
                        "t.yaml:11:36 routes.three.split.nowhere must be the name of an upstream; known are a, b, c",
                        "t.yaml:12:8 drain.deadline must be at least window, got 25s",
                        "t.yaml:13:14 event-loops must be auto or between 1 and 1024, got 0",
                        "t.yaml:14:1 tranport is not a key here; did you mean transport?");
    }

    @Test
    void connectionsComeFromSingleAddresses() {
        List<String> faults = Reading.faults(
                Reading.GOOD.replace("    endpoints:", "    source: [ 10.0.0.1, 10.0.0.0/8 ]\n    endpoints:"));

        assertThat(faults)
                .containsExactly(
                        "t.yaml:5:13 upstreams.app.source must list single addresses, neither names nor blocks,"
                                + " got 10.0.0.0/8");
    }

    @Test
    void warmConnectionsAreBounded() {
        String warm = "    warm-connections: { count: 101, max-idle: 500ms }\n";

        assertThat(Reading.faults(Reading.GOOD.replace("    endpoints:", warm + "    endpoints:")))
                .containsExactly(
                        "t.yaml:5:32 upstreams.app.warm-connections.count must be between 1 and 100, got 101",
                        "t.yaml:5:47 upstreams.app.warm-connections.max-idle must be between 1s and 1h, got 500ms");
    }

    @Test
    void theAdminApiIsNotOnASocketFile() {
        List<String> faults =
                Reading.faults(Reading.GOOD + "admin: { address: 'unix:/run/a.sock', open: 'unix:/run/b.sock' }\n");

        assertThat(faults)
                .containsExactly(
                        "t.yaml:9:19 admin.address must be host:port, got unix:/run/a.sock",
                        "t.yaml:9:45 admin.open must be host:port, got unix:/run/b.sock");
    }

    @Test
    void theCommandLinesFaultsAreNamedAfterIt() {
        ConfigSource source = Reading.source(Reading.GOOD + "  second: { upstream: app, max-frame: 1B }\n")
                .withSets(List.of(
                        "routes.app.max-age=soon",
                        "routes.app.upstraem=app",
                        "routes.other.mode=relay",
                        "nonsense",
                        "drain..window=1s",
                        "routes.app.upstream.x=1"));

        assertThat(Reading.faults(source))
                .containsExactly(
                        "t.yaml:9:39 routes.second.max-frame must be between 125B and 1GiB, got 1B",
                        "--set routes.app.max-age must be a duration like 250ms, 5s, 10m, 1h or 7d, got soon",
                        "--set routes.app.upstraem is not a key here; did you mean upstream?",
                        "--set routes.other.upstream or split must be given, and not both",
                        "--set nonsense must be KEY=VALUE, such as routes.chat.max-age=1h",
                        "--set drain..window must be KEY=VALUE, such as routes.chat.max-age=1h",
                        "--set routes.app.upstream must be a single value, got a mapping");
    }

    @Test
    void aFaultInDefaultsIsSaidOnceWhereItStands() {
        List<String> faults = Reading.faults("""
                defaults:
                  route: { max-age: x, max-frame: 1B, upstream: app, pong: 1, name: x }
                  routes: {}
                  upstream: []
                """ + Reading.GOOD + """
                  second: { upstream: app }
                """);

        assertThat(faults)
                .containsExactly(
                        "t.yaml:2:21 defaults.route.max-age must be a duration like 250ms, 5s, 10m, 1h or 7d, got x",
                        "t.yaml:2:35 defaults.route.max-frame must be between 125B and 1GiB, got 1B",
                        "t.yaml:2:39 defaults.route.upstream must stand in each route itself, not in defaults",
                        "t.yaml:2:54 defaults.route.pong is not a key here; did you mean ping?",
                        "t.yaml:2:63 defaults.route.name is not a key here; known are match, upstream, split, split-by, "
                                + "rewrite, mode, maintenance-text, filters, refuse, max-message, max-frame, "
                                + "max-fragments, control-rate, ping, idle-timeout, stall-timeout, max-age, close-timeout, endpoint-lost-code, "
                                + "compression, message-timeout, dead-letters, slow-consumer, memory-budget, "
                                + "on-removed, resume, trace, legs",
                        "t.yaml:3:3 defaults.routes is not a key here; did you mean route?",
                        "t.yaml:4:13 defaults.upstream must be a mapping, got a list");
    }

    @Test
    void secretsAreNeverShown() {
        String secret = "tiger-7";
        String yaml = Reading.GOOD.replace("endpoints:", "sticky: { secret: tiger-7 }\n    endpoints:")
                + "admin: { token: %s }\n";

        Stream<List<String>> refusals = Stream.of(
                        "tiger-7",
                        "[ tiger-7 ]",
                        "{ tiger-7: 1 }",
                        "\"${tiger-7\"",
                        "${tiger-7}",
                        "*tiger-7",
                        "&tiger-7 x",
                        "'tiger-7",
                        "tiger-7: x",
                        "!tiger-7 x")
                .map(token -> Reading.faults(String.format(yaml, token)));

        assertThat(refusals)
                .allSatisfy(faults -> assertThat(faults).isNotEmpty().noneMatch(f -> f.contains(secret)));
        assertThat(Reading.faults(Reading.source(Reading.GOOD).withSets(List.of("admin.token=tiger-7"))))
                .containsExactly("--set admin.token must have at least 16 characters");
    }

    @Test
    void aFaultIsOneLineAndDoesNothingToATerminal() {
        String longText = "x".repeat(5000);

        List<String> faults = Reading.faults(
                Reading.GOOD + "    mode: \"\\e[31m\\nred \\u202Edcba\"\n    max-age: " + longText + "\n");

        assertThat(faults.getFirst())
                .isEqualTo(
                        "t.yaml:9:11 routes.app.mode must be relay or maintenance, got \\u001b[31m\\nred \\u202edcba");
        assertThat(faults.getLast()).hasSize(603).endsWith("xxx...");
    }

    @Test
    void aUsersRecordMayRefuseWithAnyArgumentException() {
        ConfigSource source = Reading.source(Reading.GOOD + "    filters: [ own: { size: 4 } ]\n");

        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(source, name -> Own.class));

        assertThat(refusal.faults()).containsExactly("t.yaml:9:29 routes.app.filters[0].own.size is too big");
    }

    @Test
    void aRecordMayRefuseSeveralKeysAtOnce() {
        ConfigSource source =
                Reading.source(Reading.GOOD + "    filters: [ several: { low: 4, high: 6, middle: 7 } ]\n");

        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(source, name -> Several.class));

        assertThat(refusal.faults())
                .containsExactly(
                        "t.yaml:9:32 routes.app.filters[0].several.low must be at most 3",
                        "t.yaml:9:41 routes.app.filters[0].several.high must be at least 7",
                        "t.yaml:9:52 routes.app.filters[0].several.middle must be 5, got 7");
    }

    @Test
    void everythingThatIsWrongWithAnEntryIsSaidWithoutWhatFollowsFromIt() {
        List<String> faults = Reading.faults(Reading.GOOD.replace(
                "    endpoints:",
                "    connect-timeout: 90s\n    max-sessions: 0\n    resolve-interval: soon\n    endpoints:"));

        assertThat(faults)
                .containsExactly(
                        "t.yaml:5:22 upstreams.app.connect-timeout must be between 50ms and 1m, got 90s",
                        "t.yaml:6:19 upstreams.app.max-sessions must be between 1 and 10000000, got 0",
                        "t.yaml:7:23 upstreams.app.resolve-interval must be a duration like 250ms, 5s, 10m, 1h or 7d, got soon");
    }
}
