package io.tidegate.admin;

import io.tidegate.config.ConfigException;
import io.tidegate.control.ConfigControl;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.control.Latest;
import io.tidegate.control.ReloadAttempt;
import io.tidegate.control.ReloadReport;
import io.tidegate.control.ReloadReport.Change;
import io.tidegate.control.ReloadReport.How;
import io.tidegate.control.ReloadReport.Kind;
import io.tidegate.control.RunningConfig;
import io.tidegate.control.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A configuration without a gateway: notes what is asked of it, and finds faults in a text that has the word. */
final class FakeConfig implements ConfigControl {
    private static final RunningConfig RUNNING = new RunningConfig(
            GatewayConfigs.rich(),
            ConfigOrigin.From.FILE,
            "/etc/tidegate/tidegate.yaml",
            Instant.parse("2026-11-21T10:00:00Z"),
            "8f14e45fceea",
            List.of("event-loops"));

    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    final Latest<ReloadAttempt> attempts = new Latest<>(10);
    volatile @Nullable RuntimeException refusal;

    @Override
    public RunningConfig running() {
        return RUNNING;
    }

    @Override
    public ReloadReport reload(Trigger trigger, boolean dryRun) {
        asked.add("file" + (dryRun ? ", dry run" : ""));
        if (refusal != null) {
            throw refusal;
        }
        return report(dryRun);
    }

    @Override
    public ReloadReport take(String text, boolean dryRun) {
        asked.add(text + (dryRun ? ", dry run" : ""));
        if (text.contains("faulty")) {
            throw new ConfigException(List.of("posted:1:1 first fault", "posted:2:1 second fault"));
        }
        return report(dryRun);
    }

    @Override
    public List<ReloadAttempt> attempts() {
        return attempts.list();
    }

    private static ReloadReport report(boolean dryRun) {
        Change change = new Change(Kind.ROUTE, "chat", How.CHANGED, List.of("max-message"), 120);
        return new ReloadReport(dryRun, List.of(change), List.of("event-loops"));
    }
}
