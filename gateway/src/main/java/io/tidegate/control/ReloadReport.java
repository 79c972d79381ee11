package io.tidegate.control;

import io.tidegate.config.Units;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a reload changes. Immutable.
 *
 * @param dryRun whether nothing was changed
 * @param changes of listeners, upstreams, endpoints and routes, in this order
 * @param needsRestart keys whose new values take effect when the process is started anew
 */
public record ReloadReport(boolean dryRun, List<Change> changes, List<String> needsRestart) {
    private static final int SHOWN = 10;

    /** What is changed. */
    public enum Kind {
        /** A key at the top of the file. */
        SETTING,
        LISTENER,
        UPSTREAM,
        ENDPOINT,
        ROUTE
    }

    /** How. */
    public enum How {
        ADDED,
        CHANGED,
        REMOVED
    }

    /**
     * One of them.
     *
     * @param name of an endpoint: its upstream, a slash, its id
     * @param keys that changed; {@code tls} alone where the content of its files did
     * @param sessions open ones that it touches: of a changed or removed route, of a removed upstream or endpoint
     */
    public record Change(Kind kind, String name, How change, List<String> keys, int sessions) {
        public Change {
            keys = List.copyOf(keys);
        }

        String text() {
            String text = Units.kebab(kind.name()) + " " + name + " " + Units.kebab(change.name());
            String which = keys.isEmpty() ? "" : " (" + String.join(", ", keys) + ")";
            return text + which + (sessions == 0 ? "" : ", " + sessions + (sessions == 1 ? " session" : " sessions"));
        }
    }

    public ReloadReport {
        changes = List.copyOf(changes);
        needsRestart = List.copyOf(needsRestart);
    }

    /** In one line, for a log. */
    String text() {
        String text = changes.isEmpty()
                ? "nothing changed"
                : changes.stream().limit(SHOWN).map(Change::text).collect(Collectors.joining("; "));
        String more = changes.size() > SHOWN ? "; and " + (changes.size() - SHOWN) + " more changes" : "";
        return text + more + (needsRestart.isEmpty() ? "" : "; takes a restart: " + String.join(", ", needsRestart));
    }
}
