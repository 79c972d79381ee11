package io.tidegate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.tidegate.filter.Verdicts;
import io.tidegate.protocol.Side;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what the filters of a route say on one event loop. Confined to the loop. */
final class VerdictMeters implements Verdicts {
    private final Family<Counter> verdicts;
    private final String route;
    private final Map<String, Map<Action, Counter>> ofClient = new HashMap<>();
    private final Map<String, Map<Action, Counter>> ofUpstream = new HashMap<>();

    VerdictMeters(Family<Counter> verdicts, String route) {
        this.verdicts = verdicts;
        this.route = route;
    }

    @Override
    public void count(String filter, Side from, Action action) {
        (from == Side.CLIENT ? ofClient : ofUpstream)
                .computeIfAbsent(filter, _ -> new EnumMap<>(Action.class))
                .computeIfAbsent(action, of -> verdicts.with(route, filter, from.label(), of.label()))
                .increment();
    }
}
