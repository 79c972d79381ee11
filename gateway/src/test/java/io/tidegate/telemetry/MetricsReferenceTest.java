package io.tidegate.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.config.JournalConfig;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.protocol.Side;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
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
        try (EventLoops loops = loops();
                Telemetry telemetry = exercised(loops)) {
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
        try (EventLoops loops = loops();
                Telemetry telemetry = exercised(loops)) {
            Awaitility.await().until(() -> Scrape.of(telemetry).value("tidegate_event_loop_delay_seconds_count") > 0);
            return Scrape.of(telemetry).types();
        }
    }

    private static Map<String, String> ours(Map<String, String> types) {
        Map<String, String> ours = new TreeMap<>(types);
        ours.keySet().removeIf(name -> !name.startsWith(OURS));
        return ours;
    }

    private static EventLoops loops() {
        return new EventLoops(Transport.choose(TransportChoice.NIO), 1);
    }

    private static Telemetry exercised(EventLoops loops) throws Exception {
        var journal = new JournalConfig(Path.of("/dev/null"), ByteSize.ofMiB(1), 1, ByteSize.ofMiB(1));
        Telemetry telemetry = Telemetry.start(loops, new Journals(null, journal, null, null), "1.2.3");
        telemetry.acceptFailed("public");
        telemetry.acceptWaited("public");
        telemetry.acceptSkipped("public");
        telemetry.endpointChecked("chat", "10.0.0.5:9001", true, 1000);
        telemetry.upstreams(() -> List.of(new UpstreamGauge(
                "chat",
                0,
                0,
                false,
                "closed",
                List.of(new EndpointGauge("chat", "10.0.0.5:9001", "up", true, 1, 0, 2)))));
        telemetry.waitingBytes("chat");
        telemetry.memoryBudget(() -> 1);
        telemetry.bans(() -> 1);
        telemetry.redis(() -> true);
        telemetry.reloadRefused("signal");
        Loop loop = loops.loops().getFirst();
        loop.eventLoop().submit(() -> exercise(telemetry.loop(loop))).get(5, TimeUnit.SECONDS);
        return telemetry;
    }

    private static void exercise(LoopTelemetry counts) {
        Journey journey = Journeys.opened("s1", "chat", "chat");
        counts.accepted(journey);
        counts.handshakeShed(journey);
        counts.healthAnswered(journey);
        counts.attempted(journey, true, 1000);
        counts.warmConnectionUsed("chat");
        counts.opened(journey);
        counts.roundTrip(journey, Side.CLIENT, 1000);
        counts.routeCounters("chat");
        counts.parked(journey);
        counts.resumed(journey, 1000);
        counts.moved(journey, "moved", 1000);
        counts.resumeMessages(journey, ResumedMessages.CUT, 1);
        counts.verdicts("chat").count("origins", Side.CLIENT, Verdicts.Action.REFUSE);
        counts.notAdmitted("chat", "max-sessions");
        counts.waited("chat", true, 1000);
        counts.retry("chat", true);
        counts.budgetRefused(journey, "route");
        counts.ended(journey, new Ending(Phase.RELAY, Cause.CLIENT_CLOSED, 1000, ""));
    }
}
