package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/observability.md lists what there is, and nothing else. */
class MetricsReferenceTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "observability.md");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (counter|gauge|histogram|summary) \\|.*");
    /** Of the JVM's own, some show only once something has happened. */
    private static final String OURS = "tidegate_";

    @Test
    void theDocumentListsEveryMetricWithItsType() throws Exception {
        Map<String, String> documented = documented();
        Map<String, String> actual = actual();

        assertThat(documented).containsAllEntriesOf(actual);
        assertThat(actual).containsAllEntriesOf(ours(documented));
    }

    @Test
    void everyMetricHasALineOfHelp() throws Exception {
        try (var telemetry = new BusyTelemetry()) {
            String text = telemetry.scrape();

            assertThat(text.lines().filter(line -> line.matches("# HELP tidegate_\\w+\\s*")))
                    .isEmpty();
        }
    }

    private static Map<String, String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    private static Map<String, String> actual() throws Exception {
        try (var telemetry = new BusyTelemetry()) {
            return Scrape.parse(telemetry.scrape()).types();
        }
    }

    private static Map<String, String> ours(Map<String, String> types) {
        Map<String, String> ours = new TreeMap<>(types);
        ours.keySet().removeIf(name -> !name.startsWith(OURS));
        return ours;
    }
}
