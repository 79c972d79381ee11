package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Units;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What deploy/ asks Prometheus for is there, and docs/alerts.md says of each alert what to do. */
class DashboardsAndRulesTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final Path ALERTS = Path.of("..", "docs", "alerts.md");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern VARIABLE = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    /** What Prometheus itself adds to each series of a target. */
    private static final Set<String> OF_TARGET = Set.of("job", "instance");

    /** Labels whose values are a closed list. */
    private static final Map<String, Set<String>> WORDS = Map.of(
            "cause", Arrays.stream(Cause.values()).map(Cause::label).collect(Collectors.toSet()),
            "phase", Arrays.stream(Phase.values()).map(Phase::label).collect(Collectors.toSet()),
            "side", Arrays.stream(Side.values()).map(Side::label).collect(Collectors.toSet()),
            "verdict",
                    Arrays.stream(Verdicts.Action.values())
                            .map(action -> Units.kebab(action.name()))
                            .collect(Collectors.toSet()),
            "state",
                    Set.of(
                            "up",
                            "unresolved",
                            "down",
                            "ejected",
                            "draining",
                            "maintenance",
                            "closed",
                            "open",
                            "half-open"));

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyExpressionNamesMetricsAndLabelsThatAreThere() throws Exception {
        Map<String, Set<String>> known = known();
        Map<String, List<String>> faults = new HashMap<>();

        for (String expression : expressions()) {
            List<String> found = faults(PromQl.parse(expression), known);
            if (!found.isEmpty()) {
                faults.put(expression, found);
            }
        }

        assertThat(expressions()).hasSizeGreaterThan(150);
        assertThat(faults).isEmpty();
    }

    @Test
    void whatIsNotThereIsFound() throws Exception {
        Map<String, Set<String>> known = known();

        assertThat(faults(PromQl.parse("rate(tidegate_endings{cause=\"idle\"}[5m]) > 1"), known))
                .containsExactly("no metric tidegate_endings");
        assertThat(faults(PromQl.parse("sum by (shop) (tidegate_sessions{root=\"a\"}) and on (job) up"), known))
                .containsExactly("no label root of tidegate_sessions", "no label shop");
        assertThat(faults(PromQl.parse("tidegate_endings_total{cause=~\"idle|tired\"}"), known))
                .containsExactly("cause is never tired");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardHasATitleForEachPanelAndNoTwoInOnePlace(Path file) {
        JsonNode dashboard = JsonMapper.shared().readTree(file.toFile());
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();

        assertThat(dashboard.path("uid").asString()).startsWith("tidegate-");
        assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotBlank();
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            JsonNode at = panel.path("gridPos");
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String place =
                            (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(places.add(place))
                            .as(panel.path("title").asString())
                            .isTrue();
                }
            }
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
        });
    }

    @Test
    void thePageSaysOfEachAlertWhatToDo() throws Exception {
        Set<String> explained = Files.readAllLines(ALERTS).stream()
                .filter(line -> line.startsWith("### Tidegate"))
                .map(line -> line.substring("### ".length()))
                .collect(Collectors.toSet());
        Map<String, String> pages = rules().filter(rule -> rule.has("alert"))
                .collect(Collectors.toMap(
                        rule -> rule.path("alert").asString(),
                        rule -> rule.path("annotations").path("page").asString()));

        assertThat(pages).hasSizeGreaterThan(20);
        assertThat(explained).isEqualTo(pages.keySet());
        assertThat(pages)
                .allSatisfy((alert, page) ->
                        assertThat(page).isEqualTo("docs/alerts.md#" + alert.toLowerCase(Locale.ROOT)));
    }

    private static List<String> faults(PromQl expression, Map<String, Set<String>> known) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_TARGET);
        for (PromQl.Selector selector : expression.selectors()) {
            Set<String> ofMetric = known.get(selector.metric());
            if (ofMetric == null) {
                faults.add("no metric " + selector.metric());
                continue;
            }
            labels.addAll(ofMetric);
            selector.labels().forEach((label, values) -> {
                if (!ofMetric.contains(label) && !OF_TARGET.contains(label)) {
                    faults.add("no label " + label + " of " + selector.metric());
                }
                values.stream()
                        .filter(value -> !value.startsWith("$") && WORDS.containsKey(label))
                        .filter(value -> !WORDS.get(label).contains(value))
                        .forEach(value -> faults.add(label + " is never " + value));
            });
        }
        expression.groupings().stream()
                .filter(label -> !labels.contains(label) && faults.stream().noneMatch(f -> f.startsWith("no metric")))
                .forEach(label -> faults.add("no label " + label));
        return faults;
    }

    /** Labels by metric: what a gateway shows to which all has happened, what the rules record, and Prometheus' own. */
    private static Map<String, Set<String>> known() throws Exception {
        Map<String, Set<String>> known = new HashMap<>();
        known.put("up", OF_TARGET);
        try (var telemetry = new BusyTelemetry()) {
            telemetry.scrape().lines().map(SAMPLE::matcher).forEach(sample -> {
                if (sample.matches()) {
                    Set<String> labels = known.computeIfAbsent(sample.group(1), _ -> new HashSet<>());
                    String text = sample.group(2) == null ? "" : sample.group(2);
                    LABEL.matcher(text).results().forEach(label -> labels.add(label.group(1)));
                }
            });
        }
        rules().filter(rule -> rule.has("record")).forEach(rule -> {
            String name = rule.path("record").asString();
            Set<String> labels = new HashSet<>(OF_TARGET);
            labels.addAll(List.of(name.substring(0, name.indexOf(':')).split("_")));
            known.put(name, labels);
        });
        return known;
    }

    private static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        rules().forEach(rule -> all.add(rule.path("expr").asString()));
        for (Path file : dashboards()) {
            JsonNode dashboard = JsonMapper.shared().readTree(file.toFile());
            dashboard.findValuesAsString("expr").forEach(all::add);
            for (JsonNode variable : dashboard.path("templating").path("list")) {
                var query =
                        VARIABLE.matcher(variable.path("query").path("query").asString(""));
                if (query.matches()) {
                    all.add("sum by (" + query.group(2) + ") (" + query.group(1) + ")");
                }
            }
        }
        return all;
    }

    private static Stream<JsonNode> rules() throws IOException {
        ObjectMapper yaml = new YAMLMapper();
        List<JsonNode> rules = new ArrayList<>();
        for (String file : List.of("alerts.yaml", "recording.yaml")) {
            JsonNode groups =
                    yaml.readTree(DEPLOY.resolve("prometheus").resolve(file).toFile());
            groups.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        }
        return rules.stream();
    }
}
