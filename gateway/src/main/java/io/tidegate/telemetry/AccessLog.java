package io.tidegate.telemetry;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.journal.Journal;
import io.tidegate.journal.JournalEntry;
import io.tidegate.journal.JournalSettings;
import io.tidegate.journal.Lane;
import io.tidegate.protocol.Ending;
import org.jspecify.annotations.Nullable;

/** The journal of clients: a line when a session opens, and one when it ends. Shared. */
final class AccessLog {
    private static final long LOOP_BYTES = 8 << 20; // a full lane, unless clients ask for long paths
    private static final int USUAL_BYTES = 600;

    private final Journal journal;
    private final AccessLineFormat format;
    private final AccessLogConfig config;

    private AccessLog(Journal journal, AccessLineFormat format, AccessLogConfig config) {
        this.journal = journal;
        this.format = format;
        this.config = config;
    }

    /** @throws ConfigException if the file cannot be opened */
    static AccessLog start(AccessLogConfig config, int loops) {
        long maxBytes =
                config.maxFile() == null ? Long.MAX_VALUE : config.maxFile().bytes();
        var settings =
                new JournalSettings("access-log", config.file(), maxBytes, config.effectiveKeep(), LOOP_BYTES * loops);
        return new AccessLog(Journal.start(settings, loops), AccessLineFormat.of(config.format()), config);
    }

    Journal journal() {
        return journal;
    }

    /** Where the event loop of that index leaves its lines. */
    OfLoop of(int loop) {
        return new OfLoop(journal.lane(loop));
    }

    /** Confined to an event loop. */
    final class OfLoop {
        private final Lane lane;

        private OfLoop(Lane lane) {
            this.lane = lane;
        }

        void opened(Journey journey) {
            offer(journey, SessionView.of(journey, System.nanoTime()), null);
        }

        void ended(Journey journey, SessionView last, Ending ending) {
            offer(journey, last, ending);
        }

        private void offer(Journey journey, SessionView session, @Nullable Ending ending) {
            lane.offer(new Entry(format, AccessLine.of(journey, session, ending, config)));
        }
    }

    private record Entry(AccessLineFormat format, AccessLine content) implements JournalEntry {
        @Override
        public int heldBytes() {
            return USUAL_BYTES + length(content.session().path()) + length(content.query());
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }

        @Override
        public byte[] line() {
            return format.format(content);
        }
    }
}
