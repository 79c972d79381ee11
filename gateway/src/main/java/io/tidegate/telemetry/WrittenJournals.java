package io.tidegate.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidegate.config.ConfigException;
import io.tidegate.config.GatewayConfig.Journals;
import io.tidegate.config.JournalConfig;
import io.tidegate.journal.Journal;
import io.tidegate.journal.JournalCounts;
import io.tidegate.journal.JournalEntry;
import io.tidegate.journal.JournalSettings;
import io.tidegate.journal.Lane;
import io.tidegate.journal.LineLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The journals of a gateway, those that are configured. Shared. */
final class WrittenJournals implements AutoCloseable {
    private final List<Journal> all = new ArrayList<>();
    private final @Nullable AccessLog accessLog;
    private final @Nullable Journal audit;
    private final @Nullable Journal deadLetters;
    private final @Nullable Journal adminAudit;
    private final ReentrantLock adminLock = new ReentrantLock(); // for a lane is for one thread at a time

    /** @throws ConfigException if a file cannot be opened; nothing is left running */
    WrittenJournals(Journals config, int loops) {
        try {
            accessLog = config.accessLog() == null ? null : AccessLog.start(config.accessLog(), loops);
            if (accessLog != null) {
                all.add(accessLog.journal());
            }
            audit = start("audit", config.audit(), loops);
            deadLetters = start("dead-letters", config.deadLetters(), loops);
            adminAudit = start("admin-audit", config.adminAudit(), 1);
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

    /** From any thread. */
    void tellAdmin(JournalEntry change) {
        if (adminAudit != null) {
            adminLock.lock();
            try {
                adminAudit.lane(0).offer(change);
            } finally {
                adminLock.unlock();
            }
        }
    }

    void register(MeterRegistry registry) {
        for (Journal journal : all) {
            FunctionCounter.builder("tidegate.journal.lines", journal.counts(), JournalCounts::written)
                    .tags("journal", journal.name())
                    .description("Lines written to a journal.")
                    .register(registry);
            for (LineLoss why : LineLoss.values()) {
                FunctionCounter.builder("tidegate.journal.lost", journal.counts(), counts -> counts.lost(why))
                        .tags("journal", journal.name(), "reason", why.label())
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

    private @Nullable Journal start(String name, @Nullable JournalConfig config, int lanes) {
        if (config == null) {
            return null;
        }
        Journal journal = Journal.start(JournalSettings.of(name, config), lanes);
        all.add(journal);
        return journal;
    }
}
