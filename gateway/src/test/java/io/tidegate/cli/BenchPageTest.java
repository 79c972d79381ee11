package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Holds {@code docs/bench.md} to what the command does. */
@Timeout(30)
@ExtendWith(NothingLeftBehind.class)
class BenchPageTest {
    private static final String COMMAND = "./tidegate bench ";
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static Stream<String> examples() throws IOException {
        return DocumentationPage.of("bench.md").blocks("sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(COMMAND));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleRunsWithoutAnError(String example) {
        try (EchoServer server = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String command = example.substring("./tidegate ".length())
                    .replaceAll(" (-d|--warm-up) \\S+", "")
                    .replace(":9001", ":" + server.address().getPort());

            BenchOutcome outcome = BenchOutcome.run(new CountDownLatch(1), words(command + " -d 200ms --warm-up 0s"));

            assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        }
    }

    @Test
    void theTableHasTheKeysOfTheJson() throws IOException {
        DocumentationPage page = DocumentationPage.of("bench.md");

        JsonNode json = withAllKeys();

        assertThat(codes(page, "key")).isEqualTo(keys(json));
        assertThat(codes(page, "of times"))
                .isEqualTo(new TreeSet<>(json.get("latency-ms").propertyNames()));
    }

    /** A run with a rate, and with an error: messages are refused by closing. */
    private static JsonNode withAllKeys() {
        RawEndpoint.Answer closing = peer -> {
            Answers.accept().to(peer);
            peer.next();
            peer.close();
        };
        try (RawEndpoint server = new RawEndpoint(closing)) {
            return BenchOutcome.measure(server.url(), "-c", "1", "-r", "100/s", "-d", "100ms")
                    .json();
        }
    }

    private static Set<String> keys(JsonNode json) {
        Set<String> keys = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode value = entry.getValue();
            boolean nested = value.isObject() && !value.has("p50");
            String prefix = nested ? entry.getKey() + "." : entry.getKey() + "[].";
            if (nested || value.isArray()) {
                (nested ? value : value.get(0)).propertyNames().forEach(name -> keys.add(prefix + name));
            } else {
                keys.add(entry.getKey());
            }
        }
        return keys;
    }

    /** What stands in code in the first column. */
    private static Set<String> codes(DocumentationPage page, String firstColumn) {
        Set<String> codes = new TreeSet<>();
        page.table(firstColumn)
                .forEach(row -> CODE.matcher(row.getFirst()).results().forEach(code -> codes.add(code.group(1))));
        return codes;
    }

    private static String[] words(String command) {
        return QUOTED.matcher(command).results().map(BenchPageTest::unquoted).toArray(String[]::new);
    }

    private static String unquoted(MatchResult word) {
        return word.group(1) != null ? word.group(1) : word.group(2);
    }
}
