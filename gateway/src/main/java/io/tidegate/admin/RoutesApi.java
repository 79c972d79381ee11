package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidegate.config.FilterConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.protocol.Side;
import io.tidegate.telemetry.VerdictCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the routes, with how many sessions they have and what their filters did. Shared. */
final class RoutesApi {
    private record Routes(List<Map<String, Object>> routes) {}

    /** What the filters of one name did with what each side sent, besides letting it pass: how often by verdict. */
    private record Did(String filter, Map<String, Long> client, Map<String, Long> upstream) {
        static Did of(String filter, List<VerdictCount> verdicts) {
            return new Did(filter, counts(filter, Side.CLIENT, verdicts), counts(filter, Side.UPSTREAM, verdicts));
        }

        private static Map<String, Long> counts(String filter, Side side, List<VerdictCount> verdicts) {
            return verdicts.stream()
                    .filter(of -> of.filter().equals(filter) && of.side().equals(side.label()))
                    .collect(Collectors.toMap(VerdictCount::verdict, VerdictCount::count, Long::sum, TreeMap::new));
        }
    }

    private final AdminSources sources;

    RoutesApi(AdminSources sources) {
        this.sources = sources;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/api/v1/routes", this::list);
    }

    private void list(Context request) {
        QueryArguments.of(request, List.of());
        Map<String, Integer> sessions = sources.telemetry().sessionsByRoute();
        Map<String, Map<String, Integer>> legs = sources.telemetry().legsByRoute();
        Map<String, List<VerdictCount>> verdicts =
                sources.telemetry().verdicts().stream().collect(Collectors.groupingBy(VerdictCount::route));
        request.json(new Routes(sources.config().running().config().routes().values().stream()
                .map(route -> view(
                        route,
                        sessions.getOrDefault(route.name(), 0),
                        legs.getOrDefault(route.name(), Map.of()),
                        verdicts.getOrDefault(route.name(), List.of())))
                .toList()));
    }

    private static Map<String, Object> view(
            RouteConfig config, int sessions, Map<String, Integer> legs, List<VerdictCount> verdicts) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", config.name());
        view.put("sessions", sessions);
        view.put("verdicts", did(config, verdicts));
        view.putAll(ConfigTree.of(config));
        Map<String, Object> legViews = new LinkedHashMap<>();
        config.legs().forEach((name, leg) -> {
            Map<String, Object> legView = new LinkedHashMap<>();
            legView.put("sessions", legs.getOrDefault(name, 0));
            legView.putAll(ConfigTree.of(leg));
            legViews.put(name, legView);
        });
        view.put("legs", legViews);
        return view;
    }

    /** In the order of the filters; behind them what judges without being listed, and has done something. */
    private static List<Did> did(RouteConfig config, List<VerdictCount> verdicts) {
        return Stream.concat(
                        config.filters().stream().map(FilterConfig::type),
                        verdicts.stream().map(VerdictCount::filter).sorted())
                .distinct()
                .map(filter -> Did.of(filter, verdicts))
                .toList();
    }
}
