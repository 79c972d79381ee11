package io.tidegate.admin;

import io.tidegate.control.RunningConfig;
import io.tidegate.protocol.Cause;
import io.tidegate.telemetry.Live;
import io.tidegate.telemetry.LiveSample;
import io.tidegate.telemetry.LiveSample.ProcessHealth;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointCondition;
import io.tidegate.upstream.Upstream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what is wrong with a gateway at the moment, what is worse first. Shared. */
final class Findings {
    /** The last minute. */
    private static final int RECENT = 30;

    private static final double FULL = 0.9;
    private static final double MOST_DELAY_MILLIS = 100;
    private static final List<Cause> OURS =
            List.of(Cause.INTERNAL, Cause.NO_ENDPOINT, Cause.ENDPOINT_LOST, Cause.OVERLOAD, Cause.MEMORY);

    /** How much it matters, what matters most first. */
    enum Severity {
        /** Clients are hurt. */
        BAD,
        /** They may soon be, or some are. */
        WARN,
        /** As somebody wants it, but good to know. */
        NOTE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One of them.
     *
     * @param upstream which it is about, if it is about one
     * @param endpoint likewise
     */
    record Finding(
            String severity,
            String text,
            @Nullable String upstream,
            @Nullable String endpoint) {
        private static Finding of(Severity severity, String text) {
            return new Finding(severity.label(), text, null, null);
        }

        private static Finding of(Severity severity, Upstream upstream, String text) {
            return new Finding(severity.label(), "Upstream " + upstream.name() + " " + text, upstream.name(), null);
        }

        private Severity rank() {
            return Severity.valueOf(severity.toUpperCase(Locale.ROOT));
        }
    }

    private final AdminSources sources;

    Findings(AdminSources sources) {
        this.sources = sources;
    }

    /** @param samples in the order of their times */
    List<Finding> now(List<LiveSample> samples) {
        List<Finding> found = new ArrayList<>();
        String notReady = sources.notReady().get();
        if (notReady != null) {
            found.add(Finding.of(Severity.BAD, "It takes no new sessions: " + notReady + "."));
        }
        sources.upstreams().all().forEach(upstream -> lookAt(upstream, found));
        List<LiveSample> recent = samples.subList(Math.max(0, samples.size() - RECENT), samples.size());
        lookAtEndings(recent, found);
        lookAtProcess(recent, found);
        lookAtConfig(sources.config().running(), recent, found);
        found.sort(Comparator.comparing(Finding::rank));
        return found;
    }

    private static void lookAt(Upstream upstream, List<Finding> found) {
        List<Endpoint> endpoints = upstream.endpoints();
        boolean offersNone = endpoints.stream().noneMatch(upstream::offersTo);
        if (offersNone) {
            found.add(Finding.of(Severity.BAD, upstream, "offers no endpoint: new sessions are refused."));
        }
        if (upstream.isInPanic()) {
            String text = "is in panic: so few endpoints are up that all are used.";
            found.add(Finding.of(Severity.BAD, upstream, text));
        }
        if (!upstream.breakerState().equals("closed")) {
            String text = "has its circuit breaker " + upstream.breakerState() + ": handshakes failed too often.";
            found.add(Finding.of(Severity.BAD, upstream, text));
        }
        int waiting = upstream.admission().waiting();
        if (waiting > 0) {
            found.add(Finding.of(Severity.WARN, upstream, "lets " + counted(waiting, "handshake") + " wait."));
        }
        int most = upstream.config().maxSessions();
        if (upstream.sessions() >= FULL * most) {
            String text = "has " + upstream.sessions() + " of at most " + counted(most, "session") + ".";
            found.add(Finding.of(Severity.WARN, upstream, text));
        }
        endpoints.forEach(endpoint -> lookAt(upstream, endpoint, found));
    }

    private static void lookAt(Upstream upstream, Endpoint endpoint, List<Finding> found) {
        String state = switch (endpoint.state()) {
            case UP -> "";
            case DRAINING -> "is draining, as an operator wants it";
            case MAINTENANCE -> "is in maintenance, as an operator wants it";
            case DOWN -> "is down: " + endpoint.condition().reason();
            case EJECTED -> "is left out for a while: " + endpoint.condition().reason();
            case UNRESOLVED -> "has a name without an address";
        };
        if (!state.isEmpty()) {
            boolean wanted = endpoint.condition().mode() != EndpointCondition.Mode.READY;
            String text = "Endpoint " + endpoint.id() + " of " + upstream.name() + " " + state + ".";
            Severity severity = wanted ? Severity.NOTE : Severity.WARN;
            found.add(new Finding(severity.label(), text, upstream.name(), endpoint.id()));
        }
    }

    private static void lookAtEndings(List<LiveSample> recent, List<Finding> found) {
        for (Cause cause : OURS) {
            double seconds = Live.INTERVAL.toSeconds();
            long ended = Math.round(seconds
                    * recent.stream()
                            .mapToDouble(sample -> sample.endings().getOrDefault(cause.label(), 0.0))
                            .sum());
            if (ended > 0) {
                String text = counted(ended, "stay") + " ended with " + cause.label() + " in the last minute.";
                found.add(Finding.of(cause == Cause.INTERNAL ? Severity.BAD : Severity.WARN, text));
            }
        }
    }

    private static void lookAtProcess(List<LiveSample> recent, List<Finding> found) {
        double delay =
                recent.stream().mapToDouble(LiveSample::loopDelayMillis).max().orElse(0);
        if (delay > MOST_DELAY_MILLIS) {
            String text = "An event loop was " + Math.round(delay) + " ms late in the last minute.";
            found.add(Finding.of(Severity.WARN, text));
        }
        List<ProcessHealth> all = recent.stream().map(LiveSample::process).toList();
        boolean full = all.size() == RECENT
                && all.stream().allMatch(process -> process.heapBytes() > FULL * process.heapMaxBytes());
        if (full) {
            found.add(Finding.of(Severity.WARN, "The heap was over 90 % full for all of the last minute."));
        }
    }

    private static void lookAtConfig(RunningConfig running, List<LiveSample> recent, List<Finding> found) {
        Integer most = running.config().maxSessions();
        int open = recent.isEmpty() ? 0 : recent.getLast().sessions();
        if (most != null && open >= FULL * most) {
            String text = "The gateway has " + open + " of at most " + counted(most, "session") + ".";
            found.add(Finding.of(Severity.WARN, text));
        }
        if (!running.needsRestart().isEmpty()) {
            String keys = String.join(", ", running.needsRestart());
            found.add(Finding.of(Severity.NOTE, "What the file says of " + keys + " takes a restart."));
        }
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
