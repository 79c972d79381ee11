package io.tidegate.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.JournalConfig;
import io.tidegate.journal.Journal;
import io.tidegate.journal.JournalCounts;
import io.tidegate.journal.JournalSettings;
import io.tidegate.journal.Lane;
import io.tidegate.journal.LineLoss;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journals of a gateway, those that are configured. Shared. */
final class WrittenJournals implements AutoCloseable {
    private final int loops;
    private final List<Journal> all = new ArrayList<>();
    private final @Nullable AccessLog accessLog;
    private final @Nullable Journal audit;
    private final @Nullable Journal deadLetters;

    /** @throws ConfigException if a file cannot be opened; nothing is left running */
    WrittenJournals(Journals config, int loops) {
        this.loops = loops;
        try {
            accessLog = config.accessLog() == null ? null : AccessLog.start(config.accessLog(), loops);
            if (accessLog != null) {
                all.add(accessLog.journal());
            }
            audit = start("audit", config.audit());
            deadLetters = start("dead-letters", config.deadLetters());
        } catch (ConfigException e) {
            close();
            throw e;
        }
    }

    AccessLog.@Nullable OfLoop accessLog(int loop) {
        return accessLog == null ? null : accessLog.of(loop);
    }

    @Nullable
    Lane audit(int loop) {
        return audit == null ? null : audit.lane(loop);
    }

    @Nullable
    Lane deadLetters(int loop) {
        return deadLetters == null ? null : deadLetters.lane(loop);
    }

    void register(MeterRegistry registry) {
        for (Journal journal : all) {
            FunctionCounter.builder("tidegate.journal.lines", journal.counts(), JournalCounts::written)
                    .tags("journal", journal.name())
                    .description("Lines written to a journal.")
                    .register(registry);
            for (LineLoss why : LineLoss.values()) {
                FunctionCounter.builder("tidegate.journal.lost", journal.counts(), counts -> counts.lost(why))
                        .tags("journal", journal.name(), "why", why.label())
                        .description("Lines that did not come into a journal.")
                        .register(registry);
            }
        }
    }

    /** Writes what waits. No loop may offer lines any more. */
    @Override
    public void close() {
        all.forEach(Journal::close);
    }

    private @Nullable Journal start(String name, @Nullable JournalConfig config) {
        if (config == null) {
            return null;
        }
        Journal journal = Journal.start(JournalSettings.of(name, config), loops);
        all.add(journal);
        return journal;
    }
}
